"""ls_area and ls_zone_share: the numbers of the program in expressions; what cannot be computed is an error, never a number."""

import math

import pytest


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
