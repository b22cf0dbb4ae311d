"""One place imports the engine. What the plugin store asks of the folder is in scripts/plugin.py and test_zip.py."""

import re

from conftest import ROOT

PLUGIN = ROOT / "plugins" / "qgis" / "libspatial_qgis"


def test_one_importer_of_the_engine():
    importers = [p.name for p in PLUGIN.rglob("*.py") if re.search(r"^\s*(import|from) libspatial\b", p.read_text(encoding="utf-8"), re.M)]
    assert importers == ["engine.py"]


def test_the_licence_is_that_of_qgis_plugins():
    assert (PLUGIN / "LICENSE").read_text().lstrip().startswith("GNU GENERAL PUBLIC LICENSE")
