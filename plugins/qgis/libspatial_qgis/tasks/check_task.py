"""Many projects in the background: inputs and plan were read in the main thread, only plain values go along."""

from qgis.core import QgsTask
from qgis.PyQt.QtCore import pyqtSignal

from .. import engine
from ..core import live
from ..core.messages import tr


class CheckTask(QgsTask):
    answered = pyqtSignal(object)  # core.live.Answer
    refused = pyqtSignal(str)

    def __init__(self, inputs, prepared, rules):
        super().__init__(tr(f"libspatial：核查 {len(inputs)} 个项目", f"libspatial: checking {len(inputs)} projects"), QgsTask.Flag.CanCancel)
        self._given, self._answer, self._why = (inputs, prepared, rules), None, tr("已取消", "cancelled")

    def run(self):
        try:
            self._answer = live.check(*self._given, progress=self._progress)
        except engine.Cancelled:
            return False
        except engine.EngineError as error:
            self._why = str(error)
            return False
        return True

    def _progress(self, done, everything):
        self.setProgress(100.0 * done / max(everything, 1))
        return not self.isCanceled()

    def finished(self, good):
        if good:
            self.answered.emit(self._answer)
        else:
            self.refused.emit(self._why)
