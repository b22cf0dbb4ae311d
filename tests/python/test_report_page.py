"""The page that `libspatial check` writes, read without a browser: it asks the network for nothing, its policy allows its
own script only, and what strangers wrote into the data is text. Beside it, result.json keeps to its schema."""

import base64
import hashlib
import json
import re
import shutil
import sqlite3
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import jsonschema
import pytest

ROOT = Path(__file__).parents[2]
PROGRAM = ROOT / "build" / "bin" / "libspatial"
SAMPLE = ROOT / "sample_data"
LIMIT = 3 << 20  # bytes

HOSTILE = [
    "<script>document.title='PWNED'</script>",
    '<img src=x onerror="document.title=\'PWNED\'">',
    '"><svg onload=document.title=\'PWNED\'>',
    "</script><script>alert(1)</script>",
    "javascript:alert(1)",
    "${document.title='PWNED'}`",
    '<iframe srcdoc="&lt;script&gt;parent.x=1&lt;/script&gt;"></iframe>',
    "&amp;lt;script&amp;gt;alert(1)",
    "a\u2028b\u2029c",
    '=HYPERLINK("http://example.invalid","x")',
    "</style><style>@import 'http://example.invalid/x.css';",
    "<link rel=stylesheet href=//example.invalid/x.css>' onclick='x",
]

ELEMENTS = set(
    "html head meta title style body main header section article div p span b i em strong small code br h1 h2 h3 h4 dl dt dd ul li "
    "table thead tbody tfoot tr th td figure button a script "
    "svg defs pattern g path rect circle text".split()
)
VOID = {"meta", "br", "input"}


class Page(HTMLParser):
    """Every element with its attributes, the text of the body, and what stands in <script> and <style>."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.elements, self.open, self.text = [], [], []
        self.inside = {"script": [], "style": []}
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))

    def handle_endtag(self, tag):
        assert self.open and self.open[-1] == tag, f"</{tag}> closes {self.open[-3:]}"
        self.open.pop()

    def handle_data(self, data):
        kind = self.open[-1] if self.open else ""
        self.inside.get(kind, self.text).append(data)


def names_of(projects):
    """The table of projects and its names, hostile ones instead of the first twelve."""
    with sqlite3.connect(projects) as db:
        for (trigger,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            db.execute(f'DROP TRIGGER "{trigger}"')  # they call functions that only a spatial SQLite has
        (table,) = db.execute("SELECT table_name FROM gpkg_contents WHERE data_type = 'features'").fetchone()
        rows = [row for (row,) in db.execute(f'SELECT MIN(rowid) FROM "{table}" GROUP BY id ORDER BY 1 LIMIT {len(HOSTILE)}')]
        for row, name in zip(rows, HOSTILE, strict=True):
            db.execute(f'UPDATE "{table}" SET name = ? WHERE rowid = ?', (name, row))
    db.close()


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    folder = tmp_path_factory.mktemp("page")
    projects = folder / "projects.gpkg"
    shutil.copy(SAMPLE / "projects.gpkg", projects)
    names_of(projects)
    command = [PROGRAM, "check", "--plan", SAMPLE / "jilin.gpkg", "--projects", projects, "--out", folder / "out"]
    run = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert run.returncode in (0, 1, 2, 3), run.stderr
    return folder / "out"


@pytest.fixture(scope="module")
def html(out):
    return (out / "report.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def page(html):
    return Page(html)


def test_elements_are_ours_and_closed(page):
    assert page.open == []
    assert {tag for tag, _ in page.elements} <= ELEMENTS


def test_nothing_comes_from_elsewhere(html, page):
    assert len(html.encode()) < LIMIT
    for tag, attributes in page.elements:
        assert not [name for name in attributes if name.startswith("on") or name in ("src", "srcdoc", "style", "action")], tag
        assert attributes.get("href", "#").startswith("#")
    styles = "".join(page.inside["style"])
    assert "@import" not in styles
    assert set(re.findall(r"url\((.)", styles)) <= {"#"}


def test_policy_allows_the_one_script(page):
    (script,) = page.inside["script"]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    (policy,) = [a["content"] for tag, a in page.elements if a.get("http-equiv") == "Content-Security-Policy"]
    assert [part.strip() for part in policy.split(";")] == [
        "default-src 'none'",
        f"script-src 'sha256-{digest}'",
        "style-src 'unsafe-inline'",
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
    ]


def test_hostile_names_are_shown_as_text(page):
    text = "".join(page.text)
    for name in HOSTILE:
        assert re.sub("[\u2028\u2029]", "\ufffd", name) in text


def test_page_says_what_it_is(page):
    text = "".join(page.text)
    places = [text.find(words) for words in ("初步核查意见", "须由主管部门核定", "未核查的内容及原因", "汇总表", "数据版本", "签署")]
    assert -1 not in places and places == sorted(places)
    assert "合成数据" in text


def test_every_project_has_its_section_and_numbers(out, html):
    result = json.loads((out / "result.json").read_text(encoding="utf-8"), parse_float=str)
    for number, project in enumerate(result["projects"], 1):
        section = html.split(f'id="p{number}"')[1].split("</article>")[0]
        for area in [project["area"]["official_m2"], *(zone["area_m2"] for zone in project["zones"])]:
            assert f'<td class="num">{area}</td>' in section


def test_result_keeps_to_its_schema(out):
    schema = json.loads((ROOT / "libspatial/data/schemas/result.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    result = json.loads((out / "result.json").read_text(encoding="utf-8"))
    jsonschema.validate(result, schema, cls=jsonschema.Draft202012Validator)
