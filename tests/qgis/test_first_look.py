"""Own data chosen in the dock are looked at: a wrong CRS or encoding is proposed, one button confirms, nothing changes before; broken shapes are counted."""

import struct

import pytest

from shapes import EAST, box, layer, ring

BOW = ring((0, 0), (100, 100), (100, 0), (0, 100))


def brought(project, dock, made):
    project.addMapLayer(made)
    dock.layers.setLayer(made)
    return dock.notice


@pytest.mark.parametrize("crs, east, proposed", [("", EAST, "EPSG:4530"), ("", EAST - 42000000, "EPSG:4551"), ("EPSG:4530", EAST - 42000000, "EPSG:4551"), ("EPSG:4551", EAST, "EPSG:4530")])
def test_a_crs_is_proposed_and_taken_when_confirmed(project, dock, crs, east, proposed):
    made = layer([box(0, 0, 100, 100, east=east)], crs=crs, name="红线")
    notice = brought(project, dock, made)
    assert not notice.isHidden() and proposed in notice.agree.text() and made.crs().authid() == crs
    before = [feature.geometry().asWkt() for feature in made.getFeatures()]
    notice.confirm()
    assert made.crs().authid() == proposed and notice.isHidden() and [feature.geometry().asWkt() for feature in made.getFeatures()] == before
    dock.check_all()
    assert dock.answer is not None and dock.answer.projects[0]["area"]["official_m2"] == pytest.approx(10000, abs=6)


def test_ignoring_changes_nothing_and_the_check_still_refuses(project, dock):
    made = layer([box(0, 0, 100, 100, east=EAST - 42000000)], crs="EPSG:4530")
    notice = brought(project, dock, made)
    notice.ignore.click()
    assert notice.isHidden() and made.crs().authid() == "EPSG:4530"
    dock.check_all()
    assert dock.answer is None and "crs_implausible" in dock.banner.text()


def test_broken_shapes_are_counted_without_a_question(project, dock):
    notice = brought(project, dock, layer([box(0, 0, 100, 100), BOW], crs="EPSG:4530"))
    assert not notice.isHidden() and notice.agree.isHidden() and "1 of the shapes cannot be used" in notice.text.text() and "flaws" not in notice.text.text()


def test_a_sound_layer_is_not_talked_about(project, dock):
    assert brought(project, dock, layer([box(0, 0, 100, 100)])).isHidden()


def test_a_layer_without_features_or_gone_is_no_matter(project, dock):
    notice = brought(project, dock, layer([]))
    assert notice.isHidden()
    made = layer([box(0, 0, 100, 100)], crs="")
    brought(project, dock, made)
    assert not notice.isHidden()
    project.removeMapLayer(made.id())
    assert notice.isHidden()
    notice.confirm()


def gbk_shapefile(folder):
    """As CAD programs leave it: a table in GBK, no .cpg, no language in its header."""
    from osgeo import ogr, osr

    system = osr.SpatialReference()
    system.ImportFromEPSG(4530)
    source = ogr.GetDriverByName("ESRI Shapefile").CreateDataSource(str(folder))
    table = source.CreateLayer("plots", system, ogr.wkbPolygon)
    for row in range(2):
        feature = ogr.Feature(table.GetLayerDefn())
        feature.SetGeometry(ogr.CreateGeometryFromWkt(box(200 * row, 0, 200 * row + 100, 100)))
        table.CreateFeature(feature)
    table = source = None
    records = b"".join(b" " + name.encode("gbk").ljust(20) for name in ("江北工业园", "松花湖度假区"))
    field = "地块名称".encode("gbk").ljust(11, b"\0") + b"C" + bytes(4) + bytes([20, 0]) + bytes(14)
    header = bytes([3, 126, 11, 1]) + struct.pack("<IHH", 2, 32 + 32 + 1, 21) + bytes(20)
    (folder / "plots.dbf").write_bytes(header + field + b"\r" + records + b"\x1a")
    return folder / "plots.shp"


def test_gbk_without_a_word_is_read_as_gbk_when_confirmed(project, dock, tmp_path):
    from qgis.core import QgsVectorLayer

    made = QgsVectorLayer(str(gbk_shapefile(tmp_path)), "plots", "ogr")
    made.setProviderEncoding("ISO-8859-1")
    made.updateFields()
    notice = brought(project, dock, made)
    assert not notice.isHidden() and "GB" in notice.agree.text()
    notice.confirm()
    assert notice.isHidden() and made.fields().names()[-1] == "地块名称"
    assert [feature["地块名称"] for feature in made.getFeatures()] == ["江北工业园", "松花湖度假区"]


def test_without_the_engine_nothing_is_said_here(project, dock, monkeypatch):
    from libspatial_qgis import engine

    monkeypatch.setattr(engine, "problem", lambda: "LS-E01 …")
    assert brought(project, dock, layer([box(0, 0, 100, 100)], crs="")).isHidden()
