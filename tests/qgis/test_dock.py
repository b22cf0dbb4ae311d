"""The dock 项目合规检查: what it shows are the numbers of the program; what changes is marked; what is gone, empty or odd is a message."""

import json
import subprocess

import pytest

from conftest import ROOT, Iface
from shapes import box, layer as made_layer


@pytest.fixture
def layer(project, sample):
    from qgis.core import QgsVectorLayer

    layer = QgsVectorLayer(f"{sample / 'projects.gpkg'}|layername=projects", "项目 \"引号\" 'and'", "ogr")
    assert layer.isValid()
    project.addMapLayer(layer)
    return layer


def choose(dock, layer, *ids):
    dock.layers.setLayer(layer)
    layer.selectByExpression(f"\"id\" in ({','.join(repr(i) for i in ids)})")
    dock._timer.stop()  # what it would do by itself is tested apart
    dock.check_selected()


def cells(table):
    return [[table.item(r, c).text() for c in range(table.columnCount())] for r in range(table.rowCount())]


def wait(until, seconds=20):
    import time

    from qgis.PyQt.QtWidgets import QApplication

    end = time.monotonic() + seconds
    while not until() and time.monotonic() < end:
        QApplication.processEvents()
        time.sleep(0.005)
    assert until()


def test_one_project_shows_the_numbers_of_the_program(dock, layer, checked):
    choose(dock, layer, "b9-003")
    wanted = checked["b9-003"]
    assert "conflict" in dock.banner.text() or "不符合" in dock.banner.text()
    rows = cells(dock.zones)
    assert [row[1] for row in rows[:-1]] == [f"{z['area_m2']:.2f}" for z in wanted["zones"]] and rows[-1][1] == f"{wanted['area']['official_m2']:.2f}"
    assert dock.sums.text().startswith("✓")
    assert {row[1] for row in cells(dock.findings)} == {f["rule"] for f in wanted["findings"]}
    assert cells(dock.findings)[0][1] == "JL-UGB-030", "the worst stands first"
    assert json.loads(dock.answer.text)["projects"][0]["area"] == wanted["area"]


def test_land_outside_is_red_on_the_map_and_can_be_found(dock, layer):
    choose(dock, layer, "b9-003")
    assert sum(shape.area() for shape in dock.red.shapes()) == pytest.approx(23541, abs=3), "the special zone convicts here"
    choose(dock, layer, "b10-006")
    assert dock.red and dock.zoom.isEnabled()
    dock.zoom_to_convicting()
    shape = dock.red.shapes()[0]
    assert dock.iface.canvas.extent().contains(shape.boundingBox())
    choose(dock, layer, "b10-001")
    assert not dock.red and not dock.zoom.isEnabled(), "of the project before nothing is left"


def test_a_selection_is_checked_by_itself(dock, layer, checked):
    dock.layers.setLayer(layer)
    layer.selectByExpression("\"id\" = 'b10-001'")
    assert dock._timer.isActive()
    wait(lambda: dock.answer is not None)
    assert dock.answer.projects[0]["id"] == "b10-001" and dock.answer.verdict == checked["b10-001"]["verdict"]


def test_an_edit_marks_the_answer_and_is_checked_again(dock, layer):
    choose(dock, layer, "b10-001")
    before = dock.answer.projects[0]["area"]["official_m2"]
    layer.startEditing()
    feature = next(layer.selectedFeatures().__iter__())
    shape = feature.geometry()
    shape.translate(0, 5000)
    layer.changeGeometry(feature.id(), shape)
    assert dock.stale and dock.banner.text().startswith("⟳") and not dock.save.isEnabled()
    wait(lambda: not dock.stale)
    assert dock.answer.verdict != "pass"
    layer.rollBack()
    wait(lambda: not dock.stale and dock.answer.verdict == "pass")
    assert dock.answer.projects[0]["area"]["official_m2"] == before


def test_all_projects_at_once(dock, layer, checked):
    dock.layers.setLayer(layer)
    dock.check_all()
    assert {p["id"]: p["verdict"] for p in dock.answer.projects} == {i: p["verdict"] for i, p in checked.items()}
    assert dock.sums.text().startswith("✓")


