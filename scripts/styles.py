"""Writes plugins/qgis/libspatial_qgis/styles/qml from styles/roles.json: the looks of the plugin for QGIS projects without it. Run by /usr/bin/python3 where QGIS is."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
QML = ROOT / "plugins" / "qgis" / "libspatial_qgis" / "styles" / "qml"


def write(folder):
    """A QML of every role, with Chinese names. QGIS must be running."""
    from qgis.core import QgsMapLayer, QgsVectorLayer
    from libspatial_qgis.core import messages
    from libspatial_qgis.gui import plan_layers

    messages.is_chinese = lambda: True
    for role, look in plan_layers.roles().items():
        layer = QgsVectorLayer(f"{look['geometry']}?field=zone_kind:string&field=verdict:string&field=role:string&field=severity:string", role, "memory")
        plan_layers.draw(layer, role)
        said, good = layer.saveNamedStyle(str(folder / f"{role}.qml"), QgsMapLayer.Symbology)
        if not good:
            raise OSError(said)


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    sys.path.insert(0, str(ROOT / "plugins" / "qgis"))
    from qgis.core import QgsApplication

    QgsApplication.setPrefixPath("/usr", True)
    application = QgsApplication([], False)
    application.initQgis()
    QML.mkdir(exist_ok=True)
    write(QML)
    sys.stdout.flush()
    os._exit(0)
