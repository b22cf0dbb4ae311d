"""Layers as planners have them: from PostGIS, from a query, filtered, edited and not saved, joined, zipped, named with quotes, empty. The same number, or a message; never a crash."""

import os
import sys
import zipfile

import pytest

from conftest import ROOT
from shapes import EAST, NORTH, box, layer, rows

sys.path.insert(0, str(ROOT / "benchmarks"))

LOTS = [box(0, 0, 100, 100), box(100, 0, 200, 100), box(200, 0, 300, 50)]
NAMES = ["甲", "o'brien", 'say "b"']
AREA = 25000.0


def planar(qgis, source):
    return qgis.run("libspatial:areas", {"INPUT": source, "AREA": 2, "OUTPUT": "memory:"})


def saved(folder, driver="GPKG", name="lots"):
    from qgis.core import QgsCoordinateTransformContext, QgsVectorFileWriter

    options = QgsVectorFileWriter.SaveVectorOptions()
    options.driverName, options.layerName = driver, name
    file = folder / ("lots." + {"GPKG": "gpkg", "ESRI Shapefile": "shp"}[driver])
    QgsVectorFileWriter.writeAsVectorFormatV3(layer(LOTS, name="lots", who=NAMES), str(file), QgsCoordinateTransformContext(), options)
    return file


@pytest.fixture
def lots(project, tmp_path):
    from qgis.core import QgsVectorLayer

    made = QgsVectorLayer(f"{saved(tmp_path)}|layername=lots", "lots", "ogr")
    assert made.isValid()
    project.addMapLayer(made)
    return made


@pytest.fixture(scope="module")
def postgis():
    """A cluster of its own; its socket has no file."""
    from peers.postgis import cluster

    with cluster() as sql:
        sql('CREATE TABLE "用地 lots" (fid serial PRIMARY KEY, who text, "shape" geometry(Polygon, 4530))')
        for who, shape in zip(NAMES, LOTS):
            sql(f'INSERT INTO "用地 lots" (who, shape) VALUES (\'{who.replace(chr(39), chr(39) * 2)}\', ST_GeomFromText(\'{shape}\', 4530))')
        yield f"host='@libspatial-bench-{os.getpid()}' dbname='postgres' user='{os.environ.get('USER') or 'root'}'"


def of_postgis(connection, more=""):
    from qgis.core import QgsVectorLayer

    made = QgsVectorLayer(f"{connection} key='fid' srid=4530 type=Polygon table=\"public\".\"用地 lots\" (shape){more}", "pg", "postgres")
    assert made.isValid(), made.error().message()
    return made


def test_postgis(qgis, postgis):
    out = planar(qgis, of_postgis(postgis))
    assert out["TOTAL_M2"] == AREA and [row["who"] for row in rows(out["OUTPUT"])] == NAMES
    assert planar(qgis, of_postgis(postgis, " sql=\"who\" = '甲'"))["TOTAL_M2"] == 10000
    zones = of_postgis(postgis)
    out = qgis.run("libspatial:tabulate", {"INPUT": layer([box(50, 0, 250, 100)]), "OVERLAY": zones, "CLASS": "who", "AREA": 2, "OUTPUT": "memory:"})
    assert {row["class"]: row["area_m2"] for row in rows(out["OUTPUT"]) if row["class"]} == {"甲": 5000, "o'brien": 10000, 'say "b"': 2500} and out["OUTSIDE_M2"] == 2500


def test_postgis_in_the_dock(dock, project, postgis):
    made = of_postgis(postgis)
    project.addMapLayer(made)
    dock.layers.setLayer(made)
    dock.check_all()
    assert dock.answer is not None and len(dock.answer.projects) == 3


def test_a_query(qgis, project, lots):
    from qgis.core import QgsVectorLayer

    made = QgsVectorLayer("?query=select * from lots where who = '甲'", "q", "virtual")
    assert made.isValid() and planar(qgis, made)["TOTAL_M2"] == 10000


def test_a_filter(qgis, lots):
    lots.setSubsetString("\"who\" <> '甲'")
    out = planar(qgis, lots)
    assert out["TOTAL_M2"] == 15000 and out["N_READ"] == 2


def test_edits_that_are_not_saved(qgis, lots):
    """Processing reads what the layer shows, as every algorithm of QGIS does."""
    from qgis.core import QgsGeometry

    fid = next(lots.getFeatures()).id()
    lots.startEditing()
    lots.changeGeometry(fid, QgsGeometry.fromWkt(box(0, 0, 50, 100)))
    assert planar(qgis, lots)["TOTAL_M2"] == AREA - 5000
    lots.rollBack()
    assert planar(qgis, lots)["TOTAL_M2"] == AREA


def test_a_join(qgis, project, lots):
    from qgis.core import QgsFeature, QgsVectorLayer, QgsVectorLayerJoinInfo

    table = QgsVectorLayer("None?field=who:string&field=use:string", "t", "memory")
    feature = QgsFeature(table.fields())
    feature.setAttributes(["甲", "0701"])
    table.dataProvider().addFeature(feature)
    project.addMapLayer(table)
    join = QgsVectorLayerJoinInfo()
    join.setJoinLayer(table)
    join.setJoinFieldName("who")
    join.setTargetFieldName("who")
    join.setUsingMemoryCache(True)
    lots.addJoin(join)
    out = planar(qgis, lots)
    assert out["TOTAL_M2"] == AREA and [row["t_use"] for row in rows(out["OUTPUT"])] == ["0701", None, None]


