"""A headless QGIS with the plugin's provider. Everything QGIS writes stays in a scratch home."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRATCH = ROOT / "build" / "test-home"
MODULE = ROOT / "build" / "release" / "python"
for folder in (SCRATCH / "run", SCRATCH / "tmp"):
    folder.mkdir(parents=True, exist_ok=True)
(SCRATCH / "run").chmod(0o700)
os.environ.update(QT_QPA_PLATFORM="offscreen", HOME=str(SCRATCH), XDG_RUNTIME_DIR=str(SCRATCH / "run"), TMPDIR=str(SCRATCH / "tmp"))
sys.dont_write_bytecode = True
sys.path[:0] = [str(MODULE), str(ROOT / "plugins" / "qgis")]
sys.path.append("/usr/share/qgis/python/plugins")


def pytest_sessionfinish(session, exitstatus):
    session.config._libspatial_exit = int(exitstatus)


def pytest_unconfigure(config):
    """QGIS may crash while it is taken down after all tests are done: leave with the answer instead."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(getattr(config, "_libspatial_exit", 1))


@pytest.fixture(scope="session")
def qgis():
    from qgis.core import QgsApplication

    QgsApplication.setPrefixPath("/usr", True)
    app = QgsApplication([], True)
    app.initQgis()
    import processing
    from processing.core.Processing import Processing

    Processing.initialize()
    from libspatial_qgis.processing.provider import Provider

    provider = Provider()
    QgsApplication.processingRegistry().addProvider(provider)
    yield processing


@pytest.fixture
def qgis_process(tmp_path):
    """Runs qgis_process with the plugin enabled; `module` is what stands first on PYTHONPATH."""

    def run(*arguments, module=MODULE):
        home = tmp_path / "home"
        (home / "run").mkdir(parents=True, exist_ok=True)
        (home / "run").chmod(0o700)
        env = {"PATH": "/usr/bin:/bin", "HOME": str(home), "XDG_RUNTIME_DIR": str(home / "run"), "TMPDIR": str(home), "QT_QPA_PLATFORM": "offscreen",
               "QGIS_PLUGINPATH": str(ROOT / "plugins" / "qgis"), "PYTHONPATH": str(module), "PYTHONDONTWRITEBYTECODE": "1", "LANG": "C.UTF-8"}
        program = "/usr/bin/qgis_process.bin"
        subprocess.run([program, "plugins", "enable", "libspatial_qgis"], env=env, capture_output=True, timeout=120)
        return subprocess.run([program, *arguments], env=env, capture_output=True, text=True, timeout=300)

    return run


def play_in_qgis(folder, script, **environment):
    """Runs a script in a real QGIS under Xvfb, in Chinese, with the plugin from its zip; the script writes said.json into `folder`, which is OUT to it. Returns what it said."""
    made = subprocess.run([sys.executable, ROOT / "scripts/plugin.py", "--out", folder], capture_output=True, text=True).stdout.strip()
    with zipfile.ZipFile(made) as archive:
        archive.extractall(folder / "plugins")
    home = folder / "home"
    (home / "run").mkdir(parents=True)
    (home / "run").chmod(0o700)
    (folder / "play.py").write_text(script, encoding="utf-8")
    env = {"PATH": "/usr/bin:/bin", "HOME": str(home), "XDG_RUNTIME_DIR": str(home / "run"), "TMPDIR": str(home), "QGIS_PLUGINPATH": str(folder / "plugins"), "PYTHONDONTWRITEBYTECODE": "1", "LANG": "C.UTF-8", "OUT": str(folder)}
    words = ["xvfb-run", "-a", "-s", "-screen 0 1400x900x24", "/usr/bin/qgis.bin", "--noversioncheck", "--nologo", "--lang", "zh_Hans", "--code", folder / "play.py"]
    subprocess.run(words, env=env | environment, capture_output=True, timeout=240)
    assert (folder / "said.json").exists(), "QGIS did not come to the end"
    return json.loads((folder / "said.json").read_text(encoding="utf-8"))


def _state(folder):
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(folder.iterdir()) if p.is_file()}


@pytest.fixture(scope="session")
def sample(tmp_path_factory):
    """A copy: QGIS writes into a GeoPackage it opens for editing, and beside it."""
    before = _state(ROOT / "sample_data")
    copy = tmp_path_factory.mktemp("sample") / "sample_data"
    shutil.copytree(ROOT / "sample_data", copy, ignore=shutil.ignore_patterns("generator", "*.py"))
    yield copy
    assert _state(ROOT / "sample_data") == before, "a test has changed the sample of the repository"


@pytest.fixture(scope="session")
def checked(sample, tmp_path_factory):
    """What the program says of the projects of the sample, by id, as of today."""
    out = tmp_path_factory.mktemp("checked")
    subprocess.run([ROOT / "build/bin/libspatial", "check", "--plan", sample / "jilin.gpkg", "--projects", sample / "projects.gpkg", "--out", out], capture_output=True)
    return {p["id"]: p for p in json.loads((out / "result.json").read_text(encoding="utf-8"))["projects"]}


class Bar:
    def __init__(self):
        self.said = []

    def pushSuccess(self, title, text):  # noqa: N802
        self.said.append(("good", text))

    def pushCritical(self, title, text):  # noqa: N802
        self.said.append(("bad", text))


class Iface:
    """As much of QGIS' window as the dock asks for: a real canvas."""

    def __init__(self):
        from qgis.gui import QgsMapCanvas

        self.canvas, self.bar = QgsMapCanvas(), Bar()
        self.canvas.resize(600, 400)

    def mapCanvas(self):  # noqa: N802
        return self.canvas

    def messageBar(self):  # noqa: N802
        return self.bar


@pytest.fixture
def project(qgis):
    from qgis.core import QgsCoordinateReferenceSystem, QgsProject

    project = QgsProject.instance()
    project.clear()
    project.setCrs(QgsCoordinateReferenceSystem("EPSG:4530"))
    yield project
    project.clear()


@pytest.fixture
def dock(project, sample):
    from libspatial_qgis.gui.dock_check import CheckDock

    made = CheckDock(Iface())
    made.plan_file.setFilePath(str(sample / "jilin.gpkg"))
    yield made
    made.close_down()
