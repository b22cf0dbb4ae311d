"""areas and tabulate: every digit is the program's, every row is accounted for, sums close."""

import csv
import io
import subprocess
from collections import Counter

import pytest

from conftest import ROOT
from shapes import box, layer, log, ring, rows

PROGRAM = ROOT / "build/bin/libspatial"
PROJECTS = "projects.gpkg|layername=projects|geometrytype=Polygon"
KINDS = ("official", "geodesic", "planar")


@pytest.mark.parametrize("kind", KINDS)
def test_areas_are_those_of_the_program(qgis, sample, kind):
    run = subprocess.run([PROGRAM, "area", sample / "projects.gpkg", "--id", "id", "--kind", kind], capture_output=True, text=True)
    program = Counter((r["id"], r["area_m2"]) for r in csv.DictReader(io.StringIO(run.stdout)))
    out = qgis.run("libspatial:areas", {"INPUT": str(sample / PROJECTS), "AREA": KINDS.index(kind), "OUTPUT": "memory:", "REJECTS": "memory:"})
    ours = rows(out["OUTPUT"])
    printed = (lambda v: f"{v:.2f}") if kind == "official" else lambda v: repr(v).removesuffix(".0")
    assert len(ours) == out["N_READ"] == 30 and all(r["area_kind"] == kind for r in ours)
    same = Counter((r["id"], "" if r["area_m2"] is None else printed(r["area_m2"])) for r in ours)
    assert same <= program and (program - same).total() == 1  # the line, which QGIS has as another layer
    assert out["N_READ"] == out["N_USED"] + out["N_REPAIRED"] + out["N_REJECTED"] and out["N_REJECTED"] == len(rows(out["REJECTS"])) == 1
    assert [r["state"] for r in ours].count("rejected") == 1


def test_declared_areas_are_compared(qgis):
    shapes = [box(0, 0, 100, 100), box(200, 0, 300, 100), box(400, 0, 500, 100), ring((0, 300), (100, 400), (100, 300), (0, 400)), box(600, 0, 700, 100)]
    lots = layer(shapes, nr=["a", "b", "c", "d", "e"], ha=["1.0000", "1.0500", "", "1", "一公顷"], area_m2=["x"] * 5)
    out = qgis.run("libspatial:areas", {"INPUT": lots, "DECLARED": "ha", "DECLARED_UNIT": 1, "TOLERANCE": 1.0, "OUTPUT": "memory:", "MISMATCHES": "memory:"})
    ours = rows(out["OUTPUT"])
    assert [r["matches"] for r in ours] == ["yes", "no", "not declared", "not measured", "no number"]
    assert ours[0]["area_m2"] == "x" and ours[0]["area_m2_2"] == 9999.54 and ours[0]["area_ha"] == 0.999954 and ours[0]["area_mu"] == 14.99931
    assert ours[1]["diff_m2"] == -500.46 and ours[3]["area_m2_2"] is None
    assert [r["matches"] for r in rows(out["MISMATCHES"])] == ["no", "not measured", "no number"] and (out["N_MISMATCHES"], out["N_NOT_DECLARED"]) == (3, 1)


@pytest.mark.parametrize("kind", ["official", "geodesic"])
def test_the_table_is_that_of_the_program(qgis, sample, tmp_path, kind):
    zones = f"{sample / 'jilin.gpkg'}|layername=growth_boundary_zones"
    subprocess.run([PROGRAM, "overlay", sample / "projects.gpkg", zones, "--subject-id", "id", "--by", "zone_kind", "--area", kind, "--out", tmp_path / "t.csv"], capture_output=True)
    with open(tmp_path / "t.csv", encoding="utf-8-sig", newline="") as file:
        program = [(r["subject"], r["zone"], float(r["area_m2"]), float(r["share"])) for r in csv.DictReader(file)]
    out = qgis.run("libspatial:tabulate", {"INPUT": str(sample / PROJECTS), "ID": "id", "OVERLAY": zones, "CLASS": "zone_kind", "AREA": KINDS.index(kind),
                                           "OUTPUT": "memory:", "OUTPUT_PIECES": "memory:"})
    table = rows(out["OUTPUT"])
    assert [(r["subject"], r["class"] or "", r["area_m2"], r["share"]) for r in table] == program
    assert out["CHECK_SUM"] == 0.0 and out["AREA_KIND"] == kind and out["N_READ"] == out["N_USED"] + out["N_REPAIRED"] + out["N_REJECTED"] == 30
    pieces = rows(out["OUTPUT_PIECES"])
    assert len(pieces) >= len(table) and sum(r["area_m2"] for r in pieces) == pytest.approx(sum(r["area_m2"] for r in table), abs=1e-4)
    assert out["OUTSIDE_M2"] == pytest.approx(sum(r["area_m2"] for r in table if r["outside"]), abs=0.005) and out["OUTSIDE_M2"] > 0


