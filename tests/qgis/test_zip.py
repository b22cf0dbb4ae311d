"""`make plugin`: the zip keeps the store's rules, installs from the zip, and its algorithms run."""

import json
import os
import shutil
import subprocess
import sys
import zipfile

import pytest

from conftest import MODULE, ROOT

sys.path.insert(0, str(ROOT / "scripts"))
import plugin  # noqa: E402


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    run = subprocess.run([sys.executable, ROOT / "scripts/plugin.py", "--out", tmp_path_factory.mktemp("zip")], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    return run.stdout.strip()


def test_no_rule_is_broken(made):
    assert plugin.flaws_of() == []
    with zipfile.ZipFile(made) as archive:
        names = archive.namelist()
    assert {n.split("/")[0] for n in names} == {"libspatial_qgis"} and "libspatial_qgis/metadata.txt" in names and "libspatial_qgis/help/qgis.md" in names
    assert not [n for n in names if "__pycache__" in n or n.endswith((".pyc", ".so"))]


def test_the_same_files_give_the_same_bytes(made, tmp_path):
    again = subprocess.run([sys.executable, ROOT / "scripts/plugin.py", "--out", tmp_path], capture_output=True, text=True).stdout.strip()
    assert open(made, "rb").read() == open(again, "rb").read()


@pytest.mark.parametrize("name, content, said", [
    ("a.py", "assert True\n", "assert"), ("a.py", "import subprocess\n", "subprocess"), ("a.py", "eval('1')\n", "eval"), ("a.py", "import sys\nsys.executable\n", "another program"), ("a.py", "try:\n    pass\nexcept Exception:\n    pass\n", "hidden"),
    ("a.py", "from urllib.request import urlopen\n", "urllib"), ("a.py", "password = 'x'\n", "secret"), ("a.so", "x", "no such file"), (".hidden", "x", "no such file"), ("LICENSE", None, "LICENSE is missing"),
])
def test_a_broken_rule_is_said(tmp_path, name, content, said):
    copy = tmp_path / "libspatial_qgis"
    shutil.copytree(plugin.PLUGIN, copy, ignore=shutil.ignore_patterns("__pycache__"))
    if content is None:
        (copy / name).unlink()
    else:
        (copy / name).write_text(content)
    assert any(said in flaw for flaw in plugin.flaws_of(copy))


def test_it_runs_from_the_zip(made, tmp_path, sample):
    home = tmp_path / "home"
    plugins = home / "plugins"
    with zipfile.ZipFile(made) as archive:
        archive.extractall(plugins)
    (home / "run").mkdir()
    (home / "run").chmod(0o700)
    env = {"PATH": "/usr/bin:/bin", "HOME": str(home), "XDG_RUNTIME_DIR": str(home / "run"), "TMPDIR": str(home), "QT_QPA_PLATFORM": "offscreen", "QGIS_PLUGINPATH": str(plugins), "PYTHONPATH": str(MODULE),
           "PYTHONDONTWRITEBYTECODE": "1", "LANG": "C.UTF-8"}
    subprocess.run(["/usr/bin/qgis_process.bin", "plugins", "enable", "libspatial_qgis"], env=env, capture_output=True, timeout=120)
    words = ["--json", "run", "libspatial:areas", "--", f"INPUT={sample / 'projects.gpkg'}", f"OUTPUT={tmp_path / 'out.gpkg'}"]
    run = subprocess.run(["/usr/bin/qgis_process.bin", *words], env=env, capture_output=True, text=True, timeout=300)
    assert run.returncode == 0, run.stderr
    assert json.loads(run.stdout)["results"]["N_READ"] > 0 and os.path.exists(tmp_path / "out.gpkg")
