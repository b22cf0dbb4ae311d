"""Land in conflict, red on the map until the next answer."""

from qgis.core import QgsCoordinateReferenceSystem, QgsCoordinateTransform, QgsGeometry, QgsProject, QgsRectangle, QgsWkbTypes
from qgis.gui import QgsRubberBand
from qgis.PyQt.QtGui import QColor

LINE, FILL = QColor(184, 50, 42), QColor(184, 50, 42, 70)


class RedLines:
    def __init__(self, canvas):
        self._canvas, self._bands = canvas, []

    def __bool__(self):
        return bool(self._bands)

    def shapes(self):
        """In the CRS of the map."""
        return [shape for _, shape in self._bands]

    def draw(self, wkt, shapes):
        self.clear()
        crs = QgsCoordinateReferenceSystem.fromWkt(wkt)
        for shape in shapes:
            band = QgsRubberBand(self._canvas, QgsWkbTypes.PolygonGeometry)
            band.setStrokeColor(LINE)
            band.setFillColor(FILL)
            band.setWidth(3)
            moved = QgsGeometry(shape)
            moved.transform(QgsCoordinateTransform(crs, self._canvas.mapSettings().destinationCrs(), QgsProject.instance()))
            band.setToGeometry(moved, None)
            self._bands.append((band, moved))

    def clear(self):
        for band, _ in self._bands:
            self._canvas.scene().removeItem(band)
        self._bands = []

    def zoom(self):
        box = QgsRectangle()
        box.setMinimal()
        for shape in self.shapes():
            box.combineExtentWith(shape.boundingBox())
        if not box.isNull():
            box.scale(1.3)
            self._canvas.setExtent(box)
            self._canvas.refresh()
