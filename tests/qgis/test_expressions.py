"""ls_area and ls_zone_share: the numbers of the program in expressions; what cannot be computed is an error, never a number."""

import math

import pytest

from shapes import box, layer as drawn


@pytest.fixture
def functions(qgis):
    from libspatial_qgis import expressions
    from qgis.core import QgsProject

    expressions.register()
    yield
    expressions.unregister()
    QgsProject.instance().clear()


def evaluate(text, layer=None, feature=None):
    from qgis.core import QgsExpression, QgsExpressionContext, QgsExpressionContextUtils

    context = QgsExpressionContext()
    if layer is not None:
        context.appendScopes(QgsExpressionContextUtils.globalProjectLayerScopes(layer))
    if feature is not None:
        context.setFeature(feature)
    expression = QgsExpression(text)
    assert not expression.hasParserError(), expression.parserErrorString()
    value = expression.evaluate(context)
    return value, expression.evalErrorString()


@pytest.fixture
def layer(functions, sample):
    from qgis.core import QgsProject, QgsVectorLayer

    made = QgsVectorLayer(f"{sample / 'projects.gpkg'}|layername=projects", "projects", "ogr")
    zones = QgsVectorLayer(f"{sample / 'jilin.gpkg'}|layername=growth_boundary_zones", "开发边界", "ogr")
    QgsProject.instance().addMapLayers([made, zones])
    return made


def test_areas_are_those_of_the_program(layer, checked):
    for feature in layer.getFeatures():
        if feature.geometry().type() != 2 or sum(f["id"] == feature["id"] for f in layer.getFeatures()) > 1:
            continue
        value, error = evaluate("ls_area($geometry)", layer, feature)
        wanted = checked[feature["id"]]["area"]["official_m2"]
        if wanted == 0:
            assert value is None and "Self-intersection" in error or "自相交" in error
        else:
            assert value == wanted and not error


def test_shares_are_those_of_the_program(layer, checked):
    feature = next(f for f in layer.getFeatures() if f["id"] == "b9-003")
    shares = {kind: evaluate(f"ls_zone_share($geometry, '开发边界', 'zone_kind', '{kind}')", layer, feature)[0] for kind in ("concentrated", "flexible", "special")}
    wanted = {z["kind"]: z["area_m2"] / checked["b9-003"]["area"]["official_m2"] for z in checked["b9-003"]["zones"]}
    assert shares == {kind: pytest.approx(wanted.get(kind, 0), abs=1e-9) for kind in shares}


def test_kinds_and_crs(functions):
    square = "geom_from_wkt('POLYGON((42544000 4857000, 42544100 4857000, 42544100 4857100, 42544000 4857100, 42544000 4857000))')"
    assert evaluate(f"ls_area({square}, 'official', 'EPSG:4530')") == (9999.52, "")
    assert evaluate(f"ls_area({square}, 'planar', 'EPSG:4530')") == (10000.0, "")


def test_a_plane_that_is_stretched_has_no_planar_area(functions):
    square = "geom_from_wkt('POLYGON((14083000 5440000, 14083100 5440000, 14083100 5440100, 14083000 5440100, 14083000 5440000))')"
    value, error = evaluate(f"ls_area({square}, 'planar', 'EPSG:3857')")
    assert value is None and "1.922" in error and "EPSG:4551" in error
    assert evaluate(f"ls_area({square}, 'geodesic', 'EPSG:3857')")[1] == ""


def test_arcs_have_the_area_of_their_circle(functions):
    disc = "geom_from_wkt('CurvePolygon (CircularString (42543900 4857000, 42544100 4857000, 42543900 4857000))')"
    value, error = evaluate(f"ls_area({disc}, 'planar', 'EPSG:4530')")
    assert error == "" and abs(value - math.pi * 1e4) < 1e-5, (value, error)


