"""Wiring only: the Processing provider, the dock and the expression functions come and go with the plugin."""

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import QAction

from . import engine, expressions
from .core import install, settings
from .core.messages import tr
from .processing.provider import Provider


class Plugin:
    def __init__(self, iface):
        self.iface = iface
        self.provider = self.dock = self.action = self.sample = self.options = None

    def initProcessing(self):  # noqa: N802 - called by qgis_process
        install.add_to_path()
        engine.use_profile(settings.setting(settings.PROFILE))
        self.provider = Provider()
        QgsApplication.processingRegistry().addProvider(self.provider)
        expressions.register()

    def initGui(self):  # noqa: N802
        from .gui.dock_check import CheckDock  # qgis_process has no windows
        from .gui import start
        from .gui.options import OptionsFactory
        from .gui.sample import open_sample

        problem = start.begin()
        self.initProcessing()
        self.dock = CheckDock(self.iface)
        self.iface.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, self.dock)
        self.action = QAction(QIcon(self.provider.icon()), tr("项目合规检查", "Project check"), self.iface.mainWindow())
        self.action.setCheckable(True)
        self.dock.setToggleVisibilityAction(self.action)
        self.iface.addToolBarIcon(self.action)
        self.sample = QAction(tr("打开示例", "Open the sample"), self.iface.mainWindow())
        self.sample.triggered.connect(lambda: open_sample(self.iface, self.dock))
        for action in (self.action, self.sample):
            self.iface.addPluginToMenu("libspatial", action)
        self.options = OptionsFactory(self.provider.icon())
        self.iface.registerOptionsWidgetFactory(self.options)
        start.greet(self.iface, problem, self.sample.trigger, lambda: self.iface.showOptionsDialog(currentPage="libspatial"))

    def unload(self):
        if self.dock is not None:
            for action in (self.action, self.sample):
                self.iface.removePluginMenu("libspatial", action)
            self.iface.removeToolBarIcon(self.action)
            self.dock.close_down()
            self.iface.removeDockWidget(self.dock)
            self.dock.deleteLater()
            self.iface.unregisterOptionsWidgetFactory(self.options)
            self.dock = self.action = self.sample = self.options = None
        if self.provider is not None:
            expressions.unregister()
            QgsApplication.processingRegistry().removeProvider(self.provider)
            self.provider = None
