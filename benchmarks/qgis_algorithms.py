"""libspatial:tabulate and native:calculatevectoroverlaps in one QGIS on the same layers, in turn: a few zones with many vertices, and many parcels. Run by /usr/bin/python3.

Prints seconds, the ratio, and how far the totals are apart (m² of 1 km², planar in both).
"""

import math
import os
import statistics
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
EAST, NORTH = 42543000.0, 4857000.0
ROUNDS = 3


def ring_of(x, y, radius, vertices):
    """A wavy circle."""
    for i in range(vertices):
        t = 2 * math.pi * i / vertices
        r = radius * (1 + 0.05 * math.sin(40 * t) + 0.01 * math.sin(977 * t))
        yield x + r * math.cos(t), y + r * math.sin(t)


def layer_of(name, rings):
    from qgis.core import QgsFeature, QgsGeometry, QgsPointXY, QgsVectorLayer

    layer = QgsVectorLayer("Polygon?crs=EPSG:4530&field=id:integer", name, "memory")
    features = []
    for number, ring in enumerate(rings):
        feature = QgsFeature(layer.fields())
        feature.setAttributes([number])
        feature.setGeometry(QgsGeometry.fromPolygonXY([[QgsPointXY(*p) for p in ring]]))
        features.append(feature)
    layer.dataProvider().addFeatures(features)
    return layer


def parcels(side, step):
    """A coverage of `side` × `side`, each with twelve corners."""
    for row in range(side):
        for column in range(side):
            x, y, s = EAST + column * step, NORTH + row * step, step / 3
            edge = [(0, 0), (1, 0), (2, 0), (3, 0), (3, 1), (3, 2), (3, 3), (2, 3), (1, 3), (0, 3), (0, 2), (0, 1)]
            yield [(x + a * s, y + b * s) for a, b in edge]


def zones(across, extent, vertices):
    step = extent / across
    for row in range(across):
        for column in range(across):
            yield list(ring_of(EAST + (column + 0.5) * step, NORTH + (row + 0.5) * step, 0.46 * step, vertices))


CASES = {
    "heavy": ("10,000 parcels, 4 zones of 60,000 vertices", lambda: (layer_of("p", parcels(100, 60.0)), layer_of("z", zones(2, 6000.0, 60000)))),
    "many": ("40,000 parcels, 64 zones of 3,000 vertices", lambda: (layer_of("p", parcels(200, 60.0)), layer_of("z", zones(8, 12000.0, 3000)))),
}


def main():
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    sys.path[:0] = [str(ROOT / "build" / "release" / "python"), str(ROOT / "plugins" / "qgis")]
    sys.path.append("/usr/share/qgis/python/plugins")
    from qgis.core import Qgis, QgsApplication

    QgsApplication.setPrefixPath("/usr", True)
    application = QgsApplication([], False)
    application.initQgis()
    import processing
    from processing.core.Processing import Processing

    Processing.initialize()
    from libspatial_qgis.processing.provider import Provider

    provider = Provider()
    QgsApplication.processingRegistry().addProvider(provider)

    def timed(algorithm, parameters):
        began = time.perf_counter()
        out = processing.run(algorithm, parameters | {"OUTPUT": "memory:"})
        return time.perf_counter() - began, out["OUTPUT"], out

    print(f"QGIS {Qgis.QGIS_VERSION}")
    for name in sys.argv[1:] or CASES:
        title, make = CASES[name]
        lots, areas = make()
        seconds = {"native": [], "ours": []}
        for _ in range(ROUNDS):
            took, native, _ = timed("native:calculatevectoroverlaps", {"INPUT": lots, "LAYERS": [areas]})
            seconds["native"].append(took)
            took, _, ours = timed("libspatial:tabulate", {"INPUT": lots, "OVERLAY": areas, "AREA": 2, "CLASS": "", "ANYWHERE": True})
            seconds["ours"].append(took)
        inside = math.fsum(feature["z_area"] for feature in native.getFeatures())
        found = ours["TOTAL_M2"] - ours["OUTSIDE_M2"]
        native, ours = (statistics.median(seconds[who]) for who in ("native", "ours"))
        print(f"{name}: {title}: native {native:.2f} s, ours {ours:.2f} s, {native / ours:.1f} x; totals apart {abs(inside - found) / inside * 1e6:.2g} m2 per km2", flush=True)
    os._exit(0)


if __name__ == "__main__":
    main()