@pytest.fixture
def columns_of_every_type(qgis, tmp_path):
    """Zones in a GeoPackage: two moments of one day, days, times, yes and no, the smallest and the largest numbers, codes of 17 digits."""
    from qgis.core import QgsCoordinateTransformContext, QgsFeature, QgsGeometry, QgsVectorFileWriter, QgsVectorLayer
    from qgis.PyQt.QtCore import QDate, QDateTime, QTime

    made = QgsVectorLayer("Polygon?crs=EPSG:4530&field=moment:datetime&field=day:date&field=hour:time&field=yes:bool&field=small:double&field=large:double&field=code:int8", "zones", "memory")
    for n in range(2):
        feature = QgsFeature(made.fields())
        feature.setGeometry(QgsGeometry.fromWkt(box(50 * n, 0, 50 * n + 50, 100)))
        feature.setAttributes([QDateTime(QDate(2020, 1, 1), QTime(8 + n, 30, 0, 120 * n)), QDate(2020, 1, 1 + n), QTime(8, 30 + n), n == 0, [1e-5, 0.1 + 0.2][n], [2.20202e17, 1e22][n], 10**16 + n])
        made.dataProvider().addFeature(feature)
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.driverName, options.layerName = "GPKG", "zones"
    QgsVectorFileWriter.writeAsVectorFormatV3(made, str(tmp_path / "zones.gpkg"), QgsCoordinateTransformContext(), options)
    return tmp_path / "zones.gpkg"


@pytest.mark.parametrize("column", ["moment", "day", "hour", "yes", "small", "large", "code"])
def test_names_are_those_of_the_program_whatever_their_type(qgis, tmp_path, columns_of_every_type, column):
    """Two moments of one day were one class, and 0.00001 was called 1e-05."""
    zones = str(columns_of_every_type)
    subprocess.run([PROGRAM, "overlay", zones, zones, "--subject-id", column, "--by", column, "--out", tmp_path / "t.csv"], capture_output=True)
    with open(tmp_path / "t.csv", encoding="utf-8-sig", newline="") as file:
        program = [(r["subject"], r["zone"], float(r["area_m2"])) for r in csv.DictReader(file)]
    assert len({zone for _, zone, _ in program}) == 2
    out = qgis.run("libspatial:tabulate", {"INPUT": zones, "ID": column, "OVERLAY": zones, "CLASS": column, "OUTPUT": "memory:"})
    assert [(r["subject"], r["class"], r["area_m2"]) for r in rows(out["OUTPUT"])] == program


def test_moments_of_a_zone_are_written_as_the_program_writes_them(qgis):
    from libspatial_qgis.core import adapters
    from qgis.PyQt.QtCore import QDateTime, Qt

    for given, text in (("2025-01-01T08:30:00", "2025-01-01 08:30:00"), ("2025-01-01T08:30:00.120Z", "2025-01-01 08:30:00.120+00"), ("2025-01-01T08:30:00+08:00", "2025-01-01 08:30:00+08"),
                        ("2025-01-01T08:30:00-03:30", "2025-01-01 08:30:00-0330")):
        assert adapters.plain(QDateTime.fromString(given, Qt.DateFormat.ISODateWithMs)) == text


