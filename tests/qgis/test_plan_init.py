"""The empty plan file of `libspatial plan init` in QGIS: every layer opens without a warning, has its lists to choose from, and can be filled."""

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def empty(tmp_path):
    path = tmp_path / "empty.gpkg"
    env = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "LANG": "C.UTF-8"}
    subprocess.run([ROOT / "build/bin/libspatial", "plan", "init", "--out", path], check=True, env=env, capture_output=True)
    return path


@pytest.fixture
def warnings(qgis):
    from qgis.core import Qgis, QgsApplication

    found = []
    said = lambda text, tag, level: found.append(f"{tag}: {text}") if level in (Qgis.Warning, Qgis.Critical) else None
    QgsApplication.messageLog().messageReceived.connect(said)
    yield found
    QgsApplication.messageLog().messageReceived.disconnect(said)


def layers_of(path):
    from qgis.core import QgsProviderRegistry, QgsVectorLayer

    details = QgsProviderRegistry.instance().providerMetadata("ogr").querySublayers(str(path))
    return {d.name(): QgsVectorLayer(f"{path}|layername={d.name()}", d.name(), "ogr") for d in details}


def test_every_layer_opens_without_a_warning(qgis, empty, warnings):
    from qgis.core import QgsWkbTypes

    layers = layers_of(empty)
    assert {"units", "growth_boundary_zones", "streets", "layer_manifest", "README"} <= set(layers) and len(layers) > 20
    assert [name for name, layer in layers.items() if not layer.isValid()] == []
    assert layers["units"].wkbType() == QgsWkbTypes.MultiPolygon and layers["streets"].wkbType() == QgsWkbTypes.MultiLineString
    assert layers["units"].crs().authid() == "EPSG:4490" and not layers["layer_manifest"].isSpatial()
    assert warnings == []


def test_columns_have_lists_to_choose_from(qgis, empty, warnings):
    zones = layers_of(empty)["growth_boundary_zones"]
    fields = zones.fields()
    setup = zones.editorWidgetSetup(fields.indexOf("zone_kind"))
    assert setup.type() == "ValueMap" and "concentrated" in str(setup.config())
    assert warnings == []


def test_it_can_be_filled(qgis, empty, warnings):
    from qgis.core import QgsFeature, QgsGeometry
    from qgis.PyQt.QtCore import QDate

    layer = layers_of(empty)["land_approvals"]
    feature = QgsFeature(layer.fields())
    feature.setGeometry(QgsGeometry.fromWkt("MultiPolygon(((126.5 43.8, 126.6 43.8, 126.6 43.9, 126.5 43.8)))"))
    feature["batch"], feature["approved_on"] = "第1批", QDate(2024, 1, 2)
    done, _ = layer.dataProvider().addFeatures([feature])
    assert done and layer.featureCount() == 1 and warnings == []
