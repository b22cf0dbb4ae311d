"""redact: what travels says nothing of the place it was made at, and every figure is the same."""

import getpass
import json
import shutil

import pyogrio
import pytest

AS_OF = ["--as-of", "2026-11-01", "--lang", "en"]


@pytest.fixture(scope="module")
def checked(tmp_path_factory, projects, plan, program):
    folder = tmp_path_factory.mktemp("secret-place")
    (folder / "机密").mkdir()
    for file in (projects, plan):
        (folder / "机密" / file.name).write_bytes(file.read_bytes())
    code, _, err = program("check", "--plan", folder / "机密/jilin.gpkg", "--projects", folder / "机密/projects.gpkg", "--out", folder / "out", *AS_OF)
    assert code == 3, err
    program("override", folder / "out", "--project", "b9-003", "--verdict", "conditional", "--by", "张三丰", "--reason", "已补办手续", "--lang", "en")
    return folder / "out"


@pytest.fixture(scope="module")
def copy(checked, tmp_path_factory, program):
    out = tmp_path_factory.mktemp("copy") / "travel"
    code, said, err = program("redact", checked, out, "--also", "xlsx,csv", "--lang", "en")
    assert code == 0, err
    return out


def test_nothing_of_the_place_is_left(checked, copy):
    files = sorted(p.name for p in copy.iterdir())
    assert "audit.log" not in files and {"report.html", "result.json", "pieces.gpkg", "rejects.csv", "report.xlsx", "redacted.json"} <= set(files)
    assert "secret-place" in (checked / "result.json").read_text() and "张三丰" in (checked / "report.html").read_text(encoding="utf-8")
    for file in copy.iterdir():
        content = file.read_bytes()
        for word in ("secret-place", "机密", "张三丰", f"\"{getpass.getuser()}\""):
            assert word.encode() not in content, (file.name, word)


def test_every_figure_is_the_same(checked, copy):
    before, after = (json.loads((d / "result.json").read_text(encoding="utf-8")) for d in (checked, copy))
    assert after["run"]["projects_title"] == "projects.gpkg" and after["plan"]["file"] == "jilin.gpkg"
    assert after["rejects"][0]["message"]["en"].startswith("projects.gpkg|layername=projects row 26")
    for part in ("summary", "slivers", "not_checked"):
        assert after[part] == before[part]
    for a, b in zip(after["projects"], before["projects"]):
        assert (a["id"], a["area"], a["zones"], a["verdict"]) == (b["id"], b["area"], b["zones"], b["verdict"])
    pieces = [pyogrio.read_dataframe(d / "pieces.gpkg", layer="pieces") for d in (checked, copy)]
    assert pieces[0].equals(pieces[1])


def test_zones_beyond_the_projects_are_left_out(checked, copy):
    assert len(pyogrio.read_dataframe(checked / "pieces.gpkg", layer="zones")) > 0
    assert len(pyogrio.read_dataframe(copy / "pieces.gpkg", layer="zones")) == 0


def test_opinions_stay_without_their_names(copy):
    page = (copy / "report.html").read_text(encoding="utf-8")
    assert "已补办手续" in page and "name left out" in page


def test_the_original_can_be_named(checked, copy):
    import hashlib

    assert json.loads((copy / "redacted.json").read_text())["result_sha256"] == hashlib.sha256((checked / "result.json").read_bytes()).hexdigest()


def test_it_writes_nowhere_else(checked, tmp_path, program):
    code, _, err = program("redact", checked, checked, "--lang", "en")
    assert code == 4 and "itself" in err
    (tmp_path / "mine").write_text("x")
    code, _, err = program("redact", checked, tmp_path, "--lang", "en")
    assert code == 4 and "not empty" in err and [p.name for p in tmp_path.iterdir()] == ["mine"]
    assert program("redact", tmp_path, tmp_path / "o", "--lang", "en")[0] == 4


def test_no_copy_is_made_of_what_was_touched(checked, tmp_path, program):
    shutil.copytree(checked, tmp_path / "out")
    result = (tmp_path / "out/result.json").read_text(encoding="utf-8")
    figure = result.index('"official_m2": ') + 15
    (tmp_path / "out/result.json").write_text(result[:figure] + ("8" if result[figure] == "9" else "9") + result[figure + 1:], encoding="utf-8")
    code, _, err = program("redact", tmp_path / "out", tmp_path / "copy", "--lang", "en")
    assert code == 4 and "result.json is not as the log has it" in err and not (tmp_path / "copy").exists()
