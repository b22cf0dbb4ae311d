"""The Processing provider `libspatial`."""

from pathlib import Path

from qgis.core import QgsProcessingProvider
from qgis.PyQt.QtGui import QIcon

from .. import engine
from .algs.checkprojects import CheckProjects


class Provider(QgsProcessingProvider):
    def id(self):
        return "libspatial"

    def name(self):
        return "libspatial"

    def icon(self):
        return QIcon(str(Path(__file__).parents[1] / "icon.svg"))

    def loadAlgorithms(self):  # noqa: N802
        self.addAlgorithm(CheckProjects())

    def warningMessage(self):  # noqa: N802
        return engine.problem() or ""
