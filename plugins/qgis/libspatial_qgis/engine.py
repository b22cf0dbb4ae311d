"""The one place that imports the engine. It is there, whole and new enough, or every call says which of that is not so."""

import importlib
import importlib.machinery
import importlib.util
import sys
from pathlib import Path

from .core.messages import tr

MINIMUM = (0, 1, 0)


def problem():
    """Why the engine cannot be used, as a coded text, or None."""
    try:
        module = importlib.import_module("libspatial")
    except (ImportError, OSError) as error:
        if getattr(error, "name", "") == "libspatial" and importlib.util.find_spec("libspatial") is None:
            return tr("LS-E01 未找到计算引擎 libspatial，请为 QGIS 的 Python 安装它", "LS-E01 the engine libspatial was not found: install it for the Python of QGIS")
        return _other_python() or tr(f"LS-E04 引擎加载失败：{error}", f"LS-E04 the engine does not load: {error}")
    version = tuple(int(part) for part in module.__version__.split(".")[:3])
    if version < MINIMUM:
        wanted = ".".join(map(str, MINIMUM))
        return tr(f"LS-E03 引擎 {module.__version__} 低于插件要求的 {wanted}", f"LS-E03 the engine is {module.__version__}, the plugin needs {wanted}")
    return None


def _other_python():
    """The text of LS-E02 when the compiled part is there, but for Pythons other than this one."""
    folder = Path(importlib.util.find_spec("libspatial").origin).parent
    files = [f.name for f in folder.glob("_core.*") if f.suffix in (".so", ".pyd")]
    if not files or any("_core" + suffix in files for suffix in importlib.machinery.EXTENSION_SUFFIXES):
        return None
    have, wanted = ", ".join(files), f"{sys.version_info[0]}.{sys.version_info[1]}"
    return tr(f"LS-E02 引擎文件为 {have}，QGIS 的 Python 为 {wanted}，无法加载", f"LS-E02 the engine is {have}, the Python of QGIS is {wanted}: it cannot be loaded")


def layer(name, file, crs, wkb, fields):
    import libspatial

    return libspatial.Layer(name, file, crs, wkb, fields)


def crs_of(one):
    return one.crs_wkt


class EngineError(Exception):
    """The engine refused: its own sentence, in the language of QGIS."""


class Cancelled(Exception):
    """The user stopped the run."""


def check(projects, plan, progress, **options):
    """(result.json as text, layers of pieces.gpkg, report page)."""
    import libspatial
    import warnings

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", libspatial.RejectedWarning)  # the result lists them
            result = libspatial.check(projects, plan, progress=progress, **options)
        return result.to_json(), result.layers, result.report_html()
    except libspatial.LibspatialError as error:
        raise EngineError(f"[{error.code}] " + tr(error.zh, error.en)) from error
    except KeyboardInterrupt as error:
        raise Cancelled from error
