"""What the plugin store asks of the folder, and names that every supported QGIS knows."""

import configparser
import re

from conftest import ROOT

PLUGIN = ROOT / "plugins" / "qgis" / "libspatial_qgis"


def test_metadata_is_complete():
    data = configparser.ConfigParser()
    data.read(PLUGIN / "metadata.txt", encoding="utf-8")
    for key in ("name", "description", "version", "qgisMinimumVersion", "author", "email", "about", "tracker", "repository"):
        assert data["general"][key].strip(), key
    assert data["general"]["hasProcessingProvider"] == "yes" and "libspatial" in data["general"]["about"]
    assert (PLUGIN / "LICENSE").read_text().lstrip().startswith("GNU GENERAL PUBLIC LICENSE")


def test_no_binary_and_one_importer_of_the_engine():
    files = [p for p in PLUGIN.rglob("*") if p.is_file()]
    assert not [p for p in files if p.suffix in (".so", ".dll", ".dylib", ".exe", ".sh", ".pyc")]
    importers = [p.name for p in files if p.suffix == ".py" and re.search(r"^\s*(import|from) libspatial\b", p.read_text(encoding="utf-8"), re.M)]
    assert importers == ["engine.py"]


def test_nothing_the_security_scan_blocks():
    for path in PLUGIN.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"^\s*assert |\bsubprocess\b|\bpickle\b|\beval\(|\bexec\(|import random|sys\.executable", text, re.M), path