def test_the_table_counted_with_a_finger(qgis):
    lot = layer([box(0, 0, 100, 100), box(900, 0, 1000, 100)], nr=["a", "b"])
    zones = layer([box(0, 0, 30, 100), box(30, 0, 50, 100), box(50, 0, 60, 100)], kind=["林", "田", "林"])
    out = qgis.run("libspatial:tabulate", {"INPUT": lot, "ID": "nr", "OVERLAY": zones, "CLASS": "kind", "AREA": 2, "OUTPUT": "memory:"})
    assert [(r["subject"], r["class"], r["outside"], r["area_m2"]) for r in rows(out["OUTPUT"])] == [("a", "林", 0, 4000.0), ("a", "田", 0, 2000.0), ("a", "", 1, 4000.0), ("b", "", 1, 10000.0)]
    assert "OUTPUT_PIECES" not in out and (out["TOTAL_M2"], out["OUTSIDE_M2"], out["CHECK_SUM"]) == (20000.0, 14000.0, 0.0)


@pytest.mark.parametrize("name, given", [("areas", {"DECLARED": "HA"}), ("tabulate", {"ID": "HA"}), ("tabulate", {"CLASS": "HA"}), ("exportboundarypoints", {"ID": "HA"})])
def test_a_field_that_is_not_there(qgis, tmp_path, name, given):
    from qgis.core import QgsProcessingException

    lots = layer([box(0, 0, 100, 100)], ha=["1"], name="地块")
    with pytest.raises(QgsProcessingException, match="地块.*HA"):
        qgis.run(f"libspatial:{name}", {"INPUT": lots, "OVERLAY": lots, "OUTPUT": str(tmp_path / "out.gpkg")} | given)
    assert not list(tmp_path.iterdir())


def test_a_table_that_does_not_close_is_not_written(qgis, tmp_path, monkeypatch):
    from qgis.core import QgsProcessingException
    from libspatial_qgis import engine

    true = engine.areas
    monkeypatch.setattr(engine, "areas", lambda layer, kind: [area + 0.01 for area in true(layer, kind)])
    with pytest.raises(QgsProcessingException, match="-0.01"):
        qgis.run("libspatial:tabulate", {"INPUT": layer([box(0, 0, 100, 100)]), "OVERLAY": layer([box(0, 0, 30, 100)]), "OUTPUT": str(tmp_path / "t.gpkg")})
    assert not list(tmp_path.iterdir())


def test_a_run_that_is_stopped_writes_nothing(qgis, sample, tmp_path):
    from qgis.core import QgsProcessingException

    said = log()
    said.progressChanged.connect(lambda _: said.cancel())
    with pytest.raises(QgsProcessingException, match="cancelled|已取消"):
        qgis.run("libspatial:tabulate", {"INPUT": f"{sample / 'jilin.gpkg'}|layername=land_parcels", "OVERLAY": f"{sample / 'jilin.gpkg'}|layername=growth_boundary_zones",
                                         "OUTPUT": str(tmp_path / "t.gpkg")}, feedback=said)
    stopped = log()
    stopped.cancel()
    with pytest.raises(QgsProcessingException):
        qgis.run("libspatial:areas", {"INPUT": str(sample / PROJECTS), "OUTPUT": str(tmp_path / "a.gpkg")}, feedback=stopped)
    assert not list(tmp_path.iterdir())


def test_a_damaged_layer_gives_no_areas(qgis, sample, tmp_path):
    from qgis.core import QgsProcessingException, QgsVectorLayer

    with pytest.raises(QgsProcessingException, match="a"):
        qgis.run("libspatial:areas", {"INPUT": str(tmp_path / "none.gpkg"), "OUTPUT": str(tmp_path / "a.gpkg")})
    empty = QgsVectorLayer(str(sample / PROJECTS) + "|subset=\"id\" = 'none'", "empty", "ogr")
    with pytest.raises(QgsProcessingException, match="no features|没有要素"):
        qgis.run("libspatial:areas", {"INPUT": empty, "OUTPUT": str(tmp_path / "a.gpkg")})
    assert not list(tmp_path.iterdir())


