"""Small layers whose answers are counted with a finger: a metre is a metre east and north of a corner in Jilin City, EPSG:4530."""

EAST, NORTH = 42543000, 4857000


def ring(*corners, east=EAST, north=NORTH):
    points = ", ".join(f"{east + x} {north + y}" for x, y in (*corners, corners[0]))
    return f"Polygon (({points}))"


def box(x0, y0, x1, y1, **at):
    return ring((x0, y0), (x1, y0), (x1, y1), (x0, y1), **at)


def layer(shapes, crs="EPSG:4530", name="layer", **columns):
    """A memory layer of WKT shapes with columns of texts or numbers."""
    from qgis.core import QgsFeature, QgsGeometry, QgsVectorLayer

    kinds = {key: "double" if isinstance(values[0], float) else "string" for key, values in columns.items()}
    made = QgsVectorLayer(f"Polygon?{'crs=' + crs + '&' if crs else ''}" + "&".join(f"field={key}:{kind}" for key, kind in kinds.items()), name, "memory")
    if not crs:
        from qgis.core import QgsCoordinateReferenceSystem

        made.setCrs(QgsCoordinateReferenceSystem())
    for row, shape in enumerate(shapes):
        feature = QgsFeature(made.fields())
        feature.setAttributes([values[row] for values in columns.values()])
        if shape:
            feature.setGeometry(QgsGeometry.fromWkt(shape))
        made.dataProvider().addFeature(feature)
    return made


def rows(made):
    return [dict(zip(made.fields().names(), (None if str(v) == "NULL" else v for v in f.attributes()))) for f in made.getFeatures()]


def log():
    """A feedback that keeps what was said."""
    from qgis.core import QgsProcessingFeedback

    class Log(QgsProcessingFeedback):
        def __init__(self):
            super().__init__(False)
            self.infos, self.warnings = [], []

        def pushInfo(self, text):  # noqa: N802
            self.infos.append(text)

        def pushWarning(self, text):  # noqa: N802
            self.warnings.append(text)

    return Log()
