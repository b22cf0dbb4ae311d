"""The JSON Schema of rule sets says what the reader says, as far as a schema can: shipped sets and locks pass, and a file that is broken in any one place is refused by both."""

import copy
import json
import re
import subprocess
from pathlib import Path

import jsonschema
import pytest

ROOT = Path(__file__).parents[2]
PROGRAM = ROOT / "build/bin/libspatial"
SCHEMA = json.loads(subprocess.run([PROGRAM, "rules", "schema"], check=True, capture_output=True, text=True).stdout)
VALIDATOR = jsonschema.Draft7Validator(SCHEMA)
SHIPPED = sorted((ROOT / "libspatial/data/rules").rglob("*.yaml"))
# YAML 1.2, as editors read it: no yes and no, no dates, no octal numbers. The system's Python has a reader (QGIS needs it).
READER = """
import json, re, sys, yaml
class Loader(yaml.SafeLoader): yaml_implicit_resolvers = {}
for tag, pattern, first in (("bool", "true|false", "tf"), ("int", "-?[0-9]+", "-0123456789"), ("float", r"-?[0-9]+\\.[0-9]+", "-0123456789"), ("null", "null|~|", ["n", "~", ""])):
    Loader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"^(?:{pattern})$"), list(first))
json.dump([yaml.load(open(p, encoding="utf-8"), Loader if sys.argv[1] == "core" else yaml.BaseLoader) for p in sys.argv[2:]], sys.stdout)
"""


def load(*paths, how="core"):
    return json.loads(subprocess.run(["/usr/bin/python3", "-c", READER, how, *map(str, paths)], check=True, capture_output=True, text=True).stdout)


def faults(document):
    return [f"{'/'.join(map(str, e.absolute_path))}: {e.message[:200]}" for e in VALIDATOR.iter_errors(document)]


def refused(document, tmp_path):
    """What the program says of a document, or nothing."""
    file = tmp_path / "set.yaml"
    file.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    run = subprocess.run([PROGRAM, "rules", "list", file, "--lang", "en"], capture_output=True, text=True)
    assert run.returncode in (0, 4), run.stderr
    return run.stderr


def test_it_is_a_schema_and_the_shipped_file_is_it():
    jsonschema.Draft7Validator.check_schema(SCHEMA)
    assert json.loads((ROOT / "libspatial/data/schemas/ruleset.schema.json").read_text(encoding="utf-8")) == SCHEMA, "libspatial rules schema > libspatial/data/schemas/ruleset.schema.json"


@pytest.mark.parametrize("how", ["core", "text"])
def test_every_file_of_the_shipped_sets_passes(how):
    assert len(SHIPPED) > 8
    for path, document in zip(SHIPPED, load(*SHIPPED, how=how)):
        assert faults(document) == [], path


@pytest.mark.parametrize("name", ["jilin-sample", "national", "jilin"])
def test_a_canonical_form_passes(name, tmp_path):
    subprocess.run([PROGRAM, "rules", "lock", name, "--out", tmp_path / "lock"], check=True, capture_output=True)
    assert faults(json.loads((tmp_path / "lock").read_text(encoding="utf-8"))) == []


def test_examples_of_tests_and_documents_pass():
    sets = sorted(p for p in (ROOT / "tests/golden").glob("*/*/*.yaml") if re.search(r"^rules:", p.read_text(encoding="utf-8"), re.M) and "unknown-rule-key" not in p.parts and "refused" not in p.parts)
    assert len(sets) > 4
    for path, document in zip(sets, load(*sets)):
        assert faults(document) == [], path


