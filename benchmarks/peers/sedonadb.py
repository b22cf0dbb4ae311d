"""SedonaDB, the single-node engine of Apache Sedona: one SQL join."""

import time

from peers import SLIVER

INSTALL = "build/venv/bin/pip install -r benchmarks/requirements.txt"


def version():
    import sedonadb

    return f"SedonaDB {sedonadb.__version__}"


def ways(data):
    import pyarrow
    import sedonadb

    session = sedonadb.connect()
    pyarrow.table(session.sql("SET datafusion.execution.target_partitions = 1"))

    def load(view, wkb):
        session.create_data_frame(pyarrow.table({"wkb": pyarrow.array(list(wkb), pyarrow.binary())})).to_view("shapes", overwrite=True)
        session.sql("SELECT ST_GeomFromWKB(wkb) AS geom FROM shapes").to_memtable().to_view(view, overwrite=True)

    load("zones", data.zone_wkb)

    def cut(every):
        load("parcels", data.parcel_wkb[::every])
        start = time.perf_counter()
        table = pyarrow.table(session.sql(f"""SELECT sum(area) AS inside, sum(CASE WHEN area > {SLIVER} THEN 1 ELSE 0 END) AS pairs FROM
            (SELECT ST_Area(ST_Intersection(p.geom, z.geom)) AS area FROM parcels p JOIN zones z ON ST_Intersects(p.geom, z.geom)) AS t"""))
        took = time.perf_counter() - start
        return took, *(table.column(c)[0].as_py() for c in ("inside", "pairs"))

    yield "ST_Intersects join, ST_Intersection", 0.0, cut