@pytest.mark.parametrize("text, said", [
    ("ls_area(geom_from_wkt('POINT(126.5 43.8)'), 'official', 'EPSG:4490')", "point"),
    ("ls_area(geom_from_wkt('POLYGON((0 0, 1 0, 1 1, 0 0))'))", "CRS"), ("ls_area(geom_from_wkt('POLYGON((0 0, 1 0, 1 1, 0 0))'), 'exact', 'EPSG:4530')", "kind"),
    ("ls_area()", "1 to 3"), ("ls_zone_share(geom_from_wkt('POLYGON((0 0, 1 0, 1 1, 0 0))'), 'nothing', 'a', 'b', 'EPSG:4530')", "no layer"), ("ls_zone_share(1)", "4 or 5"),
])
def test_what_cannot_be_computed_is_an_error(functions, text, said):
    value, error = evaluate(text)
    assert value is None and said in error


def test_an_edited_zone_layer_is_read_again(layer):
    from qgis.core import QgsProject

    zones = QgsProject.instance().mapLayersByName("开发边界")[0]
    feature = next(f for f in layer.getFeatures() if f["id"] == "b10-001")
    text = "ls_zone_share($geometry, '开发边界', 'zone_kind', 'concentrated')"
    assert evaluate(text, layer, feature)[0] == 1
    zones.startEditing()
    zones.deleteFeatures([z.id() for z in zones.getFeatures() if z["zone_kind"] == "concentrated"])
    assert evaluate(text, layer, feature)[0] == 0
    zones.rollBack()
    assert evaluate(text, layer, feature)[0] == 1


def test_without_the_engine_it_is_an_error(layer, monkeypatch):
    from libspatial_qgis import engine

    monkeypatch.setattr(engine, "problem", lambda: "LS-E01 …")
    assert evaluate("ls_area($geometry)", layer, next(layer.getFeatures())) == (None, "LS-E01 …")


SUBJECT = f"geom_from_wkt('{box(0, 0, 100, 100)}')"


def share(value="'1'", field="k"):
    got, error = evaluate(f"ls_zone_share({SUBJECT}, 'zones', '{field}', {value}, 'EPSG:4530')")
    return error if got is None else pytest.approx(got, abs=1e-6)


def wide(metres):
    from qgis.core import QgsGeometry

    return QgsGeometry.fromWkt(box(0, 0, metres, 100))


def zones_of(kind, folder):
    """Two zones of half a hectare, k = 1 and 2: in memory or in a file."""
    from qgis.core import QgsCoordinateTransformContext, QgsProject, QgsVectorFileWriter, QgsVectorLayer

    made = drawn([box(0, 0, 50, 100), box(50, 0, 100, 100)], name="zones", k=["1", "2"])
    if kind != "memory":
        options = QgsVectorFileWriter.SaveVectorOptions()
        options.driverName, options.layerName = kind, "zones"
        file = folder / ("zones." + {"GPKG": "gpkg", "ESRI Shapefile": "shp"}[kind])
        QgsVectorFileWriter.writeAsVectorFormatV3(made, str(file), QgsCoordinateTransformContext(), options)
        made = QgsVectorLayer(str(file), "zones", "ogr")
    QgsProject.instance().addMapLayer(made)
    return made, next(f.id() for f in made.getFeatures() if f["k"] == "1")


@pytest.mark.parametrize("kind", ["memory", "GPKG", "ESRI Shapefile"])
def test_edits_of_zones_are_seen_saved_and_not_saved(functions, tmp_path, kind):
    zones, fid = zones_of(kind, tmp_path)
    assert share() == 0.5
    zones.startEditing()
    zones.changeGeometry(fid, wide(20))
    assert zones.commitChanges() and share() == 0.2, "saved: the stack of undo is at 0, as it was before"
    zones.startEditing()
    zones.changeGeometry(fid, wide(10))
    assert share() == 0.1
    zones.rollBack()
    zones.startEditing()
    zones.changeGeometry(fid, wide(45))
    assert share() == 0.45, "another edit, the stack at 1 as with the first"
    zones.undoStack().undo()
    zones.changeGeometry(fid, wide(30))
    assert share() == 0.3
    zones.rollBack()
    assert share() == 0.2
    zones.startEditing()
    zones.changeAttributeValue(fid, zones.fields().indexOf("k"), "7")
    assert share() == 0 and share("'7'") == 0.2
    assert zones.commitChanges() and share() == 0
    zones.setSubsetString("\"k\" = '2'")
    assert share("'7'") == 0


