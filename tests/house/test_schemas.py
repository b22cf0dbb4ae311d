"""Layers, columns and codes of bureaus are data: the alias files name them, C++ does not; the standard form is written once."""

import functools
import json
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "libspatial/data/schemas"
CODE = [p for folder in ("libspatial/src", "libspatial/cli", "libspatial/include", "bindings/python/src") for s in ("*.cpp", "*.hpp") for p in (ROOT / folder).rglob(s)]
FILES = sorted(p for p in FOLDER.glob("*.yaml") if p.name != "plan.yaml")


@functools.cache
def read(path):
    """A YAML file, by another reader than the library's: the system's Python has one (QGIS needs it)."""
    program = "import json, sys, yaml; json.dump(yaml.safe_load(open(sys.argv[1], encoding='utf-8')), sys.stdout)"
    return json.loads(subprocess.run(["/usr/bin/python3", "-c", program, path], check=True, capture_output=True, text=True).stdout)


LAYOUT = read(FOLDER / "plan.yaml")


def sets():
    return [s for path in FILES for s in read(path)["schemas"]]


def words_of(schema):
    """Names of layers and columns, and codes of two digits or more."""
    words = set(schema.get("names", [])) | set(schema.get("unused", []))
    words |= {w for key in ("needs", "evidence") for one_of in schema.get(key, []) for w in one_of.split("|")}
    for field in schema.get("fields", []):
        words |= set(field.get("from", []))
        for values in field.get("names", []) + field.get("codes", []):
            words |= set(values.get("from", []))
        for values in field.get("codes", []):
            words |= set(values["values"])
    return words


def test_no_layer_column_or_code_of_a_bureau_in_code():
    words = {w for s in sets() if s["id"] != "plan-file-tables" for w in words_of(s) if w.isascii()}  # 永久基本农田 is also what a report calls it
    assert {"CZKFBJ", "GHFQMC", "410", "DLTB", "JSYDGZQ", "XZQDM"} <= words and len(words) > 100
    for path in CODE:
        code = re.sub(r"//.*", "", path.read_text(encoding="utf-8"))  # comments may give an example
        literals = set(re.findall(r'"((?:[^"\\]|\\.)*)"', code))
        assert not words & literals, path
        assert not {w for w in words if len(w) > 5 and w.isupper() and w in code}, path


def test_every_set_says_where_it_comes_from():
    for schema in sets():
        assert schema["status"] in ("verified", "unverified") and len(schema["source"]) > 3, schema["id"]
        for field in schema.get("fields", []):
            for values in field.get("names", []) + field.get("codes", []):
                assert values["status"] in ("verified", "unverified") and values["source"], values["id"]


def test_codes_of_zones_are_unverified():
    """No published table of the codes has been seen: they may suggest, never settle."""
    codes = [v for s in sets() for f in s.get("fields", []) for v in f.get("codes", [])]
    assert len(codes) >= 2 and all(v["status"] == "unverified" for v in codes)


# ---- the standard form and its description


def documented():
    """role → (layer, shape, {field: allowed words}) from the table of the reference page."""
    text = (ROOT / "docs/reference/plan-geopackage.md").read_text(encoding="utf-8")
    table = {}
    for line in text.splitlines():
        cells = [c.strip() for c in line.strip("|").split(" | ")]
        if len(cells) != 4 or not cells[0].startswith("`"):
            continue
        names = re.findall(r"`(\w+)`", cells[0])
        roles = names if cells[3] == "the same" else re.findall(r"`(\w+)`", cells[3]) or [""]
        for name, role in zip(names, roles if len(roles) == len(names) else roles * len(names)):
            like = re.match(r"as `(\w+)`", cells[2])
            table[role] = (name, {"none": "table"}.get(cells[1], cells[1]), table[like.group(1)][2] if like else fields_of(cells[2]))
    return table


def fields_of(text):
    fields = {}
    for name, words in re.findall(r"(\w+)((?: ?\([^)]*\))?)(?:, |:|$)", re.split(r": (?=[a-z])(?![^(]*\))", text)[0] + ", "):
        fields[name] = re.findall(r"`(\w+)`", words)
    return fields


def layout():
    table = {l["role"]: (l["layer"], l["shape"], {f["name"]: f.get("values", []) for f in l["fields"]}) for l in LAYOUT["layers"] if not l.get("many")}
    manifest = LAYOUT["manifest"]
    table[""] = (manifest["layer"], "table", {f["name"]: [] for f in manifest["fields"]})  # its words are in the text below the table
    return table


@pytest.mark.parametrize("role", sorted(set(documented()) | set(layout())))
def test_the_reference_describes_the_standard_form(role):
    assert documented().get(role) == layout().get(role)


def test_the_project_file_too():
    text = (ROOT / "docs/reference/plan-geopackage.md").read_text(encoding="utf-8")
    described = re.findall(r"^\| `(\w+)` \| [^|]*\|$", text.split("A project file has")[1], re.M)
    projects = next(l for l in LAYOUT["layers"] if l["role"] == "projects")
    assert described == [f["name"] for f in projects["fields"]]


def test_the_plan_knows_the_roles_of_the_standard_form():
    code = (ROOT / "libspatial/src/plan/plan.cpp").read_text(encoding="utf-8")
    known = re.findall(r'\{"(\w+)", ShapeType::(\w+)\}', code)
    shapes = {"table": "none"}
    assert sorted(known) == sorted((l["role"], shapes.get(l["shape"], l["shape"])) for l in LAYOUT["layers"] if not l.get("many"))


def test_every_alias_file_is_documented():
    text = (ROOT / "docs/reference/schemas.md").read_text(encoding="utf-8")
    assert [p.name for p in FILES if p.name not in text] == []
    keys = {k for s in sets() for k in s} | {k for s in sets() for f in s.get("fields", []) for k in f}
    assert [k for k in sorted(keys) if f"`{k}`" not in text] == []
