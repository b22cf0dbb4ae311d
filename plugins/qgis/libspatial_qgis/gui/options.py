"""Settings ▸ Options ▸ libspatial: the engine and its self-test, the heading and template of sheets, rule set and city by default."""

from qgis.core import QgsSettings
from qgis.gui import QgsFileWidget, QgsOptionsPageWidget, QgsOptionsWidgetFactory
from qgis.PyQt.QtGui import QGuiApplication, QIcon
from qgis.PyQt.QtWidgets import QFileDialog, QFormLayout, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout

from .. import engine
from ..core import install
from ..core.messages import tr
from ..core.settings import HEADING, PROFILE, RULES, TEMPLATE, setting
from . import start

class OptionsPage(QgsOptionsPageWidget):
    def __init__(self, parent=None):
        super().__init__(parent)
        column, form, buttons = QVBoxLayout(self), QFormLayout(), QHBoxLayout()
        self.state = QLabel()
        self.state.setWordWrap(True)
        self.heading, self.template, self.rules, self.profile = QLineEdit(setting(HEADING)), QgsFileWidget(), QgsFileWidget(), QgsFileWidget()
        self.heading.setPlaceholderText(tr("例如：吉林市自然资源局项目核查单", "for example: the name of your office"))
        self.template.setFilter(tr("打印布局模板 (*.qpt)", "Print layout template (*.qpt)"))
        self.rules.setFilter("YAML (*.yaml)")
        self.template.setFilePath(setting(TEMPLATE))
        self.rules.setFilePath(setting(RULES))
        self.profile.setStorageMode(QgsFileWidget.StorageMode.GetDirectory)
        self.profile.lineEdit().setPlaceholderText(tr("默认：吉林市", "default: Jilin City"))
        self.profile.setFilePath(setting(PROFILE))
        for text, slot in ((tr("自检", "Self-test"), self.try_again), (tr("安装引擎…", "Install the engine…"), self.choose_wheel), (tr("复制诊断信息", "Copy diagnosis"), self.copy)):
            button = QPushButton(text)
            button.clicked.connect(lambda *_, slot=slot: slot())
            buttons.addWidget(button)
        buttons.addStretch()
        form.addRow(tr("检查单标题", "Heading of sheets"), self.heading)
        form.addRow(tr("检查单模板", "Template of sheets"), self.template)
        form.addRow(tr("默认规则集", "Rule set by default"), self.rules)
        form.addRow(tr("城市配置文件夹", "Folder of the city profile"), self.profile)
        column.addWidget(QLabel("<b>" + tr("计算引擎", "Engine") + "</b>"))
        column.addWidget(self.state)
        column.addLayout(buttons)
        column.addSpacing(12)
        column.addLayout(form)
        column.addStretch()
        self.test()

    def try_again(self):
        start.try_again()
        self.test()

    def test(self):
        """Asks again: never an old answer."""
        problem = engine.problem() or engine.self_test()
        self.state.setStyleSheet("color: #b8322a;" if problem else "color: #2c7a4b;")
        self.state.setText(problem or tr(f"libspatial {engine.version()} 已就绪，自检通过\n{engine.where()}", f"libspatial {engine.version()} is ready, the self-test passed\n{engine.where()}"))

    def choose_wheel(self):
        file, _ = QFileDialog.getOpenFileName(self, tr("选择引擎文件", "Choose the engine"), "", "libspatial-*.whl (*.whl)")
        if file:
            self.install(file)

    def install(self, file):
        loaded = engine.is_loaded()
        try:
            digest = install.install(file)
        except install.InstallError as error:
            self.state.setStyleSheet("color: #b8322a;")
            return self.state.setText(str(error))
        self.try_again()
        self.state.setText(self.state.text() + f"\nSHA-256 {digest}" + (tr("\n已有引擎在用，重新启动 QGIS 后换用新的", "\nAnother engine is in use: start QGIS again to take the new one") if loaded else ""))

    def copy(self):
        QGuiApplication.clipboard().setText(engine.diagnosis() + "\n" + self.state.text())

    def apply(self):
        for name, value in ((HEADING, self.heading.text().strip()), (TEMPLATE, self.template.filePath()), (RULES, self.rules.filePath()), (PROFILE, self.profile.filePath())):
            QgsSettings().setValue(name, value)
        engine.use_profile(setting(PROFILE))


class OptionsFactory(QgsOptionsWidgetFactory):
    def __init__(self, icon):
        super().__init__("libspatial", QIcon(icon))
        self._icon = QIcon(icon)

    def icon(self):
        return self._icon

    def createWidget(self, parent):  # noqa: N802
        return OptionsPage(parent)
