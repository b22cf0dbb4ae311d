"""Two map tools: pick a project, draw an area."""

from qgis.core import QgsGeometry, QgsPointXY, QgsWkbTypes
from qgis.gui import QgsMapTool, QgsMapToolIdentify, QgsRubberBand
from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtGui import QColor


class PickTool(QgsMapToolIdentify):
    picked = pyqtSignal(int)  # feature id

    def __init__(self, canvas, layer):
        super().__init__(canvas)
        self._layer = layer
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def canvasReleaseEvent(self, event):  # noqa: N802
        found = self.identify(event.pixelPoint().x(), event.pixelPoint().y(), [self._layer], QgsMapToolIdentify.TopDownStopAtFirst)
        if found:
            self.picked.emit(found[0].mFeature.id())


class DrawTool(QgsMapTool):
    """Left clicks are corners, a right click ends, Esc begins anew."""

    drawn = pyqtSignal(QgsGeometry)

    def __init__(self, canvas):
        super().__init__(canvas)
        self._corners = []
        self._band = QgsRubberBand(canvas, QgsWkbTypes.PolygonGeometry)
        self._band.setColor(QColor(31, 95, 168, 90))
        self._band.setWidth(2)
        self.setCursor(Qt.CursorShape.CrossCursor)

    def canvasReleaseEvent(self, event):  # noqa: N802
        if event.button() == Qt.MouseButton.RightButton:
            corners = self._corners
            self.clear()
            if len(corners) >= 3:
                self.drawn.emit(QgsGeometry.fromPolygonXY([corners + corners[:1]]))
            return
        self._corners.append(QgsPointXY(self.toMapCoordinates(event.pos())))
        self._show(self._corners)

    def canvasMoveEvent(self, event):  # noqa: N802
        if self._corners:
            self._show(self._corners + [QgsPointXY(self.toMapCoordinates(event.pos()))])

    def keyPressEvent(self, event):  # noqa: N802
        if event.key() == Qt.Key.Key_Escape:
            self.clear()

    def _show(self, corners):
        self._band.reset(QgsWkbTypes.PolygonGeometry)
        for corner in corners:
            self._band.addPoint(corner)

    def clear(self):
        self._corners = []
        self._band.reset(QgsWkbTypes.PolygonGeometry)

    def deactivate(self):
        self.clear()
        super().deactivate()
