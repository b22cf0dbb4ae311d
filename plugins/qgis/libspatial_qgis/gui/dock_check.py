"""项目合规检查: choose a project, see where its land lies, at once and again after every edit. A preliminary check, never an approval."""

import os

from qgis.core import QgsApplication, QgsMapLayerProxyModel, QgsProject
from qgis.gui import QgsDockWidget, QgsFileWidget, QgsMapLayerComboBox
from qgis.PyQt.QtCore import Qt, QTimer
from qgis.PyQt.QtGui import QGuiApplication
from qgis.PyQt.QtWidgets import QFileDialog, QFormLayout, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from .. import engine
from ..core import adapters, live
from ..core.messages import tr
from ..core.settings import HEADING, RULES, TEMPLATE, setting
from ..report import files
from ..tasks.check_task import CheckTask
from . import plan_layers
from .answer_view import AnswerView
from .map_tools import DrawTool, PickTool
from .notice import Notice
from .red_lines import RedLines
from .sample import stored_answer

SCOPE = "libspatial"
MANY = 200          # projects; more are checked in the background
WAIT = 120          # ms of quiet after a change before it is checked again


class CheckDock(QgsDockWidget):
    def __init__(self, iface, parent=None):
        super().__init__(tr("项目合规检查", "Project check"), parent)
        self.setObjectName("libspatialCheckDock")
        self.iface, self.plan, self.answer, self.stale = iface, live.LivePlan(), None, False
        self._layer, self._tool, self._task = None, None, None
        self.red = RedLines(iface.mapCanvas())
        self._fresh = True  # nothing has changed since the check that is shown, or runs
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(WAIT)
        self._timer.timeout.connect(self.check_selected)
        self._build()
        self._restore()
        self.layers.layerChanged.connect(self._layer_chosen)
        self._layer_chosen(self.layers.currentLayer())
        project = QgsProject.instance()
        project.readProject.connect(self._restore)
        project.layersWillBeRemoved.connect(self._layers_go)

    # ---- What is seen.

    def _build(self):
        body = QWidget()
        column = QVBoxLayout(body)
        form = QFormLayout()
        self.layers = QgsMapLayerComboBox()
        self.layers.setFilters(QgsMapLayerProxyModel.PolygonLayer | QgsMapLayerProxyModel.LineLayer)
        self.layers.setAllowEmptyLayer(True)
        self.plan_file = QgsFileWidget()
        self.plan_file.setFilter("GeoPackage (*.gpkg)")
        self.plan_file.fileChanged.connect(self._plan_chosen)
        self.rules = QLineEdit()
        self.rules.setPlaceholderText(tr("默认：示例规则集", "default: the sample"))
        self.rules.editingFinished.connect(self._rules_chosen)
        form.addRow(tr("项目图层", "Projects"), self.layers)
        self.show_plan = self._button(tr("加到地图", "Add to the map"), self.add_plan)
        form.addRow(tr("规划文件", "Plan"), self._row(self.plan_file, self.show_plan))
        form.addRow(tr("规则集", "Rule set"), self.rules)
        column.addLayout(form)
        self.notice = Notice()
        self.notice.applied.connect(self._changed)
        column.addWidget(self.notice)
        self.selected = self._button(tr("检查所选", "Check selected"), self.check_selected)
        self.all = self._button(tr("检查全部", "Check all"), self.check_all)
        self.pick = self._button(tr("点选", "Pick"), self.start_picking, checkable=True)
        self.draw = self._button(tr("画范围", "Draw"), self.start_drawing, checkable=True)
        column.addLayout(self._row(self.selected, self.all, self.pick, self.draw))
        self.view = AnswerView()
        self.banner, self.zones, self.sums, self.findings = self.view.banner, self.view.zones, self.view.sums, self.view.findings
        self.findings.cellDoubleClicked.connect(lambda row, _: self._select_project(self.findings.item(row, 0).text()))
        column.addWidget(self.view, 1)
        self.zoom = self._button(tr("缩放到问题部分", "Zoom to the land in question"), self.zoom_to_convicting)
        self.save = self._button(tr("导出…", "Export…"), self.export)
        self.copy = self._button(tr("复制表格", "Copy tables"), self.copy_tables)
        column.addLayout(self._row(self.zoom, self.save, self.copy))
        self.status = QLabel()
        self.status.setWordWrap(True)
        self.status.setStyleSheet("color: #5a6470;")
        column.addWidget(self.status)
        self.setWidget(body)
        self.refuse(tr("选择项目，或点选、画一个范围", "Select a project, or pick one, or draw an area"))

    @staticmethod
    def _button(text, slot, checkable=False):
        button = QPushButton(text)
        button.setCheckable(checkable)
        button.clicked.connect(lambda *_: slot())
        return button

    @staticmethod
    def _row(*widgets):
        row = QHBoxLayout()
        for widget in widgets:
            row.addWidget(widget)
        return row

    # ---- What is remembered with the QGIS project.

    def _restore(self, *_):
        project = QgsProject.instance()
        self.plan_file.blockSignals(True)
        self.plan_file.setFilePath(project.readPath(project.readEntry(SCOPE, "plan", "")[0]))
        self.plan_file.blockSignals(False)
        self.rules.setText(project.readEntry(SCOPE, "rules", "")[0])
        layer = project.mapLayer(project.readEntry(SCOPE, "projects", "")[0])
        if layer:
            self.layers.setLayer(layer)

    def _plan_chosen(self, file):
        QgsProject.instance().writeEntry(SCOPE, "plan", QgsProject.instance().writePath(file))
        self._changed()

    def add_plan(self):
        try:
            file = self.plan_file.filePath()
            plan_layers.add_plan(file, tr("规划 ", "Plan ") + os.path.basename(file), top=False)
        except adapters.ReadError as error:
            self.iface.messageBar().pushCritical("libspatial", str(error))

    def _rules_chosen(self):
        QgsProject.instance().writeEntry(SCOPE, "rules", self.rules.text())
        self._changed()

    # ---- Layers come, change and go.

    def _connections(self, layer):
        changes = (layer.geometryChanged, layer.attributeValueChanged, layer.featureAdded, layer.featuresDeleted, layer.afterRollBack, layer.subsetStringChanged)
        return [(layer.selectionChanged, self._selected), *((signal, self._changed) for signal in changes)]

    def _layer_chosen(self, layer):
        if self._layer is not None:
            for signal, slot in self._connections(self._layer):
                signal.disconnect(slot)
        self._layer = layer
        if layer is not None:
            QgsProject.instance().writeEntry(SCOPE, "projects", layer.id())
            for signal, slot in self._connections(layer):
                signal.connect(slot)
        elif self.answer is not None or self._task:
            self._gone()
        self.notice.look_at(layer)
        self._count()
        self._changed()

    def _gone(self):
        self._timer.stop()
        self._forget_task()
        self.refuse(tr("项目图层已移除", "the layer of the projects was removed"))

    def _layers_go(self, ids):
        if self._layer is not None and self._layer.id() in ids:
            self._layer = None
            self.notice.look_at(None)
            self._gone()

    def _count(self):
        layer = self._layer
        self.selected.setText(tr("检查所选", "Check selected") + (f" ({layer.selectedFeatureCount()})" if layer else ""))
        self.all.setText(tr("检查全部", "Check all") + (f" ({layer.featureCount()})" if layer else ""))

    def _selected(self, *_):
        """Another selection is another question; a run in the background goes on."""
        self._count()
        if self._task is None and self._layer is not None and 0 < self._layer.selectedFeatureCount() <= MANY and self.plan_file.filePath():
            self._timer.start()

    def _changed(self, *_):
        """Something is not as it was when it was checked: the answer is marked, and what is selected is checked again."""
        self._fresh = False
        if self.answer is not None:
            self.mark_stale()
        self._selected()

    def mark_stale(self):
        self.stale = True
        self.view.mark_stale()
        self.save.setEnabled(False)

    # ---- Checking.

    def check_selected(self):
        if self._layer is None:
            return self.refuse(tr("请先选择项目图层", "choose the layer of the projects first"))
        if self._layer.selectedFeatureCount() == 0:
            return self.refuse(tr("没有选中的项目：在地图上选择，或用“点选”", "no project is selected: select one on the map, or pick one"))
        self._run(live.Inputs.of(self._layer, self._layer.selectedFeatures()))

    def check_all(self):
        if self._layer is None:
            return self.refuse(tr("请先选择项目图层", "choose the layer of the projects first"))
        try:
            self._run(live.Inputs.of(self._layer, adapters.features_of(self._layer)))
        except adapters.ReadError as error:
            self.refuse(str(error))

    def _run(self, inputs):
        problem = engine.problem()
        if problem:
            return self._show_stored(inputs) or self.refuse(problem)
        if not self.plan_file.filePath():
            return self.refuse(tr("请先选择规划 GeoPackage", "choose the plan GeoPackage first"))
        self._timer.stop()
        self._forget_task()
        self._fresh = True
        rules = self.rules.text().strip() or setting(RULES)
        try:
            QGuiApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
            prepared = self.plan.of(self.plan_file.filePath())
            if len(inputs) > MANY:
                return self._run_aside(inputs, prepared, rules)
            answer = live.check(inputs, prepared, rules)
        except (engine.EngineError, adapters.ReadError) as error:
            return self.refuse(str(error))
        finally:
            QGuiApplication.restoreOverrideCursor()
        self.show_answer(answer)

    def _run_aside(self, inputs, prepared, rules):
        task = self._task = CheckTask(inputs, prepared, rules)
        task.answered.connect(lambda answer: self._ended(task, lambda: self.show_answer(answer)))
        task.refused.connect(lambda why: self._ended(task, lambda: self.refuse(why)))
        self.refuse(tr(f"正在后台核查 {len(inputs)} 个项目…", f"checking {len(inputs)} projects in the background…"))
        QgsApplication.taskManager().addTask(task)

    def _ended(self, task, show):
        """What a task says that was given up is not heard; what has changed while it ran makes its answer out of date."""
        if task is not self._task:
            return
        self._task = None
        show()
        if not self._fresh and self.answer is not None:
            self.mark_stale()

    def _forget_task(self):
        if self._task is not None:
            task, self._task = self._task, None
            task.cancel()

    # ---- Showing.

    def clear(self):
        self.answer, self.stale = None, False
        self.view.clear()
        self.status.clear()
        self.red.clear()
        for button in (self.zoom, self.save, self.copy):
            button.setEnabled(False)

    def refuse(self, text):
        """No answer, and why: nothing of an earlier one stays."""
        self.clear()
        self.view.say("", text)

    def _show_stored(self, inputs):
        """Without an engine: what it said of the sample elsewhere, grey, to look at only. True when there is such an answer."""
        answer = stored_answer(self._layer, inputs.fields["id"])
        if answer is None:
            return False
        self.clear()
        program = answer.result["run"]["program"]
        self.view.show_answer(answer, tr(f"示例结果（由 {program} 预先计算，非本机计算）", f"a stored result of the sample, computed by {program} elsewhere, not here") + "\n", "")
        self.status.setText(tr(f"截至 {answer.result['run']['as_of']}。{engine.problem()}", f"As of {answer.result['run']['as_of']}. {engine.problem()}"))
        return True

    def show_answer(self, answer):
        self.clear()
        self.answer = answer
        self.view.show_answer(answer)
        self.red.draw(*answer.convicting())
        for button in (self.zoom, self.save, self.copy):
            button.setEnabled(True)
        self.zoom.setEnabled(bool(self.red))
        run, rules = answer.result["run"], answer.result["ruleset"]
        notice = tr(rules["notice"]["zh"], rules["notice"]["en"])
        self.status.setText(tr(f"初步核查意见，不是审批。截至 {run['as_of']} · {rules['id']} {rules['version']}（{notice}）· libspatial {engine.version()} · {answer.seconds * 1000:.0f} ms",
                               f"A preliminary check, no approval. As of {run['as_of']} · {rules['id']} {rules['version']} ({notice}) · libspatial {engine.version()} · {answer.seconds * 1000:.0f} ms") + self._unsaved())

    def _unsaved(self):
        """Layers of the plan that are being edited here: what is not saved was not seen."""
        file = os.path.realpath(self.plan_file.filePath())
        names = [layer.name() for layer in QgsProject.instance().mapLayers().values()
                 if getattr(layer, "isModified", lambda: False)() and os.path.realpath(layer.source().split("|")[0]) == file]
        return "" if not names else "\n" + tr(f"⚠ 规划图层有未保存的编辑（{'、'.join(names)}）：按已保存的数据核查", f"⚠ edits of the plan that are not saved ({', '.join(names)}) were not seen")

    def zoom_to_convicting(self):
        self.red.zoom()

    def _select_project(self, project):
        if self._layer is None:
            return
        at = self._layer.fields().lookupField("id")
        ids = [f.id() for f in self._layer.getFeatures() if at >= 0 and str(f.attribute(at)) == project]
        if ids:
            self._layer.selectByIds(ids)
            self.iface.mapCanvas().zoomToSelected(self._layer)

    # ---- Map tools.

    def start_picking(self):
        if self._layer is None:
            self.pick.setChecked(False)
            return self.refuse(tr("请先选择项目图层", "choose the layer of the projects first"))
        tool = PickTool(self.iface.mapCanvas(), self._layer)
        tool.picked.connect(lambda fid: self._layer and self._layer.selectByIds([fid]))
        self._use(tool, self.pick)

    def start_drawing(self):
        tool = DrawTool(self.iface.mapCanvas())
        tool.drawn.connect(self.check_drawn)
        self._use(tool, self.draw)

    def _use(self, tool, button):
        if not button.isChecked():
            return self.iface.mapCanvas().unsetMapTool(self._tool)
        self._tool = tool
        tool.setButton(button)
        tool.deactivated.connect(lambda: button.setChecked(False))
        self.iface.mapCanvas().setMapTool(tool)

    def check_drawn(self, geometry):
        self._run(live.Inputs.sketch(geometry, self.iface.mapCanvas().mapSettings().destinationCrs()))

    # ---- Out.

    def export(self):
        if self.answer is None or self.stale:
            return
        filters = ";;".join(f"{title} (*.{ending})" for ending, title in files.FORMATS.items())
        file, chosen = QFileDialog.getSaveFileName(self, tr("导出核查结果", "Export"), "", filters)
        if file:
            if not os.path.splitext(file)[1]:
                file += chosen[chosen.index("*") + 1:-1]
            self.export_to(file)

    def export_to(self, file):
        try:
            files.write(self.answer, file, template=setting(TEMPLATE), heading=setting(HEADING), context=self.iface.mapCanvas().layers())
            self.iface.messageBar().pushSuccess("libspatial", tr(f"已写出 {file}", f"{file} was written"))
        except (OSError, RuntimeError, ValueError, engine.EngineError) as error:
            self.iface.messageBar().pushCritical("libspatial", tr(f"没有写出 {file}：{error}", f"{file} was not written: {error}"))

    def copy_tables(self):
        QGuiApplication.clipboard().setText(self.view.as_text())

    def close_down(self):
        """The plugin goes."""
        self._timer.stop()
        self._forget_task()
        self._layer_chosen(None)
        self.clear()
        project = QgsProject.instance()
        project.readProject.disconnect(self._restore)
        project.layersWillBeRemoved.disconnect(self._layers_go)
