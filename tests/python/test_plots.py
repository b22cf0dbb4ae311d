"""Pictures say what the tables say: bars are shares, cells are hectares, legends count every row."""

import doctest
import json
import subprocess
import sys
import warnings
from pathlib import Path

import geopandas as gpd
import matplotlib
import pandas as pd
import pytest
import shapely

matplotlib.use("Agg")

import libspatial  # noqa: E402
from libspatial import _core, plots  # noqa: E402

SAMPLE = Path(__file__).parents[2] / "sample_data"


@pytest.fixture(autouse=True)
def closed():
    yield
    matplotlib.pyplot.close("all")


def words(ax):
    return [t.get_text() for t in ax.get_legend().get_texts()]


def classes(rows):
    index = pd.MultiIndex.from_tuples([r[:2] for r in rows], names=["zone", "class"])
    return pd.DataFrame({"pland": [r[2] for r in rows]}, index=index)


def test_the_examples_of_the_docstrings():
    failed, ran = doctest.testmod(plots, optionflags=doctest.NORMALIZE_WHITESPACE)
    assert failed == 0 and ran > 15


def test_bars_are_the_shares_and_the_colours_those_of_the_standard():
    ax = plots.land_use(classes([("甲", "0701", 25.0), ("甲", "0702", 15.0), ("甲", "14", 30.0), ("乙", "14", 80.0)]), codes="land-use-2023")
    widths = {b.get_label(): [bar.get_width() for bar in b] for b in ax.containers}
    zones = [t.get_text() for t in ax.get_yticklabels()]
    assert dict(zip(zones, widths["07 居住用地"])) == {"甲": 40.0, "乙": 0.0}  # 0701 + 0702
    assert dict(zip(zones, widths["14 绿地与开敞空间用地"])) == {"甲": 30.0, "乙": 80.0}
    assert matplotlib.colors.to_hex(ax.containers[0][0].get_facecolor()) == "#ffff2d"


def test_a_code_of_the_land_survey_is_not_given_a_colour_of_another_system():
    with pytest.raises(ValueError, match="05H1"):
        plots.land_use(classes([("甲", "05H1", 25.0)]), codes="land-use-2023")
    assert words(plots.land_use(classes([("甲", "05H1", 25.0)]))) == ["05H1"]
    with pytest.raises(ValueError, match="classes="):
        plots.land_use(classes([("甲", "05H1", 25.0)]).iloc[:0])


def test_the_diagonal_is_white_and_land_of_one_date_has_a_name():
    then = gpd.GeoDataFrame({"use": ["A"]}, geometry=[shapely.box(0, 0, 600, 1000)], crs="EPSG:32652")  # 10 ha A → B; 40 ha only now
    now = gpd.GeoDataFrame({"use": ["A", "B"]}, geometry=[shapely.box(0, 0, 500, 1000), shapely.box(500, 0, 1000, 1000)], crs="EPSG:32652")
    ax = plots.transition(libspatial.transition(then, now, classes="use", area="planar"))
    assert sorted(t.get_text() for t in ax.texts) == ["10.0", "40.0", "50.0"]
    assert "无 none" in [t.get_text() for t in ax.get_yticklabels()]
    changed, one_date = (image.get_array() for image in ax.images)
    assert changed.compressed().tolist() == [10.0] and one_date.count() == 1  # land of one date only is grey: no change
    bar = ax.figure.axes[1].yaxis.label
    assert bar.get_text() == "变为另一类 changed, ha" and bar.get_fontfamily()[0] == ax.xaxis.label.get_fontfamily()[0] in plots.FONTS


def test_the_map_of_findings_counts_every_project():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        result = libspatial.check(SAMPLE / "projects.gpkg", SAMPLE / "jilin.gpkg", as_of="2026-01-01")
    counts = result.to_frame()["verdict"].value_counts()
    shown = words(plots.findings(result))
    assert len(shown) == len(counts)
    for verdict, number in counts.items():
        assert any(w.startswith(f"{_core.verdict_title(verdict, 'zh')} {_core.verdict_title(verdict, 'en')}: {number}") for w in shown)


def test_growth_names_what_is_undefined_and_refuses_what_does_not_fit():
    old = gpd.GeoSeries([shapely.box(0, 0, 10, 10)], crs="EPSG:32652")
    new = gpd.GeoSeries([shapely.box(x, 0, x + 5, 5) for x in (10, 30, 50)], crs="EPSG:32652")
    assert words(plots.growth(old, new, pd.Series(["edge", None, "outlying"]))) == ["原有 before: 1", "边缘扩展 edge: 1", "飞地 outlying: 1", "无值 undefined: 1"]
    with pytest.raises(ValueError, match="2 rows"):
        plots.growth(old, new, pd.Series(["edge", "edge"]))
    with pytest.raises(ValueError, match="CRS"):
        plots.growth(old, new.set_crs("EPSG:4524", allow_override=True), pd.Series(["edge"] * 3))