def test_many_are_checked_in_the_background_and_can_be_stopped(dock, project, layer):
    many = many_projects(project, layer)
    dock.layers.setLayer(many)
    dock.check_all()
    assert dock._task is not None and dock.answer is None
    wait(lambda: dock.answer is not None, 60)
    assert len(dock.answer.projects) == 300 and dock._task is None and not dock.stale
    dock.check_all()
    dock._task.cancel()
    wait(lambda: "取消" in dock.banner.text() or "cancelled" in dock.banner.text(), 60)
    assert dock.answer is None


def many_projects(project, layer, count=300):
    from qgis.core import QgsFeature, QgsVectorLayer

    many = QgsVectorLayer("MultiPolygon?crs=EPSG:4530&field=id:string&field=kind:string", "many", "memory")
    shapes = [f.geometry() for f in layer.getFeatures() if f.geometry().type() == 2]  # one project is a line
    for i in range(count):
        feature = QgsFeature(many.fields())
        feature.setAttributes([str(i), "industrial_park"])
        shape = shapes[i % len(shapes)]
        shape.convertToMultiType()
        feature.setGeometry(shape)
        assert many.dataProvider().addFeature(feature)
    project.addMapLayer(many)
    return many


def test_what_a_stopped_run_says_is_not_heard(dock, project, layer):
    """The end of a run that was given up comes later than the answer to the next question."""
    many = many_projects(project, layer)
    dock.layers.setLayer(many)
    dock.check_all()
    given_up = dock._task
    choose(dock, layer, "b10-001")
    assert dock._task is None and dock.answer.verdict == "pass"
    given_up.refused.emit("cancelled")
    given_up.answered.emit(None)
    assert dock.answer.verdict == "pass" and dock.answer.projects[0]["id"] == "b10-001" and not dock.stale
    wait(lambda: not tasks())
    assert dock.answer.verdict == "pass" and not dock.stale


def test_an_edit_while_it_is_checked_makes_the_answer_out_of_date(dock, project, layer):
    many = many_projects(project, layer)
    dock.layers.setLayer(many)
    dock.check_all()
    many.startEditing()
    feature = next(many.getFeatures())
    shape = feature.geometry()
    shape.translate(0, 5000)
    many.changeGeometry(feature.id(), shape)
    wait(lambda: dock.answer is not None, 60)
    assert dock.stale and dock.banner.text().startswith("⟳") and not dock.save.isEnabled()
    many.rollBack()


def test_a_selection_does_not_stop_a_run(dock, project, layer):
    many = many_projects(project, layer)
    dock.layers.setLayer(many)
    dock.check_all()
    many.selectByIds([next(many.getFeatures()).id()])
    assert not dock._timer.isActive() and dock._task is not None
    wait(lambda: dock.answer is not None, 60)
    assert len(dock.answer.projects) == 300 and not dock.stale


def tasks():
    from qgis.core import QgsApplication

    return QgsApplication.taskManager().activeTasks()


def test_a_drawn_area(dock, layer, checked):
    from qgis.core import QgsCoordinateReferenceSystem

    shape = next(f for f in layer.getFeatures() if f["id"] == "b10-001").geometry()
    dock.iface.canvas.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:4530"))
    dock.check_drawn(shape)
    assert dock.answer.projects[0]["area"]["official_m2"] == checked["b10-001"]["area"]["official_m2"]


def test_the_tools(dock, layer):
    from qgis.gui import QgsMapMouseEvent
    from qgis.PyQt.QtCore import QEvent, QPoint, Qt

    canvas = dock.iface.canvas
    canvas.setLayers([layer])
    shape = next(f for f in layer.getFeatures() if f["id"] == "b10-001").geometry()
    canvas.setDestinationCrs(layer.crs())
    canvas.setExtent(shape.boundingBox().buffered(50))
    dock.layers.setLayer(layer)
    dock.pick.setChecked(True)
    dock.start_picking()
    dock._tool.picked.emit(next(f for f in layer.getFeatures() if f["id"] == "b10-001").id())
    assert [f["id"] for f in layer.selectedFeatures()] == ["b10-001"]
    dock.draw.setChecked(True)
    dock.start_drawing()
    drawn = []
    dock._tool.drawn.disconnect()
    dock._tool.drawn.connect(drawn.append)
    for x, y in ((100, 100), (200, 100), (200, 200)):
        dock._tool.canvasReleaseEvent(QgsMapMouseEvent(canvas, QEvent.MouseButtonRelease, QPoint(x, y), Qt.LeftButton))
    dock._tool.canvasReleaseEvent(QgsMapMouseEvent(canvas, QEvent.MouseButtonRelease, QPoint(0, 0), Qt.RightButton))
    assert len(drawn) == 1 and drawn[0].area() > 0


