"""The Processing provider `libspatial`."""

from pathlib import Path

from qgis.core import QgsProcessingProvider
from qgis.PyQt.QtGui import QIcon

from .. import engine
from .algs.adjust import Adjust
from .algs.areas import Areas
from .algs.change import CompareBoundaries, TransitionMatrix
from .algs.checkprojects import CheckProjects
from .algs.datacheck import CrsDoctor, DataCheck
from .algs.exportboundarypoints import ExportBoundaryPoints
from .algs.importboundarypoints import ImportBoundaryPoints
from .algs.landusemetrics import LandUseMetrics
from .algs.repairgeometry import RepairGeometry
from .algs.report import Report
from .algs.tabulate import Tabulate
from .algs.threelines import ThreeLines

ALGORITHMS = (CheckProjects, ThreeLines, Report, Areas, Adjust, Tabulate, CompareBoundaries, TransitionMatrix, LandUseMetrics, CrsDoctor, DataCheck, RepairGeometry, ImportBoundaryPoints, ExportBoundaryPoints)


class Provider(QgsProcessingProvider):
    def id(self):
        return "libspatial"

    def name(self):
        return "libspatial"

    def icon(self):
        return QIcon(str(Path(__file__).parents[1] / "icon.svg"))

    def loadAlgorithms(self):  # noqa: N802
        for algorithm in ALGORITHMS:
            self.addAlgorithm(algorithm())

    def warningMessage(self):  # noqa: N802
        return engine.problem() or ""