def test_a_missing_indicator_is_a_gap():
    ax = plots.radar({"a": 5.0, "b": float("nan"), "c": 10.0}, {"a": 10.0, "b": 1.0, "c": 10.0})
    assert ax.lines[0].get_ydata()[0] == 0.5 and not ax.patches
    assert "b\n无值 missing" in [t.get_text() for t in ax.get_xticklabels()]
    for values, targets in (({"a": 1.0}, {"a": 1.0}), ({"a": 1, "b": 1, "c": 1}, {"a": 1, "b": 0, "c": 1}), ({"a": 1, "b": -1, "c": 1}, {"a": 1, "b": 1, "c": 1}), ({"a": 1, "b": 1, "c": 1}, {"a": 1})):
        with pytest.raises(ValueError):
            plots.radar(values, targets)


def test_a_picture_of_ones_own_has_the_font(monkeypatch):
    with matplotlib.rc_context():
        family = plots.use_chinese_font()
        assert family in plots.FONTS and matplotlib.pyplot.figure().text(0, 0, "吉林").get_fontfamily() == [family, "DejaVu Sans"]
    with matplotlib.rc_context():
        before = list(matplotlib.rcParams["font.family"])
        monkeypatch.setattr(plots, "FONTS", ("no such font",))
        with pytest.warns(UserWarning, match="Noto Sans CJK SC") as said:
            assert plots.use_chinese_font() is None
        assert said[0].filename == __file__ and matplotlib.rcParams["font.family"] == before


def test_every_picture_takes_a_title():
    land = gpd.GeoDataFrame({"use": ["A"]}, geometry=[shapely.box(0, 0, 10, 10)], crs="EPSG:32652")
    three = {"a": 1.0, "b": 1.0, "c": 1.0}
    for draw, *given in ((plots.land_use, classes([("甲", "A", 25.0)])), (plots.transition, libspatial.transition(land, land, classes="use", area="planar")),
                         (plots.growth, land.geometry, land.geometry, pd.Series(["edge"])), (plots.radar, three, three)):
        assert draw(*given).get_title() == ""
        title = draw(*given, title="磐石市用地").title
        assert title.get_text() == "磐石市用地" and title.get_fontfamily()[0] in plots.FONTS
        ax = matplotlib.pyplot.subplots(subplot_kw={"projection": "polar"} if draw is plots.radar else {})[1]
        ax.set_title("已有 mine")
        assert draw(*given, ax=ax).get_title() == "已有 mine"


def test_the_title_of_findings_never_hides_that_it_is_no_approval():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        result = libspatial.check(SAMPLE / "projects.gpkg", SAMPLE / "jilin.gpkg", as_of="2026-01-01")
    plain = plots.findings(result).get_title()
    assert "不是审批" in plain and plots.findings(result, title="2026 年第一批").get_title() == f"2026 年第一批\n{plain}"


def test_a_machine_without_chinese_fonts_says_so(monkeypatch):
    monkeypatch.setattr(plots, "FONTS", ("no such font",))
    with pytest.warns(UserWarning, match="Noto Sans CJK SC"):
        plots.radar({"a": 1, "b": 1, "c": 1}, {"a": 1, "b": 1, "c": 1})


def test_matplotlib_is_loaded_when_something_is_drawn_and_its_absence_explained():
    program = ("import sys, libspatial.plots as p; assert 'matplotlib' not in sys.modules; sys.modules['matplotlib'] = None\n"
               "try: p.radar(dict(a=1, b=1, c=1), dict(a=1, b=1, c=1))\n"
               "except ImportError as e: assert 'pip install matplotlib' in str(e)\n"
               "else: raise SystemExit('drawn')")
    subprocess.run([sys.executable, "-c", program], check=True)


def test_verdicts_have_the_words_and_colours_of_the_report():
    style = (SAMPLE.parent / "libspatial/src/report/page/style.css.inc").read_text(encoding="utf-8")
    legend = json.loads((SAMPLE.parent / "plugins/qgis/libspatial_qgis/styles/check.json").read_text(encoding="utf-8"))["projects"]["categories"]
    assert {verdict: (zh, en, colour) for verdict, zh, en, colour in legend} == {v: (_core.verdict_title(v, "zh"), _core.verdict_title(v, "en"), c) for v, c in plots.VERDICTS.items()}
    for verdict, colour in plots.VERDICTS.items():
        assert f"--{verdict}: {colour};" in style
