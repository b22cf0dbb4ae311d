"""DuckDB with its spatial extension: one SQL join, the zones in memory. The extension comes from a package, as its usual home may be out of reach."""

import time
from pathlib import Path

from peers import SLIVER

INSTALL = "build/venv/bin/pip install -r benchmarks/requirements.txt"


def connect():
    import duckdb
    import duckdb_extension_spatial

    connection = duckdb.connect(config={"threads": 1, "autoinstall_known_extensions": False})
    connection.load_extension(str(next(Path(duckdb_extension_spatial.__file__).parent.rglob("spatial.duckdb_extension"))))
    return connection


def version():
    return "DuckDB spatial {}".format(connect().sql("SELECT version()").fetchone()[0].removeprefix("v"))


def ways(data):
    import pyarrow

    connection = connect()

    def load(table, wkb):
        shapes = pyarrow.table({"wkb": pyarrow.array(list(wkb), pyarrow.binary())})
        connection.register("shapes", shapes)
        connection.execute(f"CREATE OR REPLACE TABLE {table} AS SELECT ST_GeomFromWKB(wkb) AS geom FROM shapes")

    load("zones", data.zone_wkb)

    def cut(every):
        load("parcels", data.parcel_wkb[::every])
        start = time.perf_counter()
        inside, pairs = connection.sql(f"""SELECT sum(area), count(*) FILTER (area > {SLIVER}) FROM
            (SELECT ST_Area(ST_Intersection(p.geom, z.geom)) AS area FROM parcels p JOIN zones z ON ST_Intersects(p.geom, z.geom))""").fetchone()
        return time.perf_counter() - start, inside, pairs

    yield "ST_Intersects join, ST_Intersection", 0.0, cut
