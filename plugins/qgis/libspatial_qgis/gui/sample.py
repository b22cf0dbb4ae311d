"""The sample of Jilin City (synthetic): layers drawn, the dock on a project in conflict. No question asked."""

import shutil
from pathlib import Path

from qgis.core import QgsApplication, QgsCoordinateReferenceSystem, QgsProject
from qgis.PyQt.QtCore import QTimer

from ..core.messages import tr
from . import plan_layers

HERE = Path(__file__).parents[1]
PLACES = (HERE / "sample", HERE.parents[2] / "sample_data")  # in the zip; in a checkout
FILES = ("jilin.gpkg", "projects.gpkg")
IN_CONFLICT = "b9-003"
WAIT = 500  # ms


def copy_of_sample():
    """Files of its own for the user: QGIS writes beside a GeoPackage it opens. None when there is no sample."""
    source = next((place for place in PLACES if all((place / file).is_file() for file in FILES)), None)
    if source is None:
        return None
    folder = Path(QgsApplication.qgisSettingsDirPath()) / "libspatial_sample"
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