def test_zones_in_another_crs_are_read_again(functions, tmp_path):
    from qgis.core import QgsCoordinateReferenceSystem

    zones, _ = zones_of("memory", tmp_path)
    assert share() == 0.5
    zones.setCrs(QgsCoordinateReferenceSystem("EPSG:4529"))
    assert "EPSG:4529" in share()


def test_what_a_layer_does_not_tell_of_is_seen_too(functions, tmp_path):
    """A script writes past the layer, another layer writes into the same file, a joined table is edited."""
    from qgis.core import QgsProject, QgsVectorLayer, QgsVectorLayerJoinInfo

    zones, fid = zones_of("memory", tmp_path)
    assert share() == 0.5
    zones.dataProvider().changeGeometryValues({fid: wide(10)})
    assert share() == 0.1
    for kind in ("GPKG", "ESRI Shapefile"):
        QgsProject.instance().clear()
        zones, fid = zones_of(kind, tmp_path)
        assert share() == 0.5
        other = QgsVectorLayer(zones.source(), "other", "ogr")
        other.dataProvider().changeAttributeValues({fid: {other.fields().indexOf("k"): "7"}})
        assert share() == 0 and share("'7'") == 0.5, kind
    table = drawn([None, None], name="table", k=["7", "2"], use=["A", "B"])
    QgsProject.instance().addMapLayer(table)
    join = QgsVectorLayerJoinInfo()
    join.setJoinLayer(table)
    join.setJoinFieldName("k")
    join.setTargetFieldName("k")
    join.setUsingMemoryCache(True)
    zones.addJoin(join)
    assert share("'A'", "table_use") == 0.5
    table.startEditing()
    table.changeAttributeValue(next(table.getFeatures()).id(), 1, "C")
    assert share("'A'", "table_use") == 0 and share("'C'", "table_use") == 0.5


def test_zones_are_read_once_for_all_features_of_a_run(functions, tmp_path, monkeypatch):
    from libspatial_qgis.core import adapters
    from qgis.core import QgsExpression, QgsExpressionContext

    calls, read = [], adapters.columns_of
    monkeypatch.setattr(adapters, "columns_of", lambda layer: calls.append(layer.name()) or read(layer))
    for kind, times in (("memory", 2), ("GPKG", 1)):
        zones_of(kind, tmp_path)[0].setName(kind)
        expression = QgsExpression(f"ls_zone_share({SUBJECT}, '{kind}', 'k', '1', 'EPSG:4530')")
        for context in (QgsExpressionContext(), QgsExpressionContext()):
            assert [expression.evaluate(context) for _ in range(3)] == [pytest.approx(0.5)] * 3
        assert calls.count(kind) == times, kind


def test_a_field_in_other_letters_or_by_its_alias(functions, tmp_path):
    zones, _ = zones_of("memory", tmp_path)
    zones.setFieldAlias(0, "类型")
    assert share(field="K") == 0.5 and share(field="类型") == 0.5 and "no field" in share(field="kk")


def test_zones_of_pixels_have_no_fields(functions, tmp_path):
    from qgis.core import QgsProject, QgsRasterLayer

    made = QgsRasterLayer(str(tmp_path / "none.tif"), "zones")
    QgsProject.instance().addMapLayer(made, False)
    assert "no layer \"zones\" of shapes" in share()


def test_a_crs_of_the_user(functions):
    from qgis.core import QgsCoordinateReferenceSystem, QgsProject

    own = QgsCoordinateReferenceSystem.fromProj("+proj=tmerc +lat_0=0 +lon_0=126.5 +k=1 +x_0=500000 +y_0=0 +datum=WGS84 +units=m +no_defs")
    assert own.saveAsUserCrs("local") > 0
    made = drawn([box(0, 0, 100, 100, east=500000)], crs=own.authid(), name="own", k=["1"])
    QgsProject.instance().addMapLayer(made)
    feature = next(made.getFeatures())
    for text in ("ls_area($geometry)", f"ls_area($geometry, 'official', '{own.authid()}')"):
        value, error = evaluate(text, made, feature)
        assert error == "" and value == pytest.approx(10000, rel=1e-4)
    assert evaluate("ls_zone_share($geometry, 'own', 'k', '1')", made, feature) == (1, "")