WORD = {"zh": "试", "en": "t"}
FULL = {
    "id": "t", "version": "1.0.0", "status": "draft", "title": WORD, "notice": WORD, "not_covered": WORD, "jurisdiction": "220200", "valid_from": "2020-01-01", "valid_to": "2030-12-31", "taken_from": "x 1",
    "approvals": [{"name": "某局", "date": "2026-01-01", "note": "会议"}],
    "tolerance": {"k": "k", "project_accuracy": "sigma", "sliver_area": "sliver"},
    "attributes": [{"id": "kind", "title": WORD, "field": "kind", "words": {"urban": ["工业", 3], "rural": []}}, {"id": "floor", "title": WORD, "number": True}],
    "layers": [{"role": "ugb", "title": WORD, "class_field": "DLBM", "ridge_field": "KCXS", "max_age": "1827 day"}],
    "papers": [{"id": "stamp", "title": WORD}],
    "classes": [{"id": "fields", "title": WORD, "codes": ["01", "02"]}],
    "parameters": [{"id": "coverage_tolerance", "unit": "m2", "values": [{"from": "2020-01-01", "value": 1, "reference": "own", "verified": True}]}, {"id": "k", "unit": "factor", "values": [{"from": "2020-01-01", "value": 2, "reference": "own"}]},
                   {"id": "sigma", "unit": "m", "values": [{"from": "2020-01-01", "value": "0.5", "reference": "own"}]}, {"id": "sliver", "unit": "m2", "values": [{"from": "2020-01-01", "value": 1, "reference": "own"}]}],
    "citations": [{"id": "law", "document": "法", "clause": "一", "quote": "不得", "date": "2020-01-01", "verified": True, "verified_by": "甲", "verified_at": "2021-01-01", "note": "无"}],
    "rules": [{
        "id": "R", "title": WORD, "applies_when": {"any": [{"attr": "kind", "present": True}, {"not": {"attr": "kind", "in": ["urban"]}}]},
        "let": {"x": {"measure": "overlap_area", "role": ["ugb.flexible", "ugb.special"]}, "y": {"measure": "class_area", "role": "ugb", "classes": "fields"}, "whole": {"measure": "project_area"}, "q": {"formula": "(x + 10 m2) / whole - 0.5 %"}},
        "decide": {"base": [{"when": {"all": [{"fact": "x", "gt": "10 m2"}, {"fact": "q", "le": "50 %"}, {"fact": "y", "between": ["1 m2", "param sliver"]}, {"fact": "x", "ge": {"param": "sliver"}}, {"attr": "kind", "eq": "urban"}, {"attr": "floor", "lt": "9 m2"}]}, "verdict": "conflict", "text": {"zh": "{x|m2} {q|pct}", "en": "{x|ha}"}, "requires": ["stamp"]},
                            {"verdict": "pass", "text": WORD}],
                   "exceptions": [{"id": "R-a", "priority": 10, "when": {"attr": "kind", "ne": "rural"}, "verdict": "conditional", "text": WORD, "requires": ["stamp"], "cite": ["law"]}]},
        "on_unknown": "needs_review", "tolerance": False, "cite": ["law"], "valid_from": "2020-01-01", "valid_to": "2029-12-31"},
        {"id": "H", "title": WORD, "let": {"d": {"measure": "min_distance", "role": "ugb"}}, "decide": {"base": [{"verdict": "pass", "text": WORD}]}, "house_rule": True}],
    "tests": [{"rule": "R", "as_of": "2026-01-01", "attributes": {"kind": "urban"}, "facts": {"x": "1 m2"}, "layers": {"ugb": "partial"},
               "cases": [{"facts": {"x": ["1 m2", "0 m2", "2 m2"], "y": ["1 m2"]}, "attributes": {"floor": 3}, "layers": {"ugb": "missing"}, "as_of": "2026-02-01", "exception": "R-a", "expect": "not_checked"}]}],
}


def places(node, at=()):
    """Every map of the document, by its path."""
    if isinstance(node, dict):
        yield at
        for key, value in node.items():
            yield from places(value, (*at, key))
    elif isinstance(node, list):
        for i, value in enumerate(node):
            yield from places(value, (*at, i))


def reach(document, path):
    for step in path:
        document = document[step]
    return document


FREE = {"words", "let", "attributes", "facts", "layers"}  # maps whose keys are names


def changed(path, change):
    document = copy.deepcopy(FULL)
    change(reach(document, path))
    return document


def test_the_full_example_passes_and_uses_every_key(tmp_path):
    assert faults(FULL) == [] and refused(FULL, tmp_path) == ""
    written = {key for path in places(FULL) for key in reach(FULL, path)}
    described = {key for node in re.findall(r'"properties":\s*\{', json.dumps(SCHEMA)) for key in ()} | {k for path in places(SCHEMA) if path and path[-1] == "properties" for k in reach(SCHEMA, path)}
    assert described - written == {"extends", "measure", "role", "classes", "formula"} - written


@pytest.mark.parametrize("path", [p for p in places(FULL) if not (p and p[-1] in FREE and isinstance(reach(FULL, p), dict))], ids=lambda p: "/".join(map(str, p)) or "root")
def test_reader_and_schema_know_the_same_keys(path, tmp_path):
    assert faults(changed(path, lambda m: m.update(unknown="x"))) and refused(changed(path, lambda m: m.update(unknown="x")), tmp_path)
    for key in list(reach(FULL, path)):
        document = changed(path, lambda m: m.pop(key))
        said = refused(document, tmp_path)
        if re.search(r"there is no|the parameter .* is missing|must be the last one|has no (fact|word)", said):
            continue  # something else refers to it: no schema sees that
        assert bool(faults(document)) == bool(said), (key, said, faults(document))