def test_a_shapefile_in_a_zip(qgis, tmp_path):
    from qgis.core import QgsVectorLayer

    saved(tmp_path, "ESRI Shapefile")
    with zipfile.ZipFile(tmp_path / "lots.zip", "w") as archive:
        for file in tmp_path.glob("lots.*"):
            if file.suffix != ".zip":
                archive.write(file, file.name)
    made = QgsVectorLayer(f"/vsizip/{tmp_path / 'lots.zip'}/lots.shp", "zipped", "ogr")
    assert made.isValid() and planar(qgis, made)["TOTAL_M2"] == AREA


def test_delimited_text(qgis, tmp_path):
    from qgis.core import QgsVectorLayer

    (tmp_path / "lots.csv").write_text("who;wkt\n" + "".join(f'"{n.replace(chr(34), chr(34) * 2)}";"{w}"\n' for n, w in zip(NAMES, LOTS)), encoding="utf-8")
    made = QgsVectorLayer(f"file://{tmp_path / 'lots.csv'}?delimiter=;&wktField=wkt&crs=EPSG:4530&type=csv", "text", "delimitedtext")
    assert made.isValid() and planar(qgis, made)["TOTAL_M2"] == AREA


@pytest.mark.parametrize("name", ["o'brien", 'say "b"', "用地|layername=x", "a;b", "<b>x</b>", "   "])
def test_a_name_of_any_kind(qgis, project, name):
    made = layer(LOTS, name=name, who=NAMES)
    project.addMapLayer(made)
    out = qgis.run("libspatial:tabulate", {"INPUT": made.id(), "OVERLAY": made, "CLASS": "who", "AREA": 2, "OUTPUT": "memory:"})
    assert out["OUTSIDE_M2"] == 0 and {row["class"] for row in rows(out["OUTPUT"])} == set(NAMES)


@pytest.fixture(scope="module")
def own_crs(qgis):
    """One the user has defined: its number means nothing outside this QGIS."""
    from qgis.core import QgsCoordinateReferenceSystem

    made = QgsCoordinateReferenceSystem.fromProj("+proj=tmerc +lat_0=0 +lon_0=126.5 +k=1 +x_0=500000 +y_0=0 +datum=WGS84 +units=m +no_defs")
    assert made.saveAsUserCrs("local 126.5") > 0 and made.authid().startswith("USER:")
    return made


def test_a_crs_of_the_user(qgis, own_crs):
    made = layer([box(0, 0, 100, 100, east=500000)], crs=own_crs.authid(), who=["甲"])
    assert made.crs() == own_crs
    out = qgis.run("libspatial:areas", {"INPUT": made, "AREA": 0, "OUTPUT": "memory:"})
    assert out["TOTAL_M2"] == pytest.approx(10000, rel=1e-4) and out["OUTPUT"].crs() == own_crs
    out = qgis.run("libspatial:tabulate", {"INPUT": made, "OVERLAY": made, "CLASS": "who", "AREA": 2, "OUTPUT": "memory:"})
    assert out["TOTAL_M2"] == 10000 and out["OUTSIDE_M2"] == 0


def test_no_features_and_no_shapes(qgis):
    from qgis.core import QgsProcessingException

    with pytest.raises(QgsProcessingException, match="no features"):
        planar(qgis, layer([]))
    out = planar(qgis, layer([None, LOTS[0]]))
    assert (out["N_READ"], out["N_REJECTED"], out["TOTAL_M2"]) == (2, 1, 10000)


def test_z_and_m_and_curves(qgis):
    """Heights and measures are left out; an arc is refused or stroked to 1 mm, never taken for its chord."""
    from qgis.core import QgsFeature, QgsGeometry, QgsProcessingException, QgsVectorLayer

    made = QgsVectorLayer("PolygonZM?crs=EPSG:4530", "zm", "memory")
    feature = QgsFeature()
    feature.setGeometry(QgsGeometry.fromWkt(f"PolygonZM (({EAST} {NORTH} 5 1, {EAST + 100} {NORTH} 6 2, {EAST + 100} {NORTH + 100} 7 3, {EAST} {NORTH + 100} 8 4, {EAST} {NORTH} 5 1))"))
    made.dataProvider().addFeature(feature)
    assert planar(qgis, made)["TOTAL_M2"] == 10000
    round_ = QgsVectorLayer("CurvePolygon?crs=EPSG:4530", "round", "memory")
    feature = QgsFeature()
    feature.setGeometry(QgsGeometry.fromWkt(f"CurvePolygon (CircularString ({EAST} {NORTH}, {EAST + 100} {NORTH}, {EAST} {NORTH}))"))
    round_.dataProvider().addFeature(feature)
    try:
        out = planar(qgis, round_)
    except QgsProcessingException as refused:
        assert "curve" in str(refused) or "[" in str(refused)
    else:
        assert out["N_REJECTED"] == 1 or abs(out["TOTAL_M2"] - 7853.98) < 0.5
