"""The sample of Jilin City (synthetic): layers drawn, the dock on a project in conflict. No question asked."""

import json
import shutil
from pathlib import Path

from qgis.core import QgsApplication, QgsCoordinateReferenceSystem, QgsProject
from qgis.PyQt.QtCore import QTimer

from ..core import live
from ..core.messages import tr
from . import plan_layers

HERE = Path(__file__).parents[1]
PLACES = (HERE / "sample", HERE.parents[2] / "sample_data")  # in the zip; in a checkout
FILES = ("jilin.gpkg", "projects.gpkg")
CHECKED = "checked.json"  # what the engine said of it, for those who have none
IN_CONFLICT = "b9-003"
WAIT = 500  # ms


def _folder():
    return Path(QgsApplication.qgisSettingsDirPath()) / "libspatial_sample"


def copy_of_sample():
    """Files of its own for the user: QGIS writes beside a GeoPackage it opens. None when there is no sample."""
    source = next((place for place in PLACES if all((place / file).is_file() for file in FILES)), None)
    if source is None:
        return None
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True)
    for file in FILES:
        if not (folder / file).is_file() or (folder / file).stat().st_size != (source / file).stat().st_size:
            shutil.copyfile(source / file, folder / file)
    return folder


def open_sample(iface, dock):
    """A new project with the sample; False when it is not there or the user keeps what is open."""
    folder = copy_of_sample()
    if folder is None:
        iface.messageBar().pushCritical("libspatial", tr("没有找到示例数据，请重新安装插件", "the sample was not found: install the plugin again"))
        return False
    if not iface.newProject(True):  # asks when something is not saved
        return False
    project = QgsProject.instance()
    project.setCrs(QgsCoordinateReferenceSystem("EPSG:4530"))
    project.setTitle(tr("吉林市示例（合成数据，非法定成果）", "Sample of Jilin City (synthetic, no statutory product)"))
    plan_layers.add_plan(str(folder / "jilin.gpkg"), project.title())
    projects = plan_layers.add(project.layerTreeRoot().insertGroup(0, tr("项目", "Projects")), f"{folder / 'projects.gpkg'}|layername=projects", "projects")
    dock.plan_file.setFilePath(str(folder / "jilin.gpkg"))
    dock.layers.setLayer(projects)
    dock.setUserVisible(True)
    projects.selectByExpression(f"\"id\" = '{IN_CONFLICT}'")
    QTimer.singleShot(WAIT, lambda: _look_at(iface, projects.id()))  # QGIS shows the first layer of a project as a whole, later
    return True


def _look_at(iface, layer_id):
    layer = QgsProject.instance().mapLayer(layer_id)
    if layer is not None:
        iface.mapCanvas().zoomToSelected(layer)


def stored_answer(layer, ids):
    """What was computed elsewhere for projects of the sample, or None: for another layer, or a project that is not in it."""
    file = next((place / CHECKED for place in PLACES if (place / CHECKED).is_file()), None)
    if file is None or layer is None or Path(layer.source().split("|")[0]).parent != _folder():
        return None
    result = json.loads(file.read_text(encoding="utf-8"))
    result["projects"] = [project for project in result["projects"] if project["id"] in ids]
    if len(result["projects"]) != len(ids):
        return None
    verdicts = [project["verdict"] for project in result["projects"]]
    result["summary"] = {verdict: verdicts.count(verdict) for verdict in set(verdicts)} | {"verdict": min(verdicts, key=live.WORST_FIRST.index)}
    return live.Answer(json.dumps(result), [], None, 0.0)
