"""A rule set in a spreadsheet: out and in again is the same set; what a person changes comes through; what is wrong is named by sheet, row and column."""

import json
import random
import re
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest

ROOT = Path(__file__).parents[2]
FORMULAS = ROOT / "tests/golden/rules-explain/formula/rules.yaml"


def program(*words, lang="en"):
    return subprocess.run([ROOT / "build/bin/libspatial", "rules", *map(str, words), "--lang", lang], capture_output=True, text=True)


def digest(rules, tmp_path):
    run = program("list", rules)
    assert run.returncode == 0, run.stderr
    return re.search(r"sha256 (\w+)", run.stdout).group(1)


def exported(rules, tmp_path):
    run = program("export", rules, "--out", tmp_path / "rules.xlsx")
    assert run.returncode == 0, run.stderr
    return tmp_path / "rules.xlsx"


def imported(book, tmp_path):
    return program("import", book, "--out", tmp_path / "set.yaml")


def rows(sheet):
    """{header: cell} of every row below the explanations."""
    header = [c.value for c in sheet[1]]
    return [dict(zip(header, row)) for row in sheet.iter_rows(min_row=3, values_only=True) if any(row)]


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    return exported("jilin-sample", tmp_path_factory.mktemp("book"))


@pytest.fixture
def edit(sample, tmp_path):
    """Changes a cell, found by sheet, a header's last word, and a row; imports."""
    def change(sheet, column, row, value):
        book = openpyxl.load_workbook(shutil.copy(sample, tmp_path / "book.xlsx"))
        page = next(s for s in book if s.title.endswith(" " + sheet))
        letter = next(c.column_letter for c in page[1] if c.value.endswith(" " + column))
        number = row if isinstance(row, int) else next(r[0].row for r in page.iter_rows(min_row=3) if row in [c.value for c in r])
        page[f"{letter}{number}"] = value
        book.save(tmp_path / "book.xlsx")
        return imported(tmp_path / "book.xlsx", tmp_path), page.title, number, next(c.value for c in page[1] if c.column_letter == letter)
    return change


@pytest.mark.parametrize("rules", ["jilin-sample", "national", "jilin", FORMULAS], ids=lambda r: Path(r).parent.name if "/" in str(r) else r)
def test_out_and_in_again_is_the_same_set(rules, tmp_path):
    book = exported(rules, tmp_path)
    run = imported(book, tmp_path)
    assert run.returncode == 0, run.stderr
    assert digest(tmp_path / "set.yaml", tmp_path) == digest(rules, tmp_path)
    again = exported(tmp_path / "set.yaml", tmp_path)
    (tmp_path / "first.yaml").write_bytes((tmp_path / "set.yaml").read_bytes())
    assert imported(again, tmp_path).returncode == 0
    assert (tmp_path / "first.yaml").read_bytes() == (tmp_path / "set.yaml").read_bytes()
    assert program("lint", tmp_path / "set.yaml").stdout.splitlines()[:-2] == program("lint", rules).stdout.replace("jilin-sample.yaml", "set.yaml").splitlines()[:-2]


ODD = ["非", "in", "属于", "a b", "a(b)", "5x", "x>y", "且或", "用地", "plain", "非农", "present", "-1", "全部"]


def conditions(draw, depth):
    """A condition of any form, with names that look like words of the language."""
    form = draw.choice(["all", "any", "not"] if depth and draw.random() < 0.6 else ["number", "number", "word"])
    if form == "not":
        return {"not": conditions(draw, depth - 1)}
    if form in ("all", "any"):
        return {form: [conditions(draw, depth - 1) for _ in range(draw.randint(1, 3))]}
    if form == "word":
        word, several = draw.choice(ODD), draw.sample(ODD, draw.randint(1, 4))
        return {"attr": draw.choice(ODD)} | draw.choice([{"in": several}, {"eq": word}, {"ne": word}, {"present": "true"}, {"present": "false"}])
    bound = draw.choice([{"param": draw.choice(ODD)}, "5 m2", "0.25 mu", "1e-05 km2"])
    between = [draw.choice(["1 m2", "param " + draw.choice(ODD)]) for _ in range(2)]
    return {"fact": draw.choice(ODD)} | draw.choice([{test: bound} for test in ("lt", "le", "gt", "ge", "eq", "ne")] + [{"between": between}, {"present": "false"}])


