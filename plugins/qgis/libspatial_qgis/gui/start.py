"""The first word of the plugin: the engine is ready, or why not and the one thing to do. An engine that once took QGIS down with it is not loaded again unasked."""

import contextlib
import os

from qgis.core import Qgis, QgsApplication, QgsSettings
from qgis.PyQt.QtWidgets import QPushButton

from .. import engine
from ..core import install
from ..core.messages import tr

GREETED = "libspatial/greeted"


def _marker():
    return os.path.join(QgsApplication.qgisSettingsDirPath(), "libspatial_is_loading")


def begin():
    """Finds the engine and tests it; the answer is that of engine.problem()."""
    install.add_to_path()
    if os.path.exists(_marker()):
        engine.refuse(tr("LS-E04 上次加载引擎时 QGIS 异常退出，这次没有加载。在 设置 ▸ 选项 ▸ libspatial 中自检，即再试一次", "LS-E04 QGIS ended while the engine was loading; this time it was not loaded. To try again, run the self-test in Settings ▸ Options ▸ libspatial"))
    return try_again() if not engine.is_refused() else engine.problem()


def try_again():
    """Loads and tests the engine; whatever happens in between is remembered for the next start, where the profile can be written."""
    engine.refuse("")
    with contextlib.suppress(OSError), open(_marker(), "w", encoding="utf-8") as file:
        file.write(tr("引擎正在加载", "the engine is loading"))
    problem = engine.problem()
    if problem is None and (problem := engine.self_test()):
        engine.refuse(problem)  # one that gives other numbers computes nothing
    with contextlib.suppress(OSError):
        os.remove(_marker())
    return problem


def greet(iface, problem, open_sample, open_options):
    """Once for each version of the engine; and every time when there is a problem, as begin() found it."""
    settings = QgsSettings()
    if problem is None and settings.value(GREETED) == engine.version():
        return
    text = (problem or "").split(tr("。", ". "))[0] or tr(f"libspatial {engine.version()} 已就绪，自检通过", f"libspatial {engine.version()} is ready, the self-test passed")
    bar = iface.messageBar()
    message = bar.createMessage("libspatial", text)
    for title, slot in ([(tr("安装引擎…", "Install the engine…"), open_options)] if problem else []) + [(tr("打开示例", "Open the sample"), open_sample)]:
        button = QPushButton(title)
        button.clicked.connect(lambda *_, slot=slot: slot())
        message.layout().addWidget(button)
    bar.pushWidget(message, Qgis.MessageLevel.Warning if problem else Qgis.MessageLevel.Success, 0 if problem else 15)
    if problem is None:
        settings.setValue(GREETED, engine.version())
