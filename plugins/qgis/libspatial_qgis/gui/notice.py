"""What a first look at the layer of projects found, with one thing to confirm. Nothing is changed before that."""

from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from .. import engine
from ..core import first_look
from ..core.messages import tr


class Notice(QFrame):
    applied = pyqtSignal()

    def __init__(self, parent=None):
        super().__init__(parent)
        self.look, self._layer = first_look.Look(), None
        self.setStyleSheet("QFrame { background: #fff4d6; border: 1px solid #b7770d; border-radius: 4px; } QLabel { border: none; color: #3c2c00; }")
        column = QVBoxLayout(self)
        self.text = QLabel()
        self.text.setWordWrap(True)
        self.agree = QPushButton()
        self.agree.clicked.connect(lambda *_: self.confirm())
        self.ignore = QPushButton(tr("忽略", "Ignore"))
        self.ignore.clicked.connect(lambda *_: self.hide())
        row = QHBoxLayout()
        row.addWidget(self.agree)
        row.addWidget(self.ignore)
        column.addWidget(self.text)
        column.addLayout(row)
        self.hide()

    def look_at(self, layer):
        self._layer, self.look = layer, first_look.Look()
        if layer is not None and engine.problem() is None:
            try:
                self.look = first_look.at(layer)
            except engine.EngineError as error:
                self.look = first_look.Look([str(error)])
        self.text.setText("\n".join("• " + line for line in self.look.lines))
        wanted = [part for part in (self.look.crs and tr(f"坐标系 {self.look.crs}", f"CRS {self.look.crs}"), self.look.encoding and tr(f"编码 {self.look.encoding}", f"encoding {self.look.encoding}")) if part]
        self.agree.setText(tr("确定：按", "Take ") + tr("、", " and ").join(wanted) + tr("（坐标和文件不变）", " (coordinates and file stay)"))
        self.agree.setVisible(self.look.asks())
        self.setVisible(bool(self.look.lines))

    def confirm(self):
        if self._layer is not None and self.look.asks():
            layer = self._layer
            first_look.apply(self.look, layer)
            self.look_at(layer)
            self.applied.emit()