def test_conditions_of_every_form_come_back(tmp_path):
    draw, words = random.Random(20261126), {"zh": "试", "en": "t"}
    base = [{"when": conditions(draw, 4), "verdict": "conflict", "text": words} for _ in range(120)] + [{"verdict": "pass", "text": words}]
    (tmp_path / "in.yaml").write_text(json.dumps({
        "id": "t", "version": "1", "status": "draft", "title": words, "notice": words, "jurisdiction": "220200", "citations": [{"id": "law", "document": "法"}], "papers": [],
        "attributes": [{"id": name, "title": words, "words": {word: [] for word in ODD}} for name in ODD],
        "parameters": [{"id": name, "unit": "m2", "values": [{"from": "2020-01-01", "value": 1, "reference": "own"}]} for name in [*ODD, "coverage_tolerance"]],
        "rules": [{"id": "R", "title": words, "let": {name: {"measure": "project_area"} for name in ODD}, "cite": ["law"], "decide": {"base": base}}]}, ensure_ascii=False), encoding="utf-8")
    assert imported(exported(tmp_path / "in.yaml", tmp_path), tmp_path).returncode == 0
    assert digest(tmp_path / "set.yaml", tmp_path) == digest(tmp_path / "in.yaml", tmp_path)


def test_the_same_set_gives_the_same_bytes(sample, tmp_path):
    assert exported("jilin-sample", tmp_path).read_bytes() == sample.read_bytes()


def test_a_spreadsheet_program_may_save_it(sample, tmp_path):
    openpyxl.load_workbook(sample).save(tmp_path / "saved.xlsx")
    assert imported(tmp_path / "saved.xlsx", tmp_path).returncode == 0
    assert digest(tmp_path / "set.yaml", tmp_path) == digest("jilin-sample", tmp_path)


def test_the_form_explains_offers_and_protects(sample):
    book = openpyxl.load_workbook(sample)
    assert [s.title.split()[-1] for s in book] == ["set", "approvals", "parameters", "citations", "rules", "facts", "branches", "exceptions", "tests", "attributes", "layers", "papers", "classes", "lists"]
    for sheet in book:
        assert sheet.protection.sheet and not sheet.protection.password
        for row in sheet.iter_rows():
            assert all(c.data_type in "sn" and not str(c.value or "").startswith("=") for c in row), "no cell is a formula"
    branches = book["分支 branches"]
    header = {c.value: c.column_letter for c in branches[1]}
    assert all(c.value and re.search("[一-鿿]", c.value) for c in branches[2]), "every column is explained"
    assert branches[f"{header['规则 rule']}3"].protection.locked and not branches[f"{header['结论 verdict']}3"].protection.locked
    lists = {v.formula1 for v in branches.data_validations.dataValidation}
    assert len(lists) == 2 and any("规则 rules" in f for f in lists)
    verdicts = next(f for f in lists if "词表" in f)
    area = re.search(r"!(.+)", verdicts).group(1).replace("$", "")
    assert [c.value for (c,) in book["词表 lists"][area]] == ["not_applicable", "pass", "conditional", "not_checked", "needs_review", "conflict"]
    assert book["词表 lists"].sheet_state == "hidden"


def test_conditions_are_lines_of_words(sample):
    branches = rows(openpyxl.load_workbook(sample)["分支 branches"])
    assert any(re.fullmatch(r"\w+ > 参数 \w+ 且 属性 kind 属于 .+", r["条件 when"] or "") for r in branches), [r["条件 when"] for r in branches]


def test_a_threshold_and_a_condition_that_a_person_changes_come_through(edit, tmp_path):
    run, *_ = edit("parameters", "values/value", 3, 2.5)
    assert run.returncode == 0, run.stderr
    text = program("diff", "jilin-sample", tmp_path / "set.yaml").stdout
    assert "2.5" in text and text.count("\n") == 3, text
    run, *_ = edit("citations", "note", 3, "见 D:\\b")
    assert run.returncode == 0 and "note: 见 D:\\b\n" in (tmp_path / "set.yaml").read_text(encoding="utf-8"), run.stderr
    run, *_ = edit("branches", "when", 3, "outside ≥ 2.5 mu 且 （attr kind present 或 非（属性 kind 属于 urban；rural））")
    assert run.returncode == 0, run.stderr
    assert "outside is at least 2.5 mu and (" in program("explain", "JL-UGB-010", "--rules", tmp_path / "set.yaml").stdout


def test_a_row_added_below_is_a_branch_before_the_last(sample, tmp_path):
    book = openpyxl.load_workbook(shutil.copy(sample, tmp_path / "book.xlsx"))
    page = book["分支 branches"]
    first = rows(page)[0]
    values = first | {"条件 when": first["条件 when"].split(" > ")[0] + " > 5 ha", "结论 verdict": "needs_review"}
    for column, value in zip((c.column for c in page[1]), values.values()):
        page.cell(page.max_row if column > 1 else page.max_row + 1, column, value)
    book.save(tmp_path / "book.xlsx")
    run = imported(tmp_path / "book.xlsx", tmp_path)
    assert run.returncode == 0, run.stderr
    assert "5 ha" in program("explain", first["规则 rule"], "--rules", tmp_path / "set.yaml").stdout


