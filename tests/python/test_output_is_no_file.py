"""`--out` that is no regular file was replaced once. The new file is renamed onto the name, so a pipe or (as root) a device such as
/dev/null stops being one, without a word. Now it is Error(write_failed), and what stands there stays. Only pipes are used here: a test run by root would
replace a device of the machine."""

import os
import stat
import subprocess
from pathlib import Path

import geopandas as gpd
import pyogrio
import shapely

PROGRAM = Path(__file__).parents[2] / "build/bin/libspatial"


def test_a_pipe_stays_a_pipe(tmp_path):
    pyogrio.write_dataframe(gpd.GeoDataFrame(geometry=[shapely.box(543000, 4857000, 543010, 4857010)], crs="EPSG:4551"), tmp_path / "lots.gpkg")
    out = tmp_path / "table.csv"
    os.mkfifo(out)
    done = subprocess.run([PROGRAM, "overlay", tmp_path / "lots.gpkg", tmp_path / "lots.gpkg", "--out", out, "--lang", "en"], capture_output=True, text=True, timeout=60)
    assert stat.S_ISFIFO(os.lstat(out).st_mode), "the pipe was replaced by a file"
    assert done.returncode == 4 and "[write_failed]" in done.stderr
