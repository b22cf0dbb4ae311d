"""The program's child: a reader that crashes or hangs becomes one sentence, nothing is left behind, signals and streams pass through; no socket, no file outside."""

import os
import re
import shutil
import signal
import subprocess
import time
from pathlib import Path

import geopandas as gpd
import pyogrio
import pytest
import shapely

ROOT = Path(__file__).parents[2]
PROGRAM = ROOT / "build/bin/libspatial"


@pytest.fixture(scope="module")
def slow(tmp_path_factory):
    """A GeoJSON at which its reader works for seconds before the first row comes out."""
    path = tmp_path_factory.mktemp("slow") / "slow.geojson"
    ring = ",".join(f"[{126 + i * 1e-6:.7f},{43 + (i % 7) * 1e-6:.7f}]" for i in range(1000))
    feature = '{"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":[[' + ring + ",[126,43.0]]]}}"
    path.write_text('{"type":"FeatureCollection","features":[' + ",\n".join([feature] * 4000) + "]}")
    return path


@pytest.fixture
def scratch(tmp_path):
    folder = tmp_path / "scratch"
    folder.mkdir()
    yield folder
    assert list(folder.iterdir()) == []


def begin(scratch, *words):
    return subprocess.Popen([PROGRAM, *map(str, words), "--lang", "en"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ | {"TMPDIR": str(scratch)})


def child_of(process):
    for _ in range(200):
        found = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        if found:
            return int(found[0])
        time.sleep(0.01)
    raise AssertionError("no child")


def test_a_reader_that_gives_nothing_is_stopped(slow, scratch, tmp_path):
    done = subprocess.run([PROGRAM, "overlay", slow, slow, "--out", tmp_path / "o.csv", "--read-limit", "seconds=1", "--lang", "en"], capture_output=True, text=True, env=os.environ | {"TMPDIR": str(scratch)}, timeout=60)
    assert done.returncode == 4 and "[damaged_file]" in done.stderr and "slow.geojson" in done.stderr and "--read-limit seconds=" in done.stderr, done
    assert done.stdout == "" and [p.name for p in tmp_path.iterdir()] == ["scratch"]


@pytest.mark.parametrize("how", [signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS])
def test_a_reader_that_crashes_is_an_error_that_names_the_file(slow, scratch, how):
    process = begin(scratch, "area", slow)
    child = child_of(process)
    time.sleep(0.7)
    os.kill(child, how)
    out, err = process.communicate(timeout=20)
    assert process.returncode == 4 and out == "" and "[damaged_file]" in err and "slow.geojson" in err, err


def test_memory_that_is_not_there_is_an_error(slow, scratch):
    process = begin(scratch, "area", slow, "--read-limit", "memory_bytes=100M")
    _, err = process.communicate(timeout=60)
    assert process.returncode == 4 and re.search(r"\[(limit_exceeded|damaged_file)\]", err), err


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_signals_pass_through_and_leave_nothing(slow, scratch, how):
    process = begin(scratch, "area", slow)
    child = child_of(process)
    time.sleep(0.3)
    process.send_signal(how)
    process.communicate(timeout=20)
    assert process.returncode == -how and not Path(f"/proc/{child}").exists()


def test_whoever_kills_the_program_ends_its_work(slow, scratch):
    process = begin(scratch, "area", slow)
    child = child_of(process)
    process.kill()
    process.communicate(timeout=20)
    for _ in range(100):
        if not Path(f"/proc/{child}").exists() or ") Z " in Path(f"/proc/{child}/stat").read_text():
            return
        time.sleep(0.05)
    raise AssertionError("the child lives")


def test_it_costs_next_to_nothing():
    def best(*words):
        times = []
        for _ in range(9):
            start = time.perf_counter()
            subprocess.run([PROGRAM, *words], capture_output=True, check=True)
            times.append(time.perf_counter() - start)
        return min(times)

    assert best("--version") < 0.2


@pytest.mark.skipif(os.environ.get("LIBSPATIAL_NO_PTRACE") == "1", reason="no right to trace")
def test_no_socket_is_opened_and_no_file_outside_is_touched(tmp_path, scratch):
    folder = tmp_path / "given"
    folder.mkdir()
    frame = gpd.GeoDataFrame({"name": ["a"]}, geometry=[shapely.box(544000, 4857000, 544100, 4857100)], crs="EPSG:4551")
    pyogrio.write_dataframe(frame, folder / "p.gpkg")
    (folder / "link.geojson").write_text('{"type":"FeatureCollection","crs":{"type":"link","properties":{"href":"http://127.0.0.1:9/x"}},"features":[]}')
    (folder / "vrt.geojson").write_text('<OGRVRTDataSource><OGRVRTLayer name="p"><SrcDataSource>/vsicurl/http://127.0.0.1:9/x</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>')
    (folder / "net.kml").write_text('<kml><NetworkLink><Link><href>http://127.0.0.1:9/x.kml</href></Link></NetworkLink></kml>')
    shutil.make_archive(str(folder / "p"), "zip", folder, "p.gpkg")
    before = {p.name: p.read_bytes() for p in folder.iterdir()}
    for file in sorted(before):
        log = tmp_path / "trace"
        subprocess.run(["strace", "-f", "-qq", "-e", "trace=socket,connect,%file", "-o", log, PROGRAM, "area", folder / file, "--lang", "en"], capture_output=True, timeout=120, env=os.environ | {"TMPDIR": str(scratch)})
        text = log.read_text()
        assert "AF_INET" not in text and "execve(" not in text.split("\n", 1)[1]
        written = [m for m in re.findall(r'\b(?:openat|creat|mkdir|unlink|rename|rmdir|unlinkat)\((?:AT_FDCWD, )?"([^"]*)"[^\n]*?(?:O_CREAT|O_WRONLY|O_RDWR)', text)]
        assert all(w.startswith((str(scratch), "/dev/null")) for w in written), written
    assert {p.name: p.read_bytes() for p in folder.iterdir()} == before
