"""The notebooks of docs/gallery execute, and what their text claims is so: held against facts that the notebook does not read."""

import csv
import json
import math
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
GALLERY = ROOT / "docs" / "gallery"
FILES = sorted(GALLERY.glob("*.ipynb"))
SIDE = 60  # of million_parcels


def facts(file):
    with open(ROOT / "sample_data" / "facts" / file, encoding="utf-8", newline="") as rows:
        return list(csv.DictReader(rows))


PLANTED = {row["name"]: float(row["value"]) for row in facts("planted.csv")}
UNITS = [row["code"] for row in facts("units.csv")]
TOWN_PEOPLE = {(row["unit_code"], row["year"]): int(row["urban"]) for row in facts("population.csv")}
SHRINKING = [u for u in UNITS if TOWN_PEOPLE[u, "2020"] < TOWN_PEOPLE[u, "2015"]]
PICTURES = {"district_profile": 1, "growth_lei": 1, "left_inside_boundary": 1, "sdg_11_3_1": 1, "approved_not_supplied": 1, "compare_plan_versions": 1, "population_by_zone": 0,
          "million_parcels": 0, "check_projects": 1}


def row(text, *words):
    """The numbers of the first line of a printed table that begins with these words."""
    found = re.search(rf"^{r'[ ]+'.join(map(re.escape, words))}[ ]+([-\d. NaN]+)$", text, re.M)
    assert found, f"no row {words}"
    return [float(number) for number in found[1].split()]


def district_profile(text):
    assert f"centre {PLANTED['area/central_urban_area/吉林市中心城区']:,.2f} m²" in text


def growth_lei(text):
    assert row(text, "infill")[:2] == [14, 20] and row(text, "outlying") == [3, 27, 0, 0]  # 20 of 30 vacant plots; three settlements of 3 × 3
    edge = row(text, "edge")
    assert edge[0] == 2 and 0 < edge[2] < edge[3] <= 50
    assert row(text, "built") == [edge[1] + 47, 6, edge[1] + 41, 12]
    before, now, land, intensity = row(text, "全镇", "town")[:4]
    assert land == 40 * 40 and intensity == pytest.approx(100 * (now - before) / land / 10, abs=5e-4)


def left_inside_boundary(text):
    assert f"of {sum(PLANTED[f'growth_boundary/{u}'] for u in UNITS) / 1e4:,.2f} ha" in text
    built, unbuilt, _, boundary, not_surveyed = row(text, "丰满区", "城镇弹性发展区")
    assert not_surveyed == 0 and built + unbuilt == pytest.approx(boundary, abs=0.011)


def sdg_11_3_1(text):
    town_land = sum(PLANTED[f"growth_boundary/{u}"] / PLANTED[f"expansion_multiple/{u}"] for u in UNITS) / 1e4
    assert row(text, "city", "全市", "city")[2] == pytest.approx(town_land, abs=0.1)
    rates = text[text.index("lcrpgr"):text.index("增长 grow")]
    assert rates.count("shrinking") == len(SHRINKING) == 5
    pgr = row(rates, "220202", "昌邑区")[1]
    assert pgr == pytest.approx(math.log(TOWN_PEOPLE["220202", "2020"] / TOWN_PEOPLE["220202", "2015"]) / 5, abs=5e-5)
    assert re.search(r"^不变 same .* NaN +no_change$", text, re.M)


def approved_not_supplied(text):
    assert f"approved_unsupplied: {PLANTED['land_approved_unsupplied']:,.2f} m²" in text
    without = PLANTED["land_supplied_without_approval"]
    assert f"subtraction alone {(PLANTED['land_approved_unsupplied'] - without) / 1e4:,.4f} ha" in text
    for unit in ("220202", "220284"):
        name = next(r["name"] for r in facts("units.csv") if r["code"] == unit)
        assert f"{PLANTED[f'land_approved_unsupplied/{unit}'] / 1e4:.1f}" in re.findall(rf"^{name} +([\d.]+) *$", text, re.M)


def compare_plan_versions(text):
    assert "17 raised, 2 dropped, 1 added: 172 zones" in text  # of sample_data/README.md: 173 zones
    matrix = {name: row(text, *name.split())[:4] for name in ("弹性 flexible", "特别用途 special", "集中 concentrated")}
    whole = sum(PLANTED[f"growth_boundary/{u}"] for u in UNITS) / 1e4
    assert sum(map(sum, matrix.values())) == pytest.approx(whole, abs=0.06)
    assert row(text, "昌邑区") == [0, matrix["弹性 flexible"][3], 0] and row(text, "丰满区")[2] == matrix["特别用途 special"][0]  # raised, dropped: all in one unit
    assert re.search(r"^b10-004 .*conditional +pass ", text, re.M)


def population_by_zone(text):
    people = PLANTED["population/2020"]
    assert f"= {people:,.0f} 人 people in {PLANTED['towns']:.0f} towns" in text
    received, left = (float(n.replace(",", "")) for n in re.search(r"received ([\d,.]+) \+ .*left over ([\d,.]+) =", text).groups())
    assert received + left == pytest.approx(people, abs=0.11)


def million_parcels(text):
    assert f"{SIDE**2:,} parcels, " in text and f"each of {SIDE**2:,} parcels are the parcel" in text
    planar = (SIDE * 15) ** 2
    official = float(re.search(r"([\d,.]+) m² official", text)[1].replace(",", ""))
    assert abs(official / planar - 1) < 1e-3 and official != planar


def check_projects(text):
    verdicts = [int(n) for n in re.findall(r"^(?:pass|conditional|conflict|needs_review|not_checked) +(\d+)$", text, re.M)]
    assert sum(verdicts) == len(facts("projects.csv")) and len(verdicts) == 5
    worst = next(r for r in facts("projects.csv") if r["id"] == "b2-002")
    assert f"b2-002 {worst['name']}\n" in text and worst["situation"] == "outside"


@pytest.fixture
def tour(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    import tour

    return tour


@pytest.mark.parametrize("file", FILES, ids=lambda p: p.stem)
def test_a_notebook_executes_and_its_text_is_so(file, tour, monkeypatch):
    monkeypatch.setenv("LIBSPATIAL_GALLERY_SIDE", str(SIDE))
    done = tour.execute(file)
    assert len(tour.pictures(done)) == PICTURES[file.stem]
    outputs = [o for cell in done.cells for o in cell.get("outputs", [])]
    assert [o["text"] for o in outputs if o.get("name") == "stderr"] == []  # no warning, no missing glyph
    globals()[file.stem]("\n".join(o.get("text") or o["data"].get("text/plain", "") for o in outputs))


@pytest.mark.parametrize("file", FILES, ids=lambda p: p.stem)
def test_a_notebook_is_short_asserts_and_says_what_its_data_are(file):
    cells = json.loads(file.read_text(encoding="utf-8"))["cells"]
    code, prose = ("\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == kind) for kind in ("code", "markdown"))
    assert 8 <= len(cells) <= 16
    assert re.search(r"^ *assert ", code, re.M)
    assert "合成数据" in prose or "本笔记本里画成" in prose
    assert "random" not in code or re.search(r"种子 (\d+)", prose)[1] in code
    for cell in cells:  # Chinese first, English beside it
        text = "".join(cell["source"])
        assert cell["cell_type"] == "code" or re.search(r"[\u4e00-\u9fff].*[A-Za-z]{3}", text, re.S)


def test_the_page_lists_every_notebook():
    page = (GALLERY / "README.md").read_text(encoding="utf-8")
    assert sorted(re.findall(r"^\| \[.*?\]\((.*?)\) \|", page, re.M)) == [f.name for f in FILES]
