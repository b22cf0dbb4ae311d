"""threelines: the figures of the check, counted with a finger, and what has no answer."""

import pytest

from shapes import box, layer, log, ring, rows

AREA = 9999.54 / 10000


def run(qgis, projects, boundary, **more):
    return qgis.run("libspatial:threelines", {"PROJECTS": projects, "ID": "id", "BOUNDARY": boundary, "KIND": "kind", "OUTPUT": "memory:", **more})


def test_the_figures_are_those_of_the_check(qgis, sample, checked):
    plan = sample / "jilin.gpkg"
    out = run(qgis, f"{sample / 'projects.gpkg'}|layername=projects|geometrytype=Polygon", f"{plan}|layername=growth_boundary_zones", KIND="zone_kind",
              FARMLAND=f"{plan}|layername=permanent_farmland", REDLINE=f"{plan}|layername=ecological_redline")
    table = rows(out["OUTPUT"])
    assert table[-1]["project"] in ("合计", "sum") and table[-1]["area_m2"] == pytest.approx(sum(r["area_m2"] or 0 for r in table[:-1]), abs=1e-6) == pytest.approx(out["TOTAL_M2"])
    for row in table[:-1]:
        project = checked[row["project"]]
        if project["verdict"] == "not_checked":
            continue  # land beyond the plan
        if row["area_m2"] is None:
            assert project["area"]["official_m2"] == 0 and [v for v in row.values() if v is not None] == [project["id"]], "a bow-tie"
            continue
        zones = {z["kind"]: z["area_m2"] for z in project["zones"]}
        assert row["area_m2"] == project["area"]["official_m2"]
        assert {k: row[f"{k}_m2"] for k in ("concentrated", "flexible", "special", "outside")} == {k: zones.get(k, 0) for k in ("concentrated", "flexible", "special", "outside")}
        found = {f["rule"]: f["area_m2"] for f in project["findings"]}
        if "JL-PBF-010" in found and found["JL-PBF-010"] is not None:
            assert (row["farmland_m2"], row["redline_m2"]) == (found["JL-PBF-010"], found["JL-ERL-010"])


def test_counted_with_a_finger(qgis):
    lot = layer([box(0, 0, 100, 100), box(100, 0, 200, 100)], id=["a", "a"])
    zones = layer([box(0, 0, 50, 100), box(50, 0, 120, 100)], kind=["concentrated", "special"])
    farmland = layer([box(0, 0, 40, 100), box(20, 0, 60, 100)], name="farmland", kcxs=[0.1, 0.2])
    out = run(qgis, lot, zones, REDLINE=farmland)
    row = rows(out["OUTPUT"])[0]
    assert len(rows(out["OUTPUT"])) == 2 and row["redline_m2"] == pytest.approx(6000 * AREA, rel=1e-4), "land that two polygons cover counts once"
    assert row["farmland_m2"] is None and row["farmland_net_m2"] is None, "a layer that is not given is no zero"
    assert [row[c] for c in ("concentrated_m2", "flexible_m2", "special_m2", "outside_m2")] == [pytest.approx(a * AREA, rel=1e-4) for a in (5000, 0, 7000, 8000)]
    with pytest.raises(Exception, match="overlap|重叠"):
        run(qgis, lot, zones, FARMLAND=farmland, DEDUCTION="kcxs")
    apart = layer([box(0, 0, 40, 100), box(40, 0, 60, 100)], kcxs=[0.1, 0.2])
    assert rows(run(qgis, lot, zones, FARMLAND=apart, DEDUCTION="kcxs")["OUTPUT"])[0]["farmland_net_m2"] == pytest.approx((4000 * 0.9 + 2000 * 0.8) * AREA, rel=1e-4)


def test_what_has_no_answer(qgis):
    lot = layer([box(0, 0, 100, 100)], id=["a"])
    with pytest.raises(Exception, match="重叠|overlap"):
        run(qgis, lot, layer([box(0, 0, 60, 100), box(50, 0, 100, 100)], kind=["concentrated", "special"]))
    with pytest.raises(Exception, match="城区"):
        run(qgis, lot, layer([box(0, 0, 60, 100)], kind=["城区"]))
    with pytest.raises(Exception, match="1.5"):
        run(qgis, lot, layer([box(0, 0, 60, 100)], kind=["special"]), FARMLAND=layer([box(0, 0, 10, 10)], k=[1.5]), DEDUCTION="k")


def test_projects_without_an_id_stay_apart(qgis):
    """All of them were one project without a name."""
    lots = layer([box(0, 0, 10, 10), box(20, 0, 40, 10), box(50, 0, 80, 10), box(100, 0, 140, 10)], id=["a", None, "", "#1"])
    zones = layer([box(0, 0, 200, 100)], kind=["special"])
    table = rows(run(qgis, lots, zones)["OUTPUT"])
    assert [(r["project"], r["special_m2"]) for r in table[:-1]] == [(name, pytest.approx(m2 * AREA, rel=1e-3)) for name, m2 in (("a", 100), ("##1", 200), ("#2", 300), ("#1", 400))]


def test_what_is_not_known_is_no_zero(qgis):
    """A project that cannot be used had a row of 0.0, a layer that is not given 0.0 as its sum."""
    bow = ring((0, 300), (100, 400), (100, 300), (0, 400))
    zones, fields = layer([box(0, 0, 60, 100)], kind=["special"]), layer([box(0, 0, 10, 100)], k=[0.5])
    out = run(qgis, layer([box(0, 0, 100, 100), bow], id=["a", "b"]), zones)
    assert out["N_REJECTED"] == 1 and out["FARMLAND_M2"] is None and out["REDLINE_M2"] is None and out["TOTAL_M2"] > 0
    out = run(qgis, layer([box(0, 0, 100, 100), bow], id=["a", "b"]), zones, FARMLAND=fields, DEDUCTION="k", REDLINE=zones)
    used, rejected, total = rows(out["OUTPUT"])
    assert None not in used.values() and rejected == {name: "b" if name == "project" else None for name in rejected}
    assert [total[c] for c in total if c != "project"] == [used[c] for c in used if c != "project"]
    assert run(qgis, layer([bow], id=["b"]), zones)["TOTAL_M2"] is None
    said = log()
    params = {"PROJECTS": layer([box(0, 0, 100, 100), bow], id=["c", "c"]), "ID": "id", "BOUNDARY": zones, "KIND": "kind", "OUTPUT": "memory:"}
    assert rows(qgis.run("libspatial:threelines", params, feedback=said)["OUTPUT"])[0]["special_m2"] == pytest.approx(6000 * AREA, rel=1e-4)
    assert any("c" in text and ("figures are those of the others" in text or "只汇总了其余地块" in text) for text in said.warnings)