@pytest.mark.parametrize("ending", ["html", "json", "xlsx", "pdf"])
def test_export(dock, layer, checked, tmp_path, ending):
    choose(dock, layer, "b9-003")
    file = tmp_path / f"out.{ending}"
    dock.export_to(str(file))
    assert dock.iface.bar.said[-1][0] == "good" and [p.name for p in tmp_path.iterdir()] == [file.name]
    if ending == "json":
        assert json.loads(file.read_text(encoding="utf-8")) == dock.answer.result
    elif ending == "html":
        assert f"{checked['b9-003']['area']['official_m2']:.2f}" in file.read_text(encoding="utf-8")
    elif ending == "pdf":
        text = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, text=True, check=True).stdout
        assert f"{checked['b9-003']['area']['official_m2']:.2f}" in text and "b9-003" in text
    else:
        from osgeo import ogr

        book = ogr.Open(str(file))
        pages = {book.GetLayer(i).GetName(): book.GetLayer(i) for i in range(book.GetLayerCount())}
        assert len(pages) == len(dock.answer.sheets())
        for sheet in dock.answer.sheets():
            page = pages[sheet["title"]]
            found = [[feature.GetField(i) for i in range(feature.GetFieldCount())] for feature in page]
            wanted = [[None if cell == "" else float(cell) if decimals >= 0 else cell for cell, (_, decimals) in zip(row, sheet["columns"])] for row in sheet["rows"]]
            titles = [title for title, _ in sheet["columns"]]
            if found and [str(v) for v in found[0]] == titles:  # GDAL takes a first row of texts among texts for data
                found = found[1:]
            assert [[None if v in (None, "") else str(v) if isinstance(w, str) else v for v, w in zip(row, want)] for row, want in zip(found, wanted)] == wanted, sheet["title"]
            assert len(found) == len(wanted)


def test_a_disk_that_takes_nothing_leaves_nothing(dock, layer, tmp_path):
    choose(dock, layer, "b9-003")
    for ending in ("html", "json", "xlsx", "pdf"):
        dock.export_to(str(tmp_path / "no-such-folder" / f"out.{ending}"))
        assert dock.iface.bar.said[-1][0] == "bad"
    assert not list(tmp_path.iterdir())


def test_tables_can_be_copied(dock, layer, checked):
    from qgis.PyQt.QtGui import QGuiApplication

    choose(dock, layer, "b9-003")
    dock.copy_tables()
    text = QGuiApplication.clipboard().text()
    assert f"{checked['b9-003']['area']['official_m2']:.2f}" in text and "JL-UGB-030\t" in text


# ---- What is gone, empty or odd.


def test_the_layer_is_removed(dock, layer, project):
    choose(dock, layer, "b9-003")
    project.removeMapLayer(layer.id())
    assert dock.answer is None and not dock.red and ("移除" in dock.banner.text() or "removed" in dock.banner.text())
    dock.check_selected()
    dock.check_all()
    dock.start_picking()


def test_the_layer_is_removed_while_it_is_checked(dock, project, layer):
    many = many_projects(project, layer, 400)
    dock.layers.setLayer(many)
    dock.check_all()
    project.removeMapLayer(many.id())
    wait(lambda: not tasks(), 60)
    assert dock.answer is None and ("移除" in dock.banner.text() or "removed" in dock.banner.text())


def test_a_filter_and_nothing_selected(dock, layer):
    dock.layers.setLayer(layer)
    dock.check_selected()
    assert "选中" in dock.banner.text() or "no project is selected" in dock.banner.text()
    layer.setSubsetString("\"id\" = 'b10-001'")
    dock.check_all()
    assert [p["id"] for p in dock.answer.projects] == ["b10-001"]
    layer.setSubsetString("\"id\" = 'nobody'")
    dock.check_all()
    assert dock.answer is None and ("没有要素" in dock.banner.text() or "no feature" in dock.banner.text())


