"""Layers are drawn by their role, the same from the plugin and from its QML files; a plan comes into the map with one click."""

import sys

import pytest

from conftest import ROOT

sys.path.insert(0, str(ROOT / "scripts"))


def look_of(layer):
    """What is drawn: value → colours of its symbol."""
    symbol = lambda s: [s.symbolLayer(i).properties() | {} for i in range(s.symbolLayerCount())]  # noqa: E731
    renderer = layer.renderer()
    if renderer.type() == "categorizedSymbol":
        return renderer.classAttribute(), [(c.value(), c.symbol().color().name(), c.symbol().symbolLayer(0).strokeColor().name()) for c in renderer.categories()]
    return "", [{key: symbol(renderer.symbol())[0].get(key) for key in ("color", "outline_color", "outline_width", "outline_style", "line_color", "line_width")}]


def test_the_qml_files_are_the_looks_of_the_plugin(qgis, tmp_path):
    """scripts/styles.py was run after the last change of a look."""
    from qgis.core import QgsVectorLayer

    from libspatial_qgis.gui import plan_layers

    files = {file.stem for file in (ROOT / "plugins/qgis/libspatial_qgis/styles/qml").glob("*.qml")}
    assert files == set(plan_layers.roles())
    for role, look in plan_layers.roles().items():
        kept, drawn = (QgsVectorLayer(f"{look['geometry']}?field=zone_kind:string&field=verdict:string&field=role:string&field=severity:string", role, "memory") for _ in range(2))
        assert kept.loadNamedStyle(str(ROOT / f"plugins/qgis/libspatial_qgis/styles/qml/{role}.qml"))[1]
        plan_layers.draw(drawn, role)
        assert look_of(kept) == look_of(drawn), role


def test_a_plan_comes_into_the_map_with_one_click(project, dock):
    dock.show_plan.click()
    group, = project.layerTreeRoot().children()
    names = [node.layer().source().split("layername=")[1] for node in group.findLayers()]
    assert names == ["ecological_redline", "permanent_farmland", "growth_boundary_zones", "transport_lines", "central_urban_area", "towns", "units"]
    assert all(node.layer().isValid() and node.layer().featureCount() > 0 for node in group.findLayers())
    assert [node.itemVisibilityChecked() for node in group.findLayers()] == [True, True, True, False, False, False, True]
    themes = project.mapThemeCollection()
    assert set(themes.mapThemes()) == {"Control lines", "Places"}
    assert [layer.source().split("layername=")[1] for layer in themes.mapThemeVisibleLayers("Places")] == ["transport_lines", "central_urban_area", "towns", "units"]
    zones = next(node.layer() for node in group.findLayers() if "growth_boundary_zones" in node.layer().source())
    assert [c.value() for c in zones.renderer().categories()] == ["concentrated", "flexible", "special"]


@pytest.mark.parametrize("content", [b"", b"no geopackage"])
def test_what_is_no_plan_is_said(project, dock, tmp_path, content):
    (tmp_path / "p.gpkg").write_bytes(content)
    dock.plan_file.setFilePath(str(tmp_path / "p.gpkg"))
    dock.show_plan.click()
    assert dock.iface.bar.said[-1][0] == "bad" and "p.gpkg" in dock.iface.bar.said[-1][1] and not project.mapLayers()
