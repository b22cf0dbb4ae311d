"""The engine comes from a wheel the user chooses, tests itself, and is not loaded again where it once took QGIS down with it."""

import json
import os
import shutil
import sys
import sysconfig
import zipfile

import pytest

from conftest import MODULE, ROOT, play_in_qgis
from shapes import box, layer

sys.path.insert(0, str(ROOT / "scripts"))

ABI = f"cp{sys.version_info[0]}{sys.version_info[1]}"
MACHINE = sysconfig.get_platform().replace("-", "_").replace(".", "_")


def wheel(folder, name=f"libspatial-0.1.0-{ABI}-{ABI}-{MACHINE}.whl", extra=()):
    """The module that was built, as pip would find it."""
    made = folder / name
    with zipfile.ZipFile(made, "w") as archive:
        for root, _, files in os.walk(MODULE / "libspatial", followlinks=True):
            for file in files:
                if not file.endswith(".pyc"):
                    archive.write(os.path.join(root, file), os.path.relpath(os.path.join(root, file), MODULE))
        for path, content in extra:
            archive.writestr(path, content)
    return made


@pytest.fixture
def profile(qgis, tmp_path, monkeypatch):
    from qgis.core import QgsApplication

    monkeypatch.setattr(QgsApplication, "qgisSettingsDirPath", staticmethod(lambda: str(tmp_path / "profile") + "/"))
    (tmp_path / "profile").mkdir()
    monkeypatch.setattr(sys, "path", list(sys.path))
    return tmp_path / "profile"


def test_a_wheel_is_unpacked_whole_and_first_in_the_path(profile, tmp_path):
    from libspatial_qgis.core import install

    digest = install.install(str(wheel(tmp_path)))
    place = profile / "python" / "libspatial_engine" / ABI
    assert len(digest) == 64 and (place / "libspatial" / "__init__.py").is_file() and sys.path[0] == str(place)
    assert os.listdir(place.parent) == [ABI]
    install.install(str(wheel(tmp_path)))  # again, over it


@pytest.mark.parametrize("name, extra, words", [
    (f"libspatial-0.1.0-cp27-cp27m-{MACHINE}.whl", (), "LS-E02"), (f"libspatial-0.1.0-{ABI}-{ABI}-win_arm64.whl", (), "win_arm64"), ("other-1.0-py3-none-any.whl", (), "no wheel"),
    (f"libspatial-0.1.0-{ABI}-{ABI}-{MACHINE}.whl", (("../evil.py", "x"),), "not safe"), (f"libspatial-0.1.0-{ABI}-{ABI}-{MACHINE}.whl", (("/evil.py", "x"),), "not safe"),
])
def test_a_wheel_that_does_not_fit_is_refused_and_what_stands_there_stays(profile, tmp_path, name, extra, words):
    from libspatial_qgis.core import install

    install.install(str(wheel(tmp_path)))
    (tmp_path / "bad").mkdir()
    with pytest.raises(install.InstallError, match=words):
        install.install(str(wheel(tmp_path / "bad", name, extra)))
    place = profile / "python" / "libspatial_engine"
    assert os.listdir(place) == [ABI] and (place / ABI / "libspatial" / "__init__.py").is_file()


def test_what_is_no_zip_and_what_holds_no_module(profile, tmp_path):
    from libspatial_qgis.core import install

    file = tmp_path / f"libspatial-0.1.0-{ABI}-{ABI}-{MACHINE}.whl"
    file.write_bytes(b"no zip")
    with pytest.raises(install.InstallError, match="cannot be installed"):
        install.install(str(file))
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("libspatial/__init__.py", "")
    with pytest.raises(install.InstallError, match="no compiled module"):
        install.install(str(file))


def test_the_self_test_finds_another_number(qgis, monkeypatch):
    from libspatial_qgis import engine

    assert engine.self_test() is None
    monkeypatch.setattr(engine, "HECTARE", 9999.53)
    assert "LS-E04" in engine.self_test() and "9999.52" in engine.self_test()


