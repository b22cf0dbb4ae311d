"""Many projects in the background: inputs were read in the main thread, the plan too, only plain values go along."""

from qgis.core import QgsTask
from qgis.PyQt.QtCore import pyqtSignal

from .. import engine
from ..core import adapters
from ..core.messages import tr


class CheckTask(QgsTask):
    answered = pyqtSignal(object)  # core.live.Answer
    refused = pyqtSignal(str)

    def __init__(self, plan, inputs, file, rules):
        super().__init__(tr(f"libspatial：核查 {len(inputs)} 个项目", f"libspatial: checking {len(inputs)} projects"), QgsTask.CanCancel)
        self._plan, self._inputs, self._file, self._rules, self._answer, self._why = plan, inputs, file, rules, None, ""
        try:
            plan.of(file)
        except (engine.EngineError, adapters.ReadError) as error:
            self._why = str(error)

    def run(self):
        if self._why:
            return False
        try:
            self._answer = self._plan.check(self._inputs, self._file, self._rules, progress=self._progress)
            return True
        except engine.Cancelled:
            self._why = tr("已取消", "cancelled")
        except (engine.EngineError, adapters.ReadError) as error:
            self._why = str(error)
        return False

    def _progress(self, done, everything):
        self.setProgress(100.0 * done / max(everything, 1))
        return not self.isCanceled()

    def finished(self, good):
        if good and self._answer is not None:
            self.answered.emit(self._answer)
        else:
            self.refused.emit(self._why or tr("已取消", "cancelled"))
