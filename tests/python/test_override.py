"""What a person says stands beside the verdict of the check, with name and reason, and is chained into the log."""

import json
import os
import shutil
import sys
from pathlib import Path

import openpyxl
import pytest

ROOT = Path(__file__).parents[2]
SAY = ("--by", "张三", "--reason", "已取得认定意见〔2026〕7号", "--lang", "zh")


@pytest.fixture
def folder(tmp_path, program):
    for name in ("jilin.gpkg", "projects.gpkg"):
        shutil.copy(ROOT / "sample_data" / name, tmp_path / name)
    environment = {**os.environ, "LIBSPATIAL_PYTHON": sys.executable, "PYTHONPATH": os.pathsep.join(sys.path)}
    assert program("check", "--plan", "jilin.gpkg", "--projects", "projects.gpkg", "--out", "out", "--as-of", "2026-11-01", "--also", "xlsx,csv", cwd=tmp_path, env=environment)[0] == 3
    return tmp_path / "out"


def conflict(folder):
    return next(p["id"] for p in json.loads((folder / "result.json").read_text(encoding="utf-8"))["projects"] if p["verdict"] == "conflict")


def test_an_opinion_stands_beside_the_verdict(folder, program):
    before, project = (folder / "result.json").read_bytes(), conflict(folder)
    code, out, errors = program("override", folder, "--project", project, "--verdict", "conditional", *SAY)
    assert code == 0 and "核查结论 不符合，张三 的意见 有条件符合" in out, errors
    assert (folder / "result.json").read_bytes() == before, "the verdict of the check is never touched"
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert "人工意见（不替代核查结论）" in page and "已取得认定意见〔2026〕7号" in page and "张三" in page
    rows = [[c.value for c in row] for row in openpyxl.load_workbook(folder / "report.xlsx")["人工意见"].iter_rows(min_row=2)]
    assert rows[0][:5] == [project, "不符合", "有条件符合", "张三", "已取得认定意见〔2026〕7号"]
    entry = json.loads((folder / "audit.log").read_text(encoding="utf-8").splitlines()[-1])
    assert entry["action"] == "override" and entry["machine"] == "conflict" and entry["verdict"] == "conditional"
    code, out, errors = program("verify", folder, "--lang", "en")
    assert code == 0 and "2 entries" in out, out


def test_an_opinion_without_name_reason_or_project(folder, program):
    project, log = conflict(folder), (folder / "audit.log").read_bytes()
    for wrong in (("--project", project, "--by", " ", "--reason", "x"), ("--project", project, "--by", "x", "--reason", ""), ("--project", "nobody", "--by", "x", "--reason", "x"),
                  ("--project", project, "--reason", "x")):
        code, _, errors = program("override", folder, "--verdict", "pass", *wrong, "--lang", "en")
        assert code == 4 and errors, wrong
    assert program("override", folder, "--project", project, "--verdict", "approved", *SAY)[0] == 4
    assert (folder / "audit.log").read_bytes() == log


def test_nobody_signs_what_was_touched(folder, program):
    project = conflict(folder)
    result = (folder / "result.json").read_text(encoding="utf-8")
    (folder / "result.json").write_text(result.replace('"verdict": "conflict"', '"verdict": "pass"', 1), encoding="utf-8")
    code, _, errors = program("override", folder, "--project", project, "--verdict", "pass", "--by", "x", "--reason", "x", "--lang", "en")
    assert code == 4 and "[damaged_file]" in errors and "result.json" in errors


def test_a_name_is_text(folder, program):
    hostile = '=1+1<script>alert("x")</script>'
    assert program("override", folder, "--project", conflict(folder), "--verdict", "pass", "--by", hostile, "--reason", hostile, "--lang", "zh")[0] == 0
    assert "<script>alert" not in (folder / "report.html").read_text(encoding="utf-8")
    cell = openpyxl.load_workbook(folder / "report.xlsx")["人工意见"]["D2"]
    assert cell.data_type == "s" and cell.value.startswith("'=")


def test_a_new_check_begins_without_opinions(folder, program):
    assert program("override", folder, "--project", conflict(folder), "--verdict", "pass", *SAY)[0] == 0
    assert program("check", "--plan", "jilin.gpkg", "--projects", "projects.gpkg", "--out", "out", "--as-of", "2026-11-01", cwd=folder.parent)[0] == 3
    assert "人工意见" not in (folder / "report.html").read_text(encoding="utf-8")
    assert program("verify", folder)[0] == 0
