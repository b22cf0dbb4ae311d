"""landusemetrics: the digits of libspatial.tabulate, and small units counted with a finger."""

import json
import subprocess

import pytest

from conftest import MODULE, ROOT
from shapes import box, layer, log, rows

PYTHON = """
import json, sys, warnings, libspatial, pyogrio
warnings.simplefilter("ignore")
plan = sys.argv[1]
t = libspatial.tabulate(pyogrio.read_dataframe(plan, layer="land_parcels"), pyogrio.read_dataframe(plan, layer="units"), classes="dlbm", by="name")
clean = lambda v: None if v != v else v
print(json.dumps({"units": {k: {c: clean(v) for c, v in r.items()} for k, r in t.zones.to_dict("index").items()}, "classes": [[*k, {c: clean(v) for c, v in r.items()}] for k, r in t.classes.to_dict("index").items()]}))
"""


def run(qgis, land, units, **more):
    return qgis.run("libspatial:landusemetrics", {"LANDUSE": land, "CLASS": "dlbm", "UNITS": units, "UNIT": "name", "OUTPUT": "memory:", "CLASSES": "memory:", **more})


def test_every_digit_is_that_of_python(qgis, sample):
    plan = sample / "jilin.gpkg"
    found = subprocess.run([ROOT / "build/venv/bin/python3", "-c", PYTHON, plan], capture_output=True, text=True, env={"PYTHONPATH": str(MODULE), "PATH": "/usr/bin:/bin"})
    assert found.returncode == 0, found.stderr
    wanted = json.loads(found.stdout)
    out = run(qgis, f"{plan}|layername=land_parcels", f"{plan}|layername=units")
    ours = {r["unit"]: r for r in rows(out["OUTPUT"])}
    assert set(ours) == set(wanted["units"])
    for unit, values in wanted["units"].items():
        assert ours[unit]["unit_m2"] == values["zone_m2"] and ours[unit]["covered_m2"] == pytest.approx(values["covered_m2"], abs=0.006)
        for metric in ("np", "area_mn", "lpi", "shdi", "shei", "sidi", "hhi", "pr", "mesh"):
            assert ours[unit][metric] == values[metric], (unit, metric)
    classes = {(r["unit"], r["class"]): r for r in rows(out["CLASSES"])}
    assert set(classes) == {(unit, klass) for unit, klass, _ in wanted["classes"]}
    for unit, klass, values in wanted["classes"]:
        for metric in ("ca", "pland", "np", "lq"):
            assert classes[unit, klass][metric] == values[metric], (unit, klass, metric)


def test_counted_with_a_finger(qgis):
    land = layer([box(0, 0, 60, 100), box(60, 0, 100, 100), box(200, 0, 300, 100)], dlbm=["A", "B", "A"])
    units = layer([box(0, 0, 100, 100), box(500, 0, 600, 100)], name="units", **{"people": [100.0, 0.0]})
    from qgis.core import QgsField
    from qgis.PyQt.QtCore import QVariant

    units.dataProvider().addAttributes([QgsField("name", QVariant.String)])
    units.updateFields()
    units.startEditing()
    for feature, name in zip(list(units.getFeatures()), ("甲", "乙")):
        units.changeAttributeValue(feature.id(), units.fields().lookupField("name"), name)
    units.commitChanges()
    out = run(qgis, land, units, POPULATION="people", AREA=2)
    first, second = rows(out["OUTPUT"])
    assert (first["unit"], first["np"], first["pr"], first["covered_m2"], first["per_head_m2"]) == ("甲", 2, 2, 10000, 100) and first["lpi"] == pytest.approx(60)
    assert second["covered_m2"] == 0 and second["np"] is None and second["per_head_m2"] is None, "a unit without land is in the table, its metrics undefined"
    assert {(r["unit"], r["class"]): (r["ca"], r["pland"]) for r in rows(out["CLASSES"])} == {("甲", "A"): (pytest.approx(0.6), pytest.approx(60)), ("甲", "B"): (pytest.approx(0.4), pytest.approx(40))}
    assert out["OUTSIDE_M2"] == 10000 and out["COVERED_M2"] == 10000