def test_an_engine_that_took_qgis_down_is_not_loaded_again_unasked(profile, monkeypatch):
    from libspatial_qgis import engine
    from libspatial_qgis.gui import start

    assert start.begin() is None and not os.listdir(profile)
    monkeypatch.setattr(engine, "self_test", lambda: (_ for _ in ()).throw(SystemExit))  # the end of QGIS, in the middle of it
    with pytest.raises(SystemExit):
        start.begin()
    monkeypatch.undo()
    monkeypatch.setattr(start, "_marker", lambda: str(profile / "libspatial_is_loading"))
    assert "LS-E04" in start.begin() and "LS-E04" in engine.problem()
    assert start.try_again() is None and engine.problem() is None and start.begin() is None


def test_an_engine_that_fails_its_self_test_computes_nothing(profile, monkeypatch):
    from qgis.core import QgsProcessingException

    import processing
    from libspatial_qgis import engine
    from libspatial_qgis.gui import start

    monkeypatch.setattr(engine, "HECTARE", 9999.53)
    assert "LS-E04" in start.begin()
    with pytest.raises(QgsProcessingException, match="LS-E05.*LS-E04"):
        processing.run("libspatial:areas", {"INPUT": layer([box(0, 0, 100, 100)]), "OUTPUT": "memory:"})
    monkeypatch.undo()
    engine.refuse("")


def test_a_profile_that_takes_nothing_does_not_keep_the_plugin_from_loading(profile, monkeypatch):
    from libspatial_qgis.gui import start

    monkeypatch.setattr(start, "_marker", lambda: str(profile / "no-such-folder" / "marker"))
    assert start.begin() is None


def test_the_options_page_keeps_what_was_chosen(qgis, monkeypatch):
    from qgis.core import QgsSettings
    from libspatial_qgis.core import settings
    from libspatial_qgis.gui import options

    page = options.OptionsPage()
    assert "0.1.0" in page.state.text() and "MODULE" not in page.state.text()
    page.heading.setText("某局核查单")
    page.apply()
    assert settings.setting(settings.HEADING) == "某局核查单" and options.OptionsPage().heading.text() == "某局核查单"
    page.copy()
    QgsSettings().remove(settings.HEADING)


def test_another_city_has_another_frame(qgis, tmp_path, monkeypatch):
    """A copy of the profile whose frame lies 10° further west: land of Jilin is implausible there, and what lies in it is not."""
    from qgis.core import QgsProcessingException

    from libspatial_qgis import engine

    shutil.copytree(ROOT / "libspatial/data/profiles/jilin", tmp_path / "west")
    file = tmp_path / "west" / "profile.yaml"
    text = file.read_text(encoding="utf-8")
    assert "west: 125.60" in text and "east: 128.00" in text
    file.write_text(text.replace("west: 125.60", "west: 115.60").replace("east: 128.00", "east: 118.00"), encoding="utf-8")
    monkeypatch.setattr(engine, "_profile", "")
    here, there = layer([box(0, 0, 100, 100)]), layer([box(0, 0, 100, 100, east=39543000)], crs="EPSG:4527")  # 117.5° E
    area = {"AREA": 0, "OUTPUT": "memory:"}
    assert qgis.run("libspatial:areas", area | {"INPUT": here})["N_USED"] == 1
    engine.use_profile(str(tmp_path / "west"))
    assert qgis.run("libspatial:areas", area | {"INPUT": there})["N_USED"] == 1
    found = qgis.run("libspatial:crsdoctor", {"LAYER": here, "OUTPUT": "memory:"})
    assert "outside_city" in found["CODES"] or "implausible_crs" in found["CODES"]
    assert "outside_city" not in qgis.run("libspatial:crsdoctor", {"LAYER": there, "OUTPUT": "memory:"})["CODES"]
    engine.use_profile(str(tmp_path / "none"))
    with pytest.raises(QgsProcessingException, match=r"\[[a-z_]+\].*none"):
        qgis.run("libspatial:areas", area | {"INPUT": here})


