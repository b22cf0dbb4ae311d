"""The help button of every algorithm opens a page on this machine, in the language of QGIS, with what the algorithm declares and its part of the guide."""

from urllib.parse import urlparse
from urllib.request import url2pathname

import pytest


def algorithms():
    from qgis.core import QgsApplication

    return QgsApplication.processingRegistry().providerById("libspatial").algorithms()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_algorithm_has_its_page(qgis, monkeypatch, language):
    from libspatial_qgis.core import help_page, messages

    for place in (messages, help_page):
        monkeypatch.setattr(place, "is_chinese", lambda: language == "zh")
    for algorithm in (a.create() for a in algorithms()):
        address = urlparse(algorithm.helpUrl())
        assert address.scheme == "file" and address.path.endswith(f"{algorithm.name()}_{language}.html")
        with open(url2pathname(address.path), encoding="utf-8") as file:
            text = file.read()
        assert algorithm.shortHelpString()[:20].replace('"', "&quot;") in text and "http" not in text.lower().replace("http-equiv", "")
        assert all(f"<td>{p.name()}</td>" in text for p in algorithm.parameterDefinitions() if not p.isDestination()), algorithm.name()
        assert all(f"<td>{o.name()}</td>" in text for o in algorithm.outputDefinitions()), algorithm.name()


@pytest.mark.parametrize("name, words", [("adjust", "最大余数法"), ("report", "SHA-256"), ("tabulate", "multi_cover_m2"), ("importboundarypoints", "DXF"), ("datacheck", "STRICT")])
def test_the_guide_is_in_it(qgis, name, words):
    from libspatial_qgis.core import help_page

    algorithm = next(a for a in algorithms() if a.name() == name)
    assert words in help_page._guide(name) and help_page._guide(name) in help_page.page(algorithm)


def test_a_profile_that_takes_nothing_is_no_error(qgis, monkeypatch, tmp_path):
    from qgis.core import QgsApplication

    (tmp_path / "file").write_text("")
    monkeypatch.setattr(QgsApplication, "qgisSettingsDirPath", staticmethod(lambda: str(tmp_path / "file") + "/"))
    assert algorithms()[0].create().helpUrl() == ""


def test_every_algorithm_has_its_own_icon(qgis):
    pictures = {}
    for algorithm in algorithms():
        image = algorithm.icon().pixmap(24, 24).toImage()
        pictures[algorithm.name()] = tuple(image.pixel(x, y) for x in range(image.width()) for y in range(image.height()))
    assert len(set(pictures.values())) == len(pictures) == 14 and all(len(set(p)) > 5 for p in pictures.values())