def test_in_qgis_process(qgis_process, sample, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    run = qgis_process("run", "libspatial:areas", f"--INPUT={sample / PROJECTS}", f"--OUTPUT={out / 'a.gpkg'}")
    assert run.returncode == 0 and "N_REJECTED:\t1" in run.stdout and (out / "a.gpkg").exists(), run.stdout + run.stderr


def test_tables_fit_a_geopackage(qgis, sample, tmp_path):
    """Where `fid` is the file's own number of a row: many rows of one subject, rows of two layers."""
    from qgis.core import QgsVectorLayer

    outputs = {name: str(tmp_path / f"{name}.gpkg") for name in ("OUTPUT", "OUTPUT_PIECES", "REJECTS")}
    zones = f"{sample / 'jilin.gpkg'}|layername=growth_boundary_zones"
    out = qgis.run("libspatial:tabulate", {"INPUT": str(sample / PROJECTS), "ID": "id", "OVERLAY": zones, "CLASS": "zone_kind"} | outputs)
    table, pieces, rejects = (QgsVectorLayer(outputs[name], name, "ogr") for name in outputs)
    assert not table.isSpatial() and pieces.crs().authid() == "EPSG:4530" and pieces.featureCount() >= table.featureCount() > 30
    assert sum(r["area_m2"] for r in rows(table)) == pytest.approx(out["TOTAL_M2"] + out["MULTI_COVER_M2"], abs=0.005)
    assert {r["subject"] for r in rows(table) if r["feature_id"] == 1} == {"b10-001"} and rejects.featureCount() == out["N_REJECTED"] + out["N_REPAIRED"]
    lots = layer([box(0, 0, 100, 100), box(200, 0, 300, 100)], ha=["1", "2"])
    files = {name: str(tmp_path / f"areas-{name}.gpkg") for name in ("OUTPUT", "MISMATCHES", "REJECTS")}
    qgis.run("libspatial:areas", {"INPUT": lots, "DECLARED": "ha", "DECLARED_UNIT": 1} | files)
    again = qgis.run("libspatial:areas", {"INPUT": files["OUTPUT"], "OUTPUT": str(tmp_path / "again.gpkg")})["OUTPUT"]
    assert [(r["area_m2"], r["area_m2_2"]) for r in rows(QgsVectorLayer(again, "a", "ogr"))] == [(9999.54, 9999.54), (9999.54, 9999.54)]


@pytest.mark.parametrize("name, output, given, field, drawn", [
    ("tabulate", "OUTPUT_PIECES", {"CLASS": "kind"}, "outside", {"0", "1"}), ("tabulate", "OUTPUT", {"CLASS": "kind"}, "", set()),
    ("areas", "OUTPUT", {}, "state", {"used", "repaired", "rejected"}), ("areas", "OUTPUT", {"DECLARED": "ha"}, "matches", {"yes", "no", "not declared", "no number", "not measured"}),
])
def test_layers_are_drawn_and_columns_named(qgis, tmp_path, monkeypatch, name, output, given, field, drawn):
    from qgis.core import QgsApplication, QgsProcessingContext, QgsProcessingFeedback, QgsProcessingUtils, QgsProject
    from libspatial_qgis.core import messages

    monkeypatch.setattr(messages, "is_chinese", lambda: True)
    context, feedback, where = QgsProcessingContext(), QgsProcessingFeedback(), str(tmp_path / "out.gpkg")
    context.setProject(QgsProject.instance())
    context.addLayerToLoadOnCompletion(where, QgsProcessingContext.LayerDetails(output, context.project(), output))
    lots, zones = layer([box(0, 0, 100, 100)], ha=["1"]), layer([box(0, 0, 60, 100)], kind=["林"])
    for made in (lots, zones):
        QgsProject.instance().addMapLayer(made)
    values = {"INPUT": lots.id(), "OVERLAY": zones.id(), "OUTPUT": "memory:"} | given | {output: where}
    results, ok = QgsApplication.processingRegistry().createAlgorithmById(f"libspatial:{name}").run(values, context, feedback)
    assert ok, feedback.textLog()
    made = QgsProcessingUtils.mapLayerFromString(results[output], context)
    context.layerToLoadOnCompletionDetails(results[output]).postProcessor().postProcessLayer(made, context, feedback)
    assert made.attributeDisplayName(made.fields().indexOf("area_mu")) == "面积（亩）" and made.fields().indexOf("area_mu") > 0
    if field:
        assert made.renderer().classAttribute() == field and {str(c.value()) for c in made.renderer().categories()} == drawn
    QgsProject.instance().removeAllMapLayers()


def test_amounts_are_divided_by_area_and_a_wide_table_has_a_column_for_each_class(qgis):
    """100 people on 100 × 100 m, a quarter in a, half in b, a quarter outside; a lot with no number stays without one."""
    lots = layer([box(0, 0, 100, 100), box(100, 0, 200, 100)], id=["x", "y"], people=[100.0, None])
    zones = layer([box(0, 0, 25, 100), box(25, 0, 75, 100), box(100, 0, 200, 100)], kind=["a", "b", "outside_m2"])
    out = qgis.run("libspatial:tabulate", {"INPUT": lots, "ID": "id", "OVERLAY": zones, "CLASS": "kind", "AREA": 2, "SUM_FIELDS": ["people"], "OUTPUT": "memory:", "WIDE": "memory:"})
    assert {(row["subject"], row["class"]): row["sum_people"] for row in rows(out["OUTPUT"])} == {("x", "a"): 25, ("x", "b"): 50, ("x", ""): 25, ("y", "outside_m2"): None}
    assert rows(out["WIDE"]) == [{"subject": "x", "feature_id": 1, "area_m2": 10000, "a": 2500, "b": 5000, "outside_m2_2": 0, "outside_m2": 2500, "multi_cover_m2": 0},
                                 {"subject": "y", "feature_id": 2, "area_m2": 10000, "a": 0, "b": 0, "outside_m2_2": 10000, "outside_m2": 0, "multi_cover_m2": 0}]


def test_too_many_classes_for_a_wide_table(qgis):
    from qgis.core import QgsProcessingException

    strips = [box(i, 0, i + 1, 100) for i in range(201)]
    with pytest.raises(QgsProcessingException, match="201 classes"):
        qgis.run("libspatial:tabulate", {"INPUT": layer([box(0, 0, 201, 100)]), "OVERLAY": layer(strips), "AREA": 2, "OUTPUT": "memory:", "WIDE": "memory:"})


@pytest.mark.parametrize("shape, words", [(ring((0, 0), (100, 100), (100, 0), (0, 100)), "1 cannot be used"), (None, "1 cannot be used")])
def test_strict_stops_at_the_first_shape_that_is_not_as_it_should_be(qgis, shape, words):
    from qgis.core import QgsProcessingException

    given = {"INPUT": layer([box(0, 0, 100, 100), shape]), "AREA": 2, "OUTPUT": "memory:"}
    assert qgis.run("libspatial:areas", given)["N_REJECTED"] == 1
    with pytest.raises(QgsProcessingException, match=words):
        qgis.run("libspatial:areas", given | {"STRICT": True})


def test_planar_areas_far_from_those_of_the_land_are_said(qgis):
    lots = layer(["POLYGON((14083000 5440000, 14083100 5440000, 14083100 5440100, 14083000 5440100, 14083000 5440000))"], crs="EPSG:3857", id=["a"])
    told = log()
    qgis.run("libspatial:areas", {"INPUT": lots, "AREA": KINDS.index("planar"), "OUTPUT": "memory:"}, feedback=told)
    assert any("1.922" in text and "EPSG:4551" in text for text in told.warnings)
    told = log()
    qgis.run("libspatial:areas", {"INPUT": lots, "AREA": KINDS.index("official"), "OUTPUT": "memory:"}, feedback=told)
    assert not any("1.922" in text for text in told.warnings)