def test_the_stored_result_of_the_sample_is_what_the_program_says_now(qgis):
    """`make sample` writes it; nothing else is shown without an engine."""
    import checked_sample

    assert json.loads((ROOT / "sample_data/checked.json").read_text(encoding="utf-8")) == checked_sample.checked()


def test_own_data_have_no_stored_result(dock, project, monkeypatch):
    from libspatial_qgis import engine

    lots = layer([box(0, 0, 100, 100)], id=["b9-003"])
    project.addMapLayer(lots)
    dock.layers.setLayer(lots)
    monkeypatch.setattr(engine, "problem", lambda: "LS-E01 …")
    dock.check_all()
    assert dock.banner.text() == "LS-E01 …" and dock.zones.rowCount() == 0


SCRIPT = """
import json, os, traceback
from qgis.PyQt.QtCore import QTimer
from qgis.core import QgsProject
import qgis.utils
from qgis.utils import iface
out, said = os.environ["OUT"], {}

def end():
    with open(os.path.join(out, "said.json"), "w", encoding="utf-8") as file:
        json.dump(said, file, ensure_ascii=False)
    os._exit(0)

def guarded(step):
    try:
        step()
    except Exception:
        said["error"] = traceback.format_exc()
        end()

def begin():
    qgis.utils.loadPlugin("libspatial_qgis")
    qgis.utils.startPlugin("libspatial_qgis")
    global plugin
    plugin = qgis.utils.plugins["libspatial_qgis"]
    iface.mainWindow().resize(1300, 820)
    said["bar"] = iface.messageBar().currentItem().text() if iface.messageBar().currentItem() else ""
    plugin.sample.trigger()
    QTimer.singleShot(2500, lambda: guarded(opened))

def opened():
    said["layers"] = len(QgsProject.instance().mapLayers())
    said["refused"] = plugin.dock.status.text()
    said["stored"] = [plugin.dock.banner.text(), plugin.dock.banner.styleSheet(), plugin.dock.zones.rowCount(), plugin.dock.save.isEnabled(), bool(plugin.dock.red), plugin.dock.answer is None]
    iface.mainWindow().grab().save(os.path.join(out, "without.png"))
    from libspatial_qgis.gui.options import OptionsPage
    global page
    page = OptionsPage()
    page.resize(720, 320)
    said["before"] = page.state.text()
    page.install(os.environ["WHEEL"])
    said["after"] = page.state.text()
    page.grab().save(os.path.join(out, "options.png"))
    plugin.dock.check_selected()
    QTimer.singleShot(2500, lambda: guarded(checked))

def checked():
    said["verdict"] = plugin.dock.answer.verdict if plugin.dock.answer else plugin.dock.banner.text()
    end()

QTimer.singleShot(3000, lambda: guarded(begin))
"""


def test_without_an_engine_the_sample_opens_and_a_wheel_makes_it_compute(tmp_path):
    """In a real QGIS under Xvfb: no module anywhere, then the wheel, without a restart."""
    said = play_in_qgis(tmp_path, SCRIPT, WHEEL=str(wheel(tmp_path)))
    assert "error" not in said, said["error"]
    assert "LS-E01" in said["bar"] and said["layers"] == 8 and "LS-E01" in said["refused"] and "LS-E01" in said["before"]
    text, style, rows, exports, red, none = said["stored"]
    assert "非本机计算" in text and "b9-003" in text and "不符合" in text and "#8a929c" in style and rows == 3 and not exports and not red and none
    assert "自检通过" in said["after"] and "SHA-256" in said["after"] and said["verdict"] == "conflict"
    if os.environ.get("LIBSPATIAL_SHOTS"):
        for name in ("without", "options"):
            shutil.copy(tmp_path / f"{name}.png", os.environ["LIBSPATIAL_SHOTS"])
