"""A report of many projects: one file that stays small, a table with every project, and all of each project inside, unfolded by its row."""

import json
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from libspatial import _print

ROOT = Path(__file__).parents[2]
PROGRAM = ROOT / "build/bin/libspatial"
COUNT = 600
HOSTILE = ["<script>document.title='PWNED'</script>", "</script><img src=x onerror=1>", "a\x01b", '"><svg onload=1>', "\u2028=1+1", "&lt;b&gt;"]


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    """Squares in rows over the sample's city, the first ones with names that strangers would like to run."""
    folder = tmp_path_factory.mktemp("large")
    shapes = [shapely.box(x := 42540000 + 400 * (i % 30), y := 4850000 + 400 * (i // 30), x + 100 + i % 7, y + 120) for i in range(COUNT)]
    names = [HOSTILE[i] if i < len(HOSTILE) else f"项目{i}" for i in range(COUNT)]
    gpd.GeoDataFrame({"id": [f"L{i:04}" for i in range(COUNT)], "name": names, "kind": "residential"}, geometry=shapes, crs=4530).to_file(folder / "p.gpkg", engine="pyogrio")
    run = subprocess.run([PROGRAM, "check", "--plan", ROOT / "sample_data/jilin.gpkg", "--projects", folder / "p.gpkg", "--out", folder / "out", "--as-of", "2026-11-01"], capture_output=True, text=True)
    assert run.returncode in (0, 1, 2, 3), run.stderr
    return folder / "out"


@pytest.fixture(scope="module")
def html(out):
    return (out / "report.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def sections(html):
    """What each row unfolds."""
    return dict(re.findall(r'<article class="project" id="p(\d+)">(.*?)</article>', _print.unfolded(html), re.S))


def test_the_file_is_small_and_says_what_is_simplified(html):
    assert len(html.encode()) < 1000 * COUNT + 1_000_000, "10,000 projects fit into 10 MB"
    assert "为显示而简化" in html and "Areas and verdicts are of the shapes as they are" in html
    assert "点击汇总表中的一行" in html and "<noscript>" in html


def test_every_project_is_a_row_and_all_of_it_unfolds(out, html, sections):
    projects = json.loads((out / "result.json").read_text(encoding="utf-8"), parse_float=str)["projects"]
    assert len(projects) == COUNT == len(sections) == len(re.findall(r'<tr data-project="\d+"', html))
    for number, project in enumerate(projects, 1):
        section = sections[str(number)]
        for area in [project["area"]["official_m2"], project["area"]["planar_m2"], *(z["area_m2"] for z in project["zones"])]:
            assert f'<td class="num">{area}</td>' in section, (project["id"], area)
        for finding in project["findings"]:
            if finding["verdict"] != "not_applicable":
                assert f'<code>{finding["rule"]}</code>' in section
        row = html.split(f'<tr data-project="{number}"')[1].split("</tr>")[0]
        assert project["id"] in row and f'<td>{project["area"]["official_m2"]}</td>' in row and f'v-{project["verdict"]}' in row
    assert sum('<path class="piece' in s and '<path class="outline' in s for s in sections.values()) == COUNT


def test_the_zones_of_every_map_are_in_the_file(html, sections):
    assert not any("<use" in s for s in sections.values()), "each was found"
    assert sum('<g class="zone-' in s for s in sections.values()) > COUNT / 2


class Names(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.elements, self.attributes = set(), set()
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.elements.add(tag)
        self.attributes |= {name for name, _ in attributes}


def test_the_script_builds_all_that_is_folded_and_nothing_that_runs(html):
    script = html[html.rindex("<script>") :]
    elements, attributes = (set(re.search(rf"const {name} = new Set\('([^']*)'", script)[1].lower().split()) for name in ("elements", "attributes"))
    import base64
    import zlib

    folded = "".join(zlib.decompress(base64.b64decode(block)).decode() for block in re.findall(r"data-fold=\"[^>]*>([^<]*)<", html))
    found = Names(folded)
    assert found.elements <= elements and found.attributes <= attributes
    assert not elements & {"script", "iframe", "img", "a", "style", "link", "form"} and not [a for a in attributes if a.startswith("on") or a in ("style", "src")]
    assert "innerHTML" not in script and "eval(" not in script


def test_names_of_strangers_are_text(sections):
    for number, name in enumerate(HOSTILE, 1):
        shown = re.sub("[\x01\u2028]", "\ufffd", name)
        head = re.search(r"<h3>.*?</h3>", sections[str(number)], re.S)[0]
        assert shown.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;").replace("'", "&#39;") in head


def test_the_same_bytes_every_time(out, tmp_path):
    again = tmp_path / "out"
    subprocess.run([PROGRAM, "check", "--plan", ROOT / "sample_data/jilin.gpkg", "--projects", out.parent / "p.gpkg", "--out", again, "--as-of", "2026-11-01", "--threads", "1"], capture_output=True)
    assert (again / "report.html").read_bytes() == (out / "report.html").read_bytes()


CHROMIUM = shutil.which("chromium") or shutil.which("chromium-headless-shell")


@pytest.mark.skipif(not CHROMIUM, reason="no Chromium")
def test_a_browser_unfolds_a_row_and_its_policy_refuses_nothing(out, tmp_path):
    words = [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path}/profile", "--enable-logging=stderr", "--virtual-time-budget=10000", "--dump-dom", f"file://{out}/report.html#p7"]
    run = subprocess.run(words, capture_output=True, text=True, timeout=240)
    assert f'data-done="{COUNT}"' in run.stdout and 'data-opened="1"' in run.stdout and f'data-shown="{COUNT}"' in run.stdout
    opened = run.stdout[run.stdout.index('<tr class="detail">') :]
    assert 'id="p7"' in opened and '<path class="outline' in opened and re.search(r'<use href="#z\d+"', opened) and re.search(r'<path id="z\d+"', run.stdout)
    assert "Content Security Policy" not in run.stderr and "Uncaught" not in run.stderr
    assert "<title>项目规划符合性初步核查报告" in run.stdout


def test_it_is_printed_unfolded_with_every_figure(html, sections):
    """What a printer of documents gets: each project's section, its map a picture of its own that draws the zones, in one language."""
    page, pictures = _print.for_print(html, "zh")
    assert len(re.findall(r'<article class="project"', page)) == COUNT and "data-fold" not in page and "<use" not in page and "<svg" not in page
    assert set(re.findall(r'src="(map:\d+)"', page)) == set(pictures) and not any(b"<use" in picture for picture in pictures.values())
    numbers = [n for section in sections.values() for n in re.findall(r'<td class="num">([\d.]+)</td>', section)]
    assert numbers == re.findall(r'<td class="num">([\d.]+)</td>', page[page.index('<article class="project"') :])[: len(numbers)]
    assert 'lang="en"' not in page.split("<article", 1)[1].split("</article>", 1)[0]
