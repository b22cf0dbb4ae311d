"""A check that can be checked: the log, the outputs and the inputs are as recorded, and the same check gives the same bytes; whatever was changed is named."""

import json
import os
import random
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
OUTPUTS = ["pieces.gpkg", "rejects.csv", "report.html", "result.json"]


@pytest.fixture
def done(tmp_path, program):
    """A folder with data and the check of them, made from within it."""
    for name in ("jilin.gpkg", "projects.gpkg"):
        shutil.copy(ROOT / "sample_data" / name, tmp_path / name)
    code, _, errors = program("check", "--plan", "jilin.gpkg", "--projects", "projects.gpkg", "--out", "out", "--as-of", "2026-11-01", cwd=tmp_path)
    assert code == 3, errors
    return tmp_path


def verify(program, folder, *options, **kind):
    code, out, errors = program("verify", folder, "--lang", "en", *options, **kind)
    assert code in (0, 2), errors
    return code, out


def test_a_check_is_recorded_and_verified(done, program):
    entry = json.loads((done / "out/audit.log").read_text(encoding="utf-8"))
    assert entry["action"] == "check" and entry["program"].startswith("libspatial ") and entry["options"]["as_of"] == "2026-11-01"
    assert [f["role"] for f in entry["inputs"]] == ["plan", "projects", "rules"] and [f["file"] for f in entry["outputs"]] == OUTPUTS
    code, out = verify(program, done / "out")
    assert code == 0 and "verified" in out and out.count("✓") == 1 + 4 + 3 + 4 and "✗" not in out, out
    code, out = verify(program, "out", cwd=done)
    assert code == 0


def test_every_changed_byte_is_found_and_named(done, program):
    draw = random.Random(20261125)
    for name, where in [*((n, done / "out") for n in [*OUTPUTS, "audit.log"]), ("jilin.gpkg", done), ("projects.gpkg", done)]:
        path, whole = where / name, (where / name).read_bytes()
        for _ in range(6):
            at = draw.randrange(len(whole))
            path.write_bytes(whole[:at] + bytes([whole[at] ^ 1 << draw.randrange(8)]) + whole[at + 1 :])
            code, out, errors = program("verify", done / "out", "--lang", "en")
            assert code in (2, 4), (name, at)
            assert name in out + errors and (code == 4 or "do not sign" in out), (name, at, out, errors)
        path.write_bytes(whole)
    assert verify(program, done / "out")[0] == 0


def test_files_that_lie_elsewhere(done, program, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("archive")
    shutil.move(done / "out", elsewhere / "out")
    for name in ("jilin.gpkg", "projects.gpkg"):
        shutil.move(done / name, elsewhere / f"kept-{name}")
    code, out = verify(program, elsewhere / "out")
    assert code == 2 and "no file" in out and "jilin.gpkg" in out
    code, out = verify(program, elsewhere / "out", "--plan", elsewhere / "kept-jilin.gpkg", "--projects", elsewhere / "kept-projects.gpkg")
    assert code == 0, out


def test_another_rule_set_is_another_check(done, program):
    rules = done / "rules.yaml"
    rules.write_text((ROOT / "libspatial/data/rules/jilin-sample.yaml").read_text(encoding="utf-8").replace("version: 0.", "version: 9."), encoding="utf-8")
    code, out = verify(program, done / "out", "--rules", rules)
    assert code == 2 and "the input has changed" in out and "result.json: not the same when checked again" in out


def test_a_second_check_is_a_second_entry(done, program):
    assert program("check", "--plan", "jilin.gpkg", "--projects", "projects.gpkg", "--out", "out", "--as-of", "2026-11-02", "--also", "csv", cwd=done)[0] == 3
    lines = [json.loads(line) for line in (done / "out/audit.log").read_text(encoding="utf-8").splitlines()]
    assert [line["n"] for line in lines] == [1, 2] and lines[1]["previous"] == lines[0]["hash"]
    assert verify(program, done / "out")[0] == 0
    (done / "out/report-zones.csv").unlink()
    code, out = verify(program, done / "out")
    assert code == 2 and "report-zones.csv: the output is gone" in out


def test_a_folder_that_is_none_of_a_check(tmp_path, program):
    code, _, errors = program("verify", tmp_path, "--lang", "en")
    assert code == 4 and "audit.log" in errors
    (tmp_path / "audit.log").write_text("")
    code, _, errors = program("verify", tmp_path, "--lang", "en")
    assert code == 4 and "[damaged_file]" in errors


def test_the_time_can_be_fixed(done, program):
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "1700000000"}
    for out in ("a", "b"):
        assert program("check", "--plan", "jilin.gpkg", "--projects", "projects.gpkg", "--out", out, "--as-of", "2026-11-01", cwd=done, env=environment)[0] == 3
    assert (done / "a/audit.log").read_bytes() == (done / "b/audit.log").read_bytes()
    assert json.loads((done / "a/audit.log").read_text(encoding="utf-8"))["time"] == "2023-11-14T22:13:20Z"