def test_units_of_one_name_are_refused(qgis):
    units = layer([box(0, 0, 100, 100), box(500, 0, 600, 100)], name="units", **{"label": ["甲", "甲"]})
    with pytest.raises(Exception, match="甲"):
        run(qgis, layer([box(0, 0, 60, 100)], dlbm=["A"]), units, UNIT="label")


def test_units_named_by_a_number_or_a_moment(qgis):
    """0.00001 was called 1e-05 here and not there, and two moments of one day were one unit."""
    from qgis.core import QgsField
    from qgis.PyQt.QtCore import QDate, QDateTime, QTime, QVariant

    land = layer([box(0, 0, 100, 100)], dlbm=["A"])
    units = layer([box(0, 0, 50, 100), box(50, 0, 100, 100)], name="units", small=[1e-5, 2.5])
    units.dataProvider().addAttributes([QgsField("moment", QVariant.DateTime)])
    units.updateFields()
    units.dataProvider().changeAttributeValues({f.id(): {1: QDateTime(QDate(2020, 1, 1), QTime(8, 30 + n))} for n, f in enumerate(units.getFeatures())})
    for field, names in (("small", ["0.00001", "2.5"]), ("moment", ["2020-01-01 08:30:00", "2020-01-01 08:31:00"])):
        out = run(qgis, land, units, UNIT=field, AREA=2)
        assert [(r["unit"], r["covered_m2"]) for r in rows(out["OUTPUT"])] == [(name, 5000) for name in names]


def test_land_without_a_class_is_said(qgis):
    """It is land of no class: left out of diversity, and not without a word."""
    said = log()
    land = layer([box(0, 0, 60, 100), box(60, 0, 100, 100)], dlbm=["A", None])
    out = qgis.run("libspatial:landusemetrics", {"LANDUSE": land, "CLASS": "dlbm", "UNITS": layer([box(0, 0, 100, 100)], name="units", n=["甲"]), "UNIT": "n", "AREA": 2, "OUTPUT": "memory:", "CLASSES": "memory:"}, feedback=said)
    assert [r["class"] for r in rows(out["CLASSES"])] == ["A"] and rows(out["OUTPUT"])[0]["covered_m2"] == 10000
    assert said.warnings == ["1 rows have no class and are land of none"]


def test_land_that_lies_over_other_land_makes_metrics_doubtful(qgis):
    said = log()
    land, units = layer([box(0, 0, 60, 100), box(40, 0, 100, 100)], dlbm=["A", "B"]), layer([box(0, 0, 100, 100), box(200, 0, 300, 100)], name="units", n=["甲", "乙"])
    qgis.run("libspatial:landusemetrics", {"LANDUSE": land, "CLASS": "dlbm", "UNITS": units, "UNIT": "n", "AREA": 2, "OUTPUT": "memory:", "CLASSES": "memory:"}, feedback=said)
    assert any("2000.00 m²" in text for text in said.warnings) and any("more_than_zone" in text and "甲" in text for text in said.warnings) and not any("乙" in text for text in said.warnings)


def test_units_that_parcels_fill_are_not_doubtful(qgis):
    """Official areas of many parcels, each in whole 0.01 m², are a little more than that of their unit."""
    said, side, n = log(), 3.1, 40
    land = layer([box(x * side, y * side, (x + 1) * side, (y + 1) * side) for x in range(n) for y in range(n)], dlbm=["A", "B"] * (n * n // 2))
    out = qgis.run("libspatial:landusemetrics", {"LANDUSE": land, "CLASS": "dlbm", "UNITS": layer([box(0, 0, n * side, n * side)], name="units", n=["甲"]), "UNIT": "n", "OUTPUT": "memory:", "CLASSES": "memory:"}, feedback=said)
    unit = rows(out["OUTPUT"])[0]
    assert unit["covered_m2"] > unit["unit_m2"] and said.warnings == []