R, BASE, CASE = ("rules", 0), ("rules", 0, "decide", "base"), ("tests", 0, "cases", 0)
BROKEN = {
    "a date": ((), "valid_from", "2020/01/01"), "a unit": (("parameters", 0), "unit", "acre"), "no value": (("parameters", 0), "values", []), "a value": (("parameters", 0, "values", 0), "value", "many"),
    "a flag": (("citations", 0), "verified", "maybe"), "verified without a quote": (("citations", 0), "quote", ""), "words and a number": (("attributes", 0), "number", True), "no words": (("attributes", 0), "words", {}),
    "an age": (("layers", 0), "max_age", "5 m"), "a text without English": (R, "title", {"zh": "试"}), "an empty text": (R, "title", {"zh": "", "en": "t"}), "a verdict": ((*BASE, 1), "verdict", "fine"), "a pass when unknown": (R, "on_unknown", "pass"),
    "a house rule that cites": (R, "house_rule", True), "a measure": ((*R, "let", "x"), "measure", "volume"), "a zone": ((*R, "let", "x"), "role", "ugb.outer"), "several layers": ((*R, "let", "x"), "role", ["ugb", "ugb.special"]),
    "a role of the project": ((*R, "let", "whole"), "role", "ugb"), "a formula": ((*R, "let", "q"), "formula", "x ^ 2"), "a formula and a measure": ((*R, "let", "q"), "measure", "project_area"),
    "no list": (R, "cite", "law"), "no last branch": ((*BASE, 1), "when", {"fact": "x", "gt": "1 m2"}), "two tests": ((*BASE, 0, "when", "all", 0), "lt", "1 m2"), "attr and fact": ((*BASE, 0, "when", "all", 0), "attr", "kind"),
    "no unit": ((*BASE, 0, "when", "all", 0), "gt", 10), "a wrong unit": ((*BASE, 0, "when", "all", 0), "gt", "10 acre"), "one bound": ((*BASE, 0, "when", "all", 2), "between", ["1 m2"]), "an order of words": ((*BASE, 0, "when", "all", 4), "gt", "urban"),
    "an empty in": (("rules", 0, "applies_when", "any", 1, "not"), "in", []), "an empty all": ((*BASE, 0, "when"), "all", []), "a number without unit in a text": ((*BASE, 0), "text", {"zh": "{x}", "en": "t"}), "a unit of a text": ((*BASE, 0), "text", {"zh": "{x|acre}", "en": "t"}),
    "a priority": (("rules", 0, "decide", "exceptions", 0), "priority", 1.5), "a state": ((*CASE, "layers"), "ugb", "gone"), "two values": ((*CASE, "facts"), "x", ["1 m2", "2 m2"]), "a given without unit": ((*CASE, "facts"), "x", 1), "an approval without date": (("approvals", 0), "date", ""),
    "no branch": (("rules", 0, "decide"), "base", []), "a map for a list": ((), "rules", {"R": {}}),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_broken_is_refused_by_both(name, tmp_path):
    path, key, value = BROKEN[name]
    document = changed(path, lambda m: m.update({key: value}))
    assert refused(document, tmp_path) and faults(document)


# What only the whole set can tell: the reader refuses it, a schema of one file cannot.
ONLY_THE_READER = {
    "a parameter that is not there": ((*BASE, 0, "when", "all", 3), "ge", {"param": "none"}), "a fact that is not there": ((*BASE, 1), "text", {"zh": "{z|m2}", "en": "t"}), "a unit that does not fit": ((*BASE, 0, "when", "all", 0), "gt", "10 m"),
    "a citation that is not there": (R, "cite", ["none"]), "a paper that is not there": ((*BASE, 0), "requires", ["none"]), "a word that is not there": ((*BASE, 0, "when", "all", 4), "eq", "moon"), "a repeated id": (("rules", 1), "id", "R"),
    "a formula of metres and land": ((*R, "let", "q"), "formula", "x + 3 m"), "a sum that is cut off": ((*R, "let", "q"), "formula", "x +"), "dates that go back": (("parameters", 0), "values", [{"from": d, "value": 1, "reference": "own"} for d in ("2021-01-01", "2020-01-01")]),
    "a branch after the last": (("rules", 0, "decide"), "base", [{"verdict": "pass", "text": WORD}] * 2),
}


@pytest.mark.parametrize("name", ONLY_THE_READER)
def test_what_only_the_whole_set_can_tell(name, tmp_path):
    path, key, value = ONLY_THE_READER[name]
    document = changed(path, lambda m: m.update({key: value}))
    assert refused(document, tmp_path) and not faults(document)
