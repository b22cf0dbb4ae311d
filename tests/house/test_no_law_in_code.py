"""A law or threshold is data: no rule, parameter, citation or place of the rule set and the plan is named in C++ or Python."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
CODE = [p for folder in ("libspatial/src", "libspatial/cli", "libspatial/include", "bindings/python") for s in ("*.cpp", "*.hpp", "*.py")
        for p in (ROOT / folder).rglob(s)]
RULES = "\n".join(p.read_text(encoding="utf-8") for p in sorted((ROOT / "libspatial/data/rules").rglob("*.yaml")))

WORDS = {"coverage_tolerance",  # the one a set must have
         "kind", "construction", "unused", "replacement", "farmland_balance", "declared_area", "declared_share", "project_accuracy", "sliver_area"}  # of the language, not of law


def test_no_rule_parameter_or_citation_in_code():
    ids = set(re.findall(r"^\s*- \{?id: ([^\s,]+)", RULES, re.M)) - WORDS
    assert len(ids) > 15
    named = {i: p.name for p in CODE for i in ids if i in p.read_text(encoding="utf-8")}
    assert named == {}


def test_no_document_number_in_code():
    for path in CODE:
        text = re.sub(r"//.*", "", path.read_text(encoding="utf-8"))  # comments may give an example
        assert not re.search(r"自然资(规|发|办发)〔", text), path


def test_no_city_in_code():
    for path in (p for p in CODE if p.suffix in (".cpp", ".hpp")):
        code = re.sub(r"//.*", "", path.read_text(encoding="utf-8")).replace("jilin-sample.yaml", "")
        assert not re.search(r"Jilin|吉林|2202\d\d", code), path