def test_without_crs_plan_or_ids(dock, project, layer, tmp_path):
    from qgis.core import QgsCoordinateReferenceSystem, QgsFeature, QgsVectorLayer

    bare = QgsVectorLayer("Polygon?field=note:string", "bare", "memory")
    feature = QgsFeature(bare.fields())
    feature.setGeometry(next(f for f in layer.getFeatures() if f["id"] == "b10-001").geometry())
    bare.dataProvider().addFeature(feature)
    bare.setCrs(QgsCoordinateReferenceSystem())
    project.addMapLayer(bare)
    dock.layers.setLayer(bare)
    dock.check_all()
    assert dock.answer is None and "crs_missing" in dock.banner.text()
    bare.setCrs(QgsCoordinateReferenceSystem("EPSG:4530"))
    dock.check_all()
    assert dock.answer.projects[0]["id"] == "0", "a feature without id is a project of its own"
    for file, said in (("", "规划|plan"), (str(tmp_path / "none.gpkg"), "none.gpkg"), (str(ROOT / "README.md"), "README.md")):
        dock.plan_file.setFilePath(file)
        dock._timer.stop()
        dock.check_all()
        assert dock.answer is None and any(word in dock.banner.text() for word in said.split("|")), file


def test_a_plan_that_changes_is_read_again(dock, layer, sample, tmp_path):
    import shutil

    from osgeo import ogr

    copy = tmp_path / "plan.gpkg"
    shutil.copy(sample / "jilin.gpkg", copy)
    dock.plan_file.setFilePath(str(copy))
    choose(dock, layer, "b9-003")
    first = dock.plan.of(str(copy))
    assert dock.plan.of(str(copy)) is first and dock.answer.verdict == "conflict"
    plan = ogr.Open(str(copy), 1)
    zones = plan.GetLayerByName("growth_boundary_zones")
    for fid in [f.GetFID() for f in zones if f["zone_kind"] == "special"]:
        zones.DeleteFeature(fid)
    zones = plan = None
    assert dock.plan.of(str(copy)) is not first
    dock.check_selected()
    assert all(z["kind"] != "special" for z in dock.answer.projects[0]["zones"])


def test_edits_of_the_plan_that_are_not_saved_are_said(dock, layer, project, sample, tmp_path):
    import shutil

    from qgis.core import QgsVectorLayer

    copy = tmp_path / "plan.gpkg"
    shutil.copy(sample / "jilin.gpkg", copy)
    zones = QgsVectorLayer(f"{copy}|layername=growth_boundary_zones", "zones", "ogr")
    project.addMapLayer(zones)
    zones.startEditing()
    zones.deleteFeature(next(zones.getFeatures()).id())
    dock.plan_file.setFilePath(str(copy))
    choose(dock, layer, "b9-003")
    assert "⚠" in dock.status.text() and "zones" in dock.status.text()
    zones.rollBack()


def test_without_the_engine_nothing_is_computed(dock, layer, monkeypatch):
    from libspatial_qgis import engine

    monkeypatch.setattr(engine, "problem", lambda: "LS-E01 …")
    choose(dock, layer, "b9-003")
    assert dock.answer is None and dock.banner.text().startswith("LS-E01") and not dock.save.isEnabled()


def test_it_is_remembered_with_the_project(dock, layer, project, tmp_path, sample):
    from libspatial_qgis.gui.dock_check import CheckDock

    dock.layers.setLayer(layer)
    name = layer.name()
    project.write(str(tmp_path / "p.qgs"))
    project.clear()
    project.read(str(tmp_path / "p.qgs"))
    again = CheckDock(Iface())
    assert again.plan_file.filePath().endswith("jilin.gpkg") and again.layers.currentLayer().name() == name
    again.close_down()


def test_zones_that_overlap_add_up_and_are_said(dock, project, monkeypatch):
    """Land that two zones cover is counted once, in the stricter of them."""
    zones = made_layer([box(-500, -500, 60, 600), box(50, -500, 600, 600)], zone_kind=["concentrated", "flexible"], name="growth_boundary_zones")
    lots = made_layer([box(0, 0, 100, 100)], id=["a"])
    from libspatial_qgis.core import live

    plan = [live.engine.layer(one.name(), "", "EPSG:4530", *live.adapters.columns_of(one)) for one in (zones, made_layer([box(-900, -900, 900, 900)], code=["220202"], name="units"))]
    monkeypatch.setattr(dock.plan, "of", lambda file: plan)
    project.addMapLayer(lots)
    dock.layers.setLayer(lots)
    dock.check_all()
    assert dock.sums.text().startswith("✓") and "999.96 m²" in dock.sums.text()