@pytest.fixture
def typed(functions):
    """Half the subject in each of two zones, with a field of every type."""
    from qgis.core import QgsFeature, QgsGeometry, QgsProject, QgsVectorLayer
    from qgis.PyQt.QtCore import QDate, QDateTime, QTime

    made = QgsVectorLayer("Polygon?crs=EPSG:4530&field=i:integer&field=r:double&field=b:bool&field=d:date&field=m:datetime&field=t:time&field=s:string&field=c:int8", "zones", "memory")
    for n in range(2):
        feature = QgsFeature(made.fields())
        feature.setGeometry(QgsGeometry.fromWkt(box(50 * n, 0, 50 * n + 50, 100)))
        feature.setAttributes([1 + n, [1.0, 220202000000000000.0][n], n == 0, QDate(2020, 1, 1 + n), QDateTime(QDate(2020, 1, 1), QTime(8 + n, 30)), QTime(8 + n, 30), ["0101", "1"][n], 10**16 + n])
        made.dataProvider().addFeature(feature)
    QgsProject.instance().addMapLayer(made)


@pytest.mark.parametrize("field, value", [
    ("i", "1"), ("i", "1.0"), ("i", "'1'"), ("i", "'1.0'"), ("r", "1"), ("r", "1.0"), ("r", "'1.0'"), ("r", "220202000000000000"), ("r", "'220202000000000000'"), ("b", "true"), ("b", "false"), ("b", "1"), ("b", "'1'"),
    ("d", "to_date('2020-01-01')"), ("d", "'2020-01-01'"), ("m", "to_datetime('2020-01-01 08:30:00')"), ("m", "'2020-01-01 08:30:00'"), ("m", "'2020-01-01T09:30:00'"), ("t", "to_time('08:30:00')"), ("t", "'09:30:00'"),
    ("s", "'0101'"), ("c", "10000000000000001"), ("c", "'10000000000000001'"),
])
def test_a_value_of_any_type_is_found(typed, field, value):
    assert share(value, field) == 0.5


@pytest.mark.parametrize("field, value", [("i", "3"), ("i", "1.5"), ("d", "'2021-01-01'"), ("m", "'2020-01-01 08:30:01'"), ("s", "'101'"), ("c", "10000000000000002")])
def test_a_value_that_no_zone_has(typed, field, value):
    assert share(value, field) == 0


@pytest.mark.parametrize("field, value, words", [
    ("i", "'concentrated'", "numbers"), ("b", "'yes'", "numbers"), ("i", "to_date('2020-01-01')", "numbers"), ("s", "101", "text"), ("s", "1.0", "text"), ("s", "to_date('2020-01-01')", "text"), ("d", "20200101", "2025-01-31"),
    ("d", "'2020/01/01'", "2025-01-31"), ("d", "to_datetime('2020-01-01 08:30:00')", "2025-01-31"), ("m", "'2020-01-01'", "08:30:00"), ("m", "to_date('2020-01-01')", "08:30:00"), ("t", "'8:30'", "08:30:00"),
])
def test_a_value_of_another_type_is_an_error_and_not_0(typed, field, value, words):
    assert words in share(value, field) and f'"{field}"' in share(value, field) and "zones" in share(value, field)


def test_edits_after_zones_were_read_in_a_thread_are_seen(functions, tmp_path):
    """Labels are drawn in threads, and what a layer tells later must not wait for them."""
    from libspatial_qgis.core import kept
    from qgis.core import QgsApplication, QgsTask

    class Drawing(QgsTask):
        def run(self):
            self.seen = share()
            return True

    zones, fid = zones_of("ESRI Shapefile", tmp_path)
    task = Drawing("labels")
    QgsApplication.taskManager().addTask(task)
    assert task.waitForFinished() and task.seen == 0.5 and zones.id() in kept._made
    zones.startEditing()
    zones.changeGeometry(fid, wide(20))
    assert share() == 0.2
