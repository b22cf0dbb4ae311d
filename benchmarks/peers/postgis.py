"""PostGIS in a cluster of its own: made under build/bench, reached by a socket without a file, stopped and removed afterwards."""

import getpass
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

from peers import SCRATCH, SLIVER

INSTALL = "apt-get install postgresql-15-postgis-3"

PLAIN = f"""WITH pieces AS MATERIALIZED (SELECT ST_Area(ST_Intersection(p.geom, z.geom)) AS area FROM parcels p JOIN zones z ON p.geom && z.geom AND ST_Intersects(p.geom, z.geom))
    SELECT sum(area), count(*) FILTER (WHERE area > {SLIVER}) FROM pieces"""
SUBDIVIDE = "CREATE TABLE parts AS SELECT number, ST_Subdivide(geom, 256) AS geom FROM zones; CREATE INDEX ON parts USING gist (geom); ANALYZE parts"
SUBDIVIDED = f"""WITH pairs AS MATERIALIZED (SELECT sum(CASE WHEN ST_CoveredBy(p.geom, z.geom) THEN ST_Area(p.geom) ELSE ST_Area(ST_Intersection(p.geom, z.geom)) END) AS area
    FROM parcels p JOIN parts z ON p.geom && z.geom AND ST_Intersects(p.geom, z.geom) GROUP BY p.number, z.number)
    SELECT sum(area), count(*) FILTER (WHERE area > {SLIVER}) FROM pairs"""


def server():
    """The folder of the newest PostgreSQL that has PostGIS."""
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: -int(p.parent.name)):
        if (folder / "postgres").exists() and control(folder).exists():
            return folder
    raise FileNotFoundError("postgis")


def control(folder):
    return Path("/usr/share/postgresql") / folder.parent.name / "extension" / "postgis.control"


def version():
    release = control(server()).read_text().split("default_version = '")[1].split("'")[0]
    return f"PostGIS {release} (PostgreSQL {server().parent.name})"


@contextmanager
def cluster():
    """A function that runs SQL, with what COPY … FROM STDIN reads, and returns the last line. PostgreSQL refuses root: it then runs as its own user."""
    SCRATCH.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="postgis-", dir=SCRATCH))
    other, log = [], folder / "log"
    if os.geteuid() == 0:
        user = next(u for u in ("postgres", "nobody") if any(p.pw_name == u for p in pwd.getpwall()))
        shutil.chown(folder, user)
        other = ["setpriv", f"--reuid={user}", f"--regid={pwd.getpwnam(user).pw_gid}", "--clear-groups", "--pdeathsig", "INT"]
    socket = f"@libspatial-bench-{os.getpid()}"
    started = None
    try:
        with log.open("w") as out:
            subprocess.run([*other, server() / "initdb", "--pgdata", folder / "data", "--username", getpass.getuser(), "--auth", "peer", "--no-sync", "--encoding", "UTF8", "--locale", "C"],
                           stdout=out, stderr=out, check=True, cwd=folder)
            settings = {"listen_addresses": "", "unix_socket_directories": socket, "fsync": "off", "shared_buffers": "1GB", "work_mem": "256MB", "jit": "off",
                        "max_parallel_workers_per_gather": 0, "autovacuum": "off", "max_wal_size": "8GB"}
            started = subprocess.Popen([*other, server() / "postgres", "-D", folder / "data", *(f"--{k}={v}" for k, v in settings.items())], stdout=out, stderr=out, cwd=folder)
        environment = os.environ | {"PGHOST": socket, "PGDATABASE": "postgres"}

        def sql(text, rows=None):
            words = [server() / "psql", "--no-psqlrc", "-qtAX", "-v", "ON_ERROR_STOP=1", "-c", text]
            return subprocess.run(words, env=environment, input=rows, capture_output=True, check=True).stdout.decode().strip().splitlines()[-1:]

        for _ in range(100):
            if subprocess.run([server() / "pg_isready", "-q"], env=environment).returncode == 0:
                break
            time.sleep(0.1)
        sql("CREATE EXTENSION postgis")
        yield sql
    except subprocess.CalledProcessError as problem:
        raise RuntimeError(f"{(problem.stderr or b'').decode()}\n{log.read_text()[-2000:]}") from None
    finally:
        if started:
            started.send_signal(2)  # “fast”: sessions are ended
            started.wait(30)
        shutil.rmtree(folder, ignore_errors=True)


def ways(data):
    with cluster() as sql:
        def load(table, wkb):
            sql(f"DROP TABLE IF EXISTS {table}; CREATE TABLE {table} (number int, geom geometry)")
            sql(f"COPY {table} FROM STDIN", b"".join(b"%d\t%s\n" % (i, w.hex().encode()) for i, w in enumerate(wkb)))
            sql(f"CREATE INDEX ON {table} USING gist (geom); ANALYZE {table}")

        def ask(query):
            def cut(every):
                load("parcels", data.parcel_wkb[::every])
                start = time.perf_counter()
                inside, pairs = sql(query)[0].split("|")
                return time.perf_counter() - start, float(inside), int(pairs)
            return cut

        load("zones", data.zone_wkb)
        yield "&&, ST_Intersects, ST_Intersection", 0.0, ask(PLAIN)
        start = time.perf_counter()
        sql(SUBDIVIDE)
        yield "ST_Subdivide, ST_CoveredBy, ST_Intersection", time.perf_counter() - start, ask(SUBDIVIDED)
