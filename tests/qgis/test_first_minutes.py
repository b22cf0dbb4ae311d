"""The first five minutes, in a real QGIS under Xvfb, from the zip: the sample opens drawn with the dock on a project in conflict, another project is green, own data are checked and exported."""

import os
import shutil
import subprocess

import pytest

from conftest import MODULE, ROOT, play_in_qgis

SCRIPT = """
import json, os, sys, traceback
from qgis.PyQt.QtCore import QTimer
from qgis.PyQt.QtWidgets import QApplication
from qgis.core import QgsProject, QgsVectorLayer
import qgis.utils
from qgis.utils import iface
out, own = os.environ["OUT"], os.environ["OWN"]
said = {}

def until(ready, then, left=200):
    if ready() or left == 0:
        return guarded(then)
    QTimer.singleShot(100, lambda: until(ready, then, left - 1))

def guarded(step):
    try:
        step()
    except Exception:
        said["error"] = traceback.format_exc()
        end()

def shot(name):
    iface.mainWindow().grab().save(os.path.join(out, name + ".png"))

def end():
    with open(os.path.join(out, "said.json"), "w", encoding="utf-8") as file:
        json.dump(said, file, ensure_ascii=False)
    os._exit(0)

def begin():
    qgis.utils.loadPlugin("libspatial_qgis")
    qgis.utils.startPlugin("libspatial_qgis")
    global dock, plugin
    plugin = qgis.utils.plugins["libspatial_qgis"]
    dock = plugin.dock
    iface.mainWindow().resize(1300, 820)
    plugin.sample.trigger()
    until(lambda: dock.answer is not None, opened)

def opened():
    said["layers"] = [node.name() for node in QgsProject.instance().layerTreeRoot().findLayers() if node.isVisible()]
    said["first"] = [dock.answer.projects[0]["id"], dock.answer.verdict, dock.banner.text()]
    said["red"] = bool(dock.red)
    QTimer.singleShot(1500, lambda: guarded(second))

def second():
    said["wide"] = iface.mapCanvas().extent().width()
    shot("sample")
    layer = dock.layers.currentLayer()
    layer.selectByExpression("\\"id\\" = 'b10-001'")
    until(lambda: dock.answer is not None and dock.answer.projects[0]["id"] == "b10-001" and not dock.stale, third)

def third():
    said["second"] = [dock.answer.projects[0]["id"], dock.answer.verdict]
    layer = QgsVectorLayer(own, "own", "ogr")
    QgsProject.instance().addMapLayer(layer)
    dock.layers.setLayer(layer)
    said["proposed"] = [layer.crs().authid(), dock.notice.look.crs, dock.notice.agree.text()]
    QTimer.singleShot(500, lambda: guarded(confirm))

def confirm():
    shot("notice")
    dock.notice.confirm()
    said["taken"] = [dock.layers.currentLayer().crs().authid(), dock.notice.isHidden()]
    dock.check_all()
    until(lambda: dock.answer is not None, fourth)

def fourth():
    said["own"] = [p["id"] for p in dock.answer.projects]
    dock.export_to(os.path.join(out, "own.xlsx"))
    dock.export_to(os.path.join(out, "own.html"))
    dock.export_to(os.path.join(out, "own.pdf"))
    shot("own")
    end()

QTimer.singleShot(1500, lambda: guarded(begin))
"""


@pytest.fixture(scope="module")
def played(tmp_path_factory, sample):
    if shutil.which("xvfb-run") is None:
        pytest.fail("xvfb-run is missing: scripts/setup.sh test installs it")
    folder = tmp_path_factory.mktemp("first")
    subprocess.run([ROOT / "build/bin/libspatial", "convert", sample / "boundary_points.txt", folder / "own.shp"], check=True, capture_output=True)
    from osgeo import osr

    wrong = osr.SpatialReference()
    wrong.ImportFromEPSG(4552)  # the neighbouring zone: everything would be 120 km to the east
    (folder / "own.prj").write_text(wrong.ExportToWkt(["FORMAT=WKT1_ESRI"]), encoding="utf-8")
    return folder, play_in_qgis(folder, SCRIPT, PYTHONPATH=str(MODULE), OWN=str(folder / "own.shp"))


def test_the_sample_opens_on_a_project_in_conflict(played):
    _, said = played
    assert "error" not in said, said["error"]
    assert said["layers"] == ["项目", "生态保护红线", "永久基本农田", "城镇开发边界", "区县"]
    assert said["first"][:2] == ["b9-003", "conflict"] and "不符合" in said["first"][2] and said["red"] and said["wide"] < 5000, "the map shows the project"


def test_another_project_is_green(played):
    assert played[1]["second"] == ["b10-001", "pass"]


def test_a_wrong_crs_of_own_data_is_proposed_and_taken_with_one_click(played):
    _, said = played
    assert said["proposed"][0] == "EPSG:4552" and said["proposed"][1] == "EPSG:4530" and "EPSG:4530" in said["proposed"][2]
    assert said["taken"] == ["EPSG:4530", True]


def test_own_data_are_checked_and_exported(played):
    folder, said = played
    assert (folder / "own.pdf").read_bytes()[:5] == b"%PDF-"
    assert said["own"] == ["1", "2"]
    assert (folder / "own.xlsx").stat().st_size > 3000 and "一号地块" in (folder / "own.html").read_text(encoding="utf-8")


def test_the_pictures_are_pictures(played):
    from qgis.PyQt.QtGui import QImage

    for name in ("sample", "notice", "own"):
        picture = QImage(str(played[0] / f"{name}.png"))
        colours = {picture.pixel(x, y) for x in range(0, picture.width(), 7) for y in range(0, picture.height(), 7)}
        assert picture.width() >= 1200 and len(colours) > 50
    if os.environ.get("LIBSPATIAL_SHOTS"):
        for name in ("sample", "notice", "own"):
            shutil.copy(played[0] / f"{name}.png", os.environ["LIBSPATIAL_SHOTS"])
