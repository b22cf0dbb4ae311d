"""The benchmark's peers, on its smallest data: each cuts what we cut, a missing one is a row, and what is multiplied is what grows."""

import importlib
import json
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parents[2] / "benchmarks"
sys.path.insert(0, str(HERE))
import generate  # noqa: E402
import ours  # noqa: E402
import page  # noqa: E402
import peers  # noqa: E402
import run  # noqa: E402


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("peers")
    generate.make("tiny", folder)
    for zones in ("zones", "zones42"):
        assert [r["engine"] for r in ours.in_python(folder, zones)] == ["libspatial in Python"] * 2
    return folder


@pytest.mark.parametrize("name", [n for n in peers.NAMES if n != "qgis"])  # which takes seconds to start
def test_a_peer_cuts_what_we_cut(folder, name):
    rows = run.agree(run.peer(name, folder, "zones42", 20), folder)
    if "missing" in rows[0]:
        assert name not in ("shapely", "geopandas")
        pytest.skip(f"not installed: {rows[0]['missing']}")
    assert all(r["agrees"] for r in rows), rows
    assert len(rows) in (1, 2, 3) and all(r["every"] == 1 and r["seconds"] > 0 for r in rows)


def test_a_peer_that_cuts_something_else_is_seen(folder):
    rows = run.peer("shapely", folder, "zones42", 20)
    rows[0]["inside_m2"] += 1.0
    rows[1]["pairs"] -= 1
    assert [r["agrees"] for r in run.agree(rows, folder)] == [False, False]
    assert "**pairs -1**" in page.line(rows[1], 1.0, 1.0)


def test_every_file_is_a_peer_of_the_one_shape():
    assert sorted(peers.NAMES) == sorted(p.stem for p in (HERE / "peers").glob("[!_]*.py"))
    for name in peers.NAMES:
        peer = importlib.import_module(f"peers.{name}")
        assert peer.INSTALL and peer.__doc__ and callable(peer.version) and callable(peer.ways)


def test_a_missing_peer_is_a_row(folder, monkeypatch, capsys):
    for error in (ImportError, FileNotFoundError):
        def version(error=error):
            raise error("none")

        monkeypatch.setattr(importlib.import_module("peers.geopandas"), "version", version)
        importlib.import_module("peers.__main__").main("geopandas", folder, "zones", 1)
        assert page.line(json.loads(capsys.readouterr().out), 1, 1) == "| geopandas | not installed: `make build` | | | | | | |"


def test_a_peer_that_fails_is_a_row(folder):
    row = run.peer("shapely", folder, "no-such-zones", 1)[-1]
    assert "no-such-zones" in row["failed"] and page.line(row, 1, 1).startswith("| shapely | failed: ")


@pytest.mark.parametrize("start,each", [(3.0, 0.01), (3.0, 0.00001), (100.0, 0.01), (0.001, 2.0)])
def test_only_what_grows_is_multiplied(start, each):
    spent = []

    def cut(every):  # a start, then so much a parcel
        spent.append(start + each * peers.rows(100_000, every))
        return spent[-1], 1.0, None

    row, = peers.measure([("way", 2.0, cut)], 100_000, seconds=60)
    assert row["seconds"] == pytest.approx(2 + start + each * 100_000, rel=1e-9)
    assert len(spent) > 1 and sum(spent) < 5 * (start + 60)


def test_noise_of_a_long_start_does_not_decide():
    noise = iter([0.0, -0.4, 0.4, -0.4, 0.4, -0.4, 0.4, -0.4, 0.4])

    def cut(every):
        return 3 + next(noise) + 0.0001 * peers.rows(110_000, every), 1.0, None

    row, = peers.measure([("way", 0.0, cut)], 110_000, seconds=30)
    assert row["every"] == 1 and row["seconds"] == pytest.approx(14, abs=0.5)


def test_the_page_says_which_goals_are_reached():
    rows = [{"engine": "libspatial", "what": what, "threads": threads, "seconds": s, "flawed": 0}
            for what, threads, s in (("index", 1, 0.1), ("planar", 1, 1.0), ("planar", 2, 0.5), ("planar pieces", 1, 3.0), ("index, zones with 1/42 of the vertices", 1, 0.01),
                                     ("planar, zones with 1/42 of the vertices", 1, 0.19))]
    rows += [{"engine": "OGR", "what": "read features", "seconds": 2.0}, {"engine": "GEOS 1", "what": "whole", "seconds": 99.0, "zones": "zones"},
             {"engine": "Shapely 2", "what": "hybrid: both", "seconds": 81.0, "zones": "zones"}, {"engine": "duckdb", "what": "", "missing": "pip"},
             {"engine": "libspatial in Python", "what": "to_wkb of the parcels, GeoPandas", "seconds": 1.0},
             {"engine": "libspatial in Python", "what": "overlay of a GeoDataFrame, planar", "seconds": 2.4}]
    rows += [{"engine": "libspatial overlay", "what": f"file to table, {area}", "threads": t, "seconds": s / t, "peak_mib": 300.0, "split": {"overlay": 1.0, "index": 0.1, "validity": 0.2}}
             for area, s in (("planar", 2.0), ("official", 4.2)) for t in (1, 2)]
    parts = [{"what": "one project of 1 ha", "n": 200000, "seconds": 0.004, "items_per_second": None}]
    reached = [r for *_, r in page.goals({"rows": rows, "parts": parts})]
    assert reached == [True, False, True, None, False, True, True, None, True, True, True]
    written = page.page({"size": "1m", "date": "2026-01-01", "machine": "one", "load": 0.0, "rows": rows, "parts": parts})
    assert "| 81 × (Shapely 2, hybrid) | yes |" in written and "not installed: `pip`" in written