WRONG = {
    "a verdict": ("branches", "verdict", 3, "fine", "must be one of"), "a condition": ("branches", "when", 3, "outside > ", "is missing at the end"), "no comparison": ("branches", "when", 3, "outside 1 m2", "a comparison is missing"),
    "an unknown quantity": ("branches", "when", 3, "nothing > 1 m2", "let has no fact nothing"), "an unknown parameter": ("branches", "when", 3, "outside > 参数 none", "no parameter none"), "an unknown word": ("branches", "when", 3, "属性 kind 属于 moon", "has no word moon"),
    "a text": ("branches", "text/zh", 3, "{z|m2}", "no fact of this rule"), "a paper": ("branches", "requires", 3, "none", "there is no paper none"), "an empty cell": ("rules", "title/en", 3, None, "must not be empty"), "a citation": ("rules", "cite", 3, "law; none", "there is no citation"),
    "a date": ("parameters", "values/from", 3, "1.1.2020", "must be a date"), "a value": ("parameters", "values/value", 3, "many", "is no number"), "a unit": ("parameters", "unit", 3, "acre", "must be one of"), "a rule": ("facts", "rule", 3, "NONE", "there is no rule NONE"),
    "a measure": ("facts", "measure", 3, "volume", "must be one of"), "a formula": ("facts", "formula", 3, "x +", "a name, a number or a bracket is missing"), "a role": ("facts", "role", 3, "ugb.outer", "unknown zone"),
    "a test": ("tests", "facts", 3, "outside 1 m2", 'must be "name = value"'), "a given": ("tests", "facts", 3, "nothing = 1 m2", "has no fact nothing"), "a repeated id": ("rules", "id", 4, "JL-UGB-010", "is repeated"), "a verdict that passes": ("rules", "on_unknown", 3, "pass", "must be one of"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_cell_is_named(name, edit, tmp_path):
    sheet, column, row, value, why = WRONG[name]
    run, title, number, header = edit(sheet, column, row, value)
    assert run.returncode == 4 and why in run.stderr, run.stderr
    assert f'worksheet "{title}", row {number}, column "{header}"' in run.stderr, run.stderr
    assert "import again" in run.stderr and not (tmp_path / "set.yaml").exists()


def test_a_formula_in_a_cell_is_refused(edit, tmp_path):
    run, title, number, _ = edit("parameters", "values/value", 3, "=1+1")
    assert run.returncode == 4 and "is a formula" in run.stderr and title in run.stderr and str(number) in run.stderr and not (tmp_path / "set.yaml").exists()


@pytest.mark.parametrize("text", ["=1+1", "'=1+1", "@SUM(1)", "-2", "+1", "''", "a\\nb", "line\\\\n", "“quoted”"])
def test_hostile_texts_stay_texts(text, tmp_path):
    plain = (ROOT / "tests/golden/rules-explain/small/rules.yaml").read_text(encoding="utf-8")
    (tmp_path / "in.yaml").write_text(plain.replace("quote: 不得", "quote: " + '"' + text.replace("\\", "\\\\") + '"'), encoding="utf-8")
    book = exported(tmp_path / "in.yaml", tmp_path)
    assert all(c.data_type != "f" for s in openpyxl.load_workbook(book) for r in s.iter_rows() for c in r)
    assert imported(book, tmp_path).returncode == 0
    assert digest(tmp_path / "set.yaml", tmp_path) == digest(tmp_path / "in.yaml", tmp_path)


def test_what_sheets_cannot_hold_is_said_and_nothing_is_written(tmp_path):
    plain = (ROOT / "tests/golden/rules-explain/small/rules.yaml").read_text(encoding="utf-8")
    (tmp_path / "in.yaml").write_text(plain.replace("urban: [工业]", 'urban: ["工; 业"]'), encoding="utf-8")
    run = program("export", tmp_path / "in.yaml", "--out", tmp_path / "rules.xlsx")
    assert run.returncode == 4 and "use the YAML" in run.stderr and not (tmp_path / "rules.xlsx").exists()


def test_sheets_that_are_not_its_own_or_gone_are_refused(sample, tmp_path):
    book = openpyxl.load_workbook(sample)
    book.create_sheet("更多")["A1"] = "x"
    book.save(tmp_path / "more.xlsx")
    assert "delete it" in imported(tmp_path / "more.xlsx", tmp_path).stderr
    book = openpyxl.load_workbook(sample)
    del book["测试 tests"]
    book.save(tmp_path / "less.xlsx")
    assert "is missing" in imported(tmp_path / "less.xlsx", tmp_path).stderr


def test_an_approval_is_pointed_out(sample, tmp_path):
    run = imported(sample, tmp_path)
    assert run.returncode == 0 and "must be approved again" in run.stderr
