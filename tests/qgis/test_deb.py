"""`make deb`: the module as a Debian package, for the Python of QGIS; it names the libraries it needs, works from where it unpacks, and is the same bytes again."""

import hashlib
import os
import re
import subprocess

import pytest

from conftest import ROOT, SCRATCH

SELF_TEST = "import sys; sys.path.insert(0, sys.argv[1]); from libspatial_qgis import engine; print(engine.where(), engine.problem(), engine.self_test())"


@pytest.fixture(scope="module")
def package():
    run = subprocess.run([ROOT / "scripts/deb.sh"], capture_output=True, text=True, env=os.environ | {"SOURCE_DATE_EPOCH": "1700000000"})
    assert run.returncode == 0, run.stderr
    return ROOT / run.stdout.strip()


def test_it_names_what_it_needs(package):
    field = {name: subprocess.run(["dpkg-deb", "-f", package, name], capture_output=True, text=True).stdout.strip() for name in ("Package", "Version", "Depends")}
    version = re.search(r"project\(libspatial VERSION ([\d.]+)", (ROOT / "CMakeLists.txt").read_text(encoding="utf-8"))[1]
    assert field["Package"] == "python3-libspatial" and field["Version"] == version
    assert all(library in field["Depends"] for library in ("libgeos", "libproj", "python3 (>=", "python3 (<<")) and "libgdal" not in field["Depends"]


def test_it_works_where_it_unpacks(package, tmp_path):
    subprocess.run(["dpkg-deb", "-x", package, tmp_path], check=True)
    place = tmp_path / "usr/lib/python3/dist-packages"
    env = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(place), "HOME": str(SCRATCH), "QT_QPA_PLATFORM": "offscreen", "PYTHONDONTWRITEBYTECODE": "1"}
    run = subprocess.run(["/usr/bin/python3", "-c", SELF_TEST, str(ROOT / "plugins/qgis")], capture_output=True, text=True, env=env)
    assert run.stdout.strip() == f"{place / 'libspatial'} None None", run.stderr
    assert {"/".join(f.relative_to(tmp_path).parts[:2]) for f in tmp_path.rglob("*") if f.is_file()} == {"usr/lib", "usr/share"}


def test_the_same_bytes_again(package):
    first = hashlib.sha256(package.read_bytes()).hexdigest()
    subprocess.run([ROOT / "scripts/deb.sh"], check=True, capture_output=True, env=os.environ | {"SOURCE_DATE_EPOCH": "1700000000"})
    assert hashlib.sha256(package.read_bytes()).hexdigest() == first
