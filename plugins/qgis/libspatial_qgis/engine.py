"""The one place that imports the engine. It is there, whole and new enough, or every call says which of that is not so."""

import contextlib
import importlib
import importlib.machinery
import importlib.util
import json
import struct
import sys
import warnings
from pathlib import Path

from .core.messages import is_chinese, tr

MINIMUM = (0, 1, 0)
HECTARE = 9999.52  # m² of 100 m × 100 m in EPSG:4551 at 544000, 4857000 by the procedure of 2008


_refused = ""


def refuse(why):
    """Nothing is loaded before refuse("")."""
    global _refused
    _refused = why


def is_refused():
    return bool(_refused)


def problem():
    """Why the engine cannot be used, as a coded text, or None."""
    if _refused:
        return _refused
    try:
        module = importlib.import_module("libspatial")
    except (ImportError, OSError) as error:
        if getattr(error, "name", "") == "libspatial" and importlib.util.find_spec("libspatial") is None:
            wanted = f"Python {sys.version_info[0]}.{sys.version_info[1]} / {sys.platform}"
            return tr(f"LS-E01 未找到计算引擎 libspatial：可以打开示例、查看说明，但不能计算。需要 {wanted} 的引擎。请在 设置 ▸ 选项 ▸ libspatial ▸ 安装引擎… 选择本机 .whl 文件，不需联网",
                      f"LS-E01 the engine libspatial was not found: the sample and the help can be opened, nothing can be computed. An engine for {wanted} is needed: choose its .whl file in Settings ▸ Options ▸ libspatial ▸ Install the engine…; no network is used")
        return _other_python() or tr(f"LS-E04 引擎加载失败：{error}", f"LS-E04 the engine does not load: {error}")
    version = tuple(int(part) for part in module.__version__.split(".")[:3])
    if version < MINIMUM:
        wanted = ".".join(map(str, MINIMUM))
        return tr(f"LS-E03 引擎 {module.__version__} 低于插件要求的 {wanted}", f"LS-E03 the engine is {module.__version__}, the plugin needs {wanted}")
    return None


def is_loaded():
    return "libspatial._core" in sys.modules


def where():
    import libspatial

    return str(Path(libspatial.__file__).parent)


def self_test():
    """A square of a hectare in Jilin City and its two halves, against the figures of the national procedure; the text of LS-E04 when one of them is another."""
    try:
        with _refusals():
            from libspatial import _core

            whole, half = (_core.Layer("", "", "EPSG:4551", [_square(width)], {}) for width in (100.0, 50.0))
            area, = memoryview(_core.areas(whole, "official")).tolist()
            parts = memoryview(_core.overlay(whole, half, "official", False, 1, None)["area_m2"]).tolist()
    except Exception as error:
        return tr(f"LS-E04 自检没有完成：{error}", f"LS-E04 the self-test did not end: {error}")
    if area != HECTARE or round(sum(parts), 2) != HECTARE or len(parts) != 2:
        return tr(f"LS-E04 自检未通过：应为 {HECTARE} m²，得到 {area} 和 {parts}", f"LS-E04 the self-test failed: {HECTARE} m² was expected, {area} and {parts} were found")
    return None


def _square(width):
    x, y = 544000.0, 4857000.0
    corners = ((x, y), (x + width, y), (x + width, y + 100), (x, y + 100), (x, y))
    return struct.pack("<BIII", 1, 3, 1, 5) + b"".join(struct.pack("<dd", *corner) for corner in corners)


def diagnosis():
    """What somebody who helps needs to know."""
    from qgis.core import Qgis

    found = importlib.util.find_spec("libspatial")
    return "\n".join((f"QGIS {Qgis.QGIS_VERSION}", f"Python {sys.version}", f"{sys.platform}", f"libspatial: {found.origin if found else '-'}", problem() or self_test() or "ok"))


def _other_python():
    """The text of LS-E02 when the compiled part is there, but for Pythons other than this one."""
    folder = Path(importlib.util.find_spec("libspatial").origin).parent
    files = [f.name for f in folder.glob("_core.*") if f.suffix in (".so", ".pyd")]
    if not files or any("_core" + suffix in files for suffix in importlib.machinery.EXTENSION_SUFFIXES):
        return None
    have, wanted = ", ".join(files), f"{sys.version_info[0]}.{sys.version_info[1]}"
    return tr(f"LS-E02 引擎文件为 {have}，QGIS 的 Python 为 {wanted}，无法加载", f"LS-E02 the engine is {have}, the Python of QGIS is {wanted}: it cannot be loaded")


def layer(name, file, crs, wkb, fields):
    with _refusals() as libspatial:
        return libspatial.Layer(name, file, crs, wkb, fields)


class EngineError(Exception):
    """The engine refused: its own sentence, in the language of QGIS."""


class Cancelled(Exception):
    """The user stopped the run."""


@contextlib.contextmanager
def _refusals():
    """The engine's errors as EngineError, a wish to stop as Cancelled; rejects are in the results, not in warnings."""
    import libspatial

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", libspatial.RejectedWarning)
            yield libspatial
    except libspatial.LibspatialError as error:
        raise EngineError(f"[{error.code}] " + tr(error.zh, error.en)) from error
    except KeyboardInterrupt as error:
        raise Cancelled from error


_profile = ""


def use_profile(folder):
    """Another city than the one installed: a folder with profile.yaml, whose frame says which coordinates are plausible."""
    global _profile
    _profile = folder


@contextlib.contextmanager
def _plausible(one, anywhere=False):
    """As _refusals(); a layer outside the city in use is refused first."""
    with _refusals() as libspatial:
        if _profile and not anywhere:
            from libspatial import _core

            _core.require_in_city(one, _core.read_profile(_profile))
        with libspatial.anywhere() if anywhere or _profile else contextlib.nullcontext():
            yield libspatial


def check(projects, plan, progress, **options):
    """(result.json as text, layers of pieces.gpkg, a function that makes the report page)."""
    with _plausible(projects) as libspatial:
        result = libspatial.check(projects, plan, progress=progress, **options)
        return result.to_json(), result.layers, result.report_html


def report_html(text, layers):
    """The report page of a result."""
    with _refusals():
        from libspatial import _core

        return _core.report_html(text, layers)


def write_docx(text, file):
    """The opinion on projects as a document; the error of the engine names the package it needs."""
    with _refusals():
        from libspatial import documents

        documents.write_docx(text, file, "zh" if is_chinese() else "en")


def balance(parts, control, decimals):
    """Parts rounded so that they add up to `control`, or to their own sum when that is None."""
    with _refusals() as libspatial:
        return libspatial.balance(parts, control, decimals=decimals)


def prepared(layers):
    """A plan that is asked many times."""
    with _refusals():
        from libspatial import _core

        return _core.PreparedPlan(layers, "")


def sheets(text, layers):
    """The tables of a result: id, title, columns (title, decimals), rows of printed text."""
    with _refusals():
        from libspatial import documents

        return documents.sheets(text, layers, "zh" if is_chinese() else "en")


def safe_cell(text):
    """A text no spreadsheet takes for a formula."""
    from libspatial import _core

    return _core.no_formula(text)


def polygons(one, anywhere=False):
    """A layer of valid polygons, row by row; `.rejects` and `.repaired` say what became of the others."""
    with _plausible(one, anywhere):
        from libspatial import frames

        return frames.polygons(one)


def areas(one, kind):
    """m² of every row; NaN where it has no land."""
    with _refusals():
        from libspatial import _core

        return memoryview(_core.areas(one, kind)).tolist()


def planar_doubt(one):
    """What to say, (zh, en), where planar areas of a layer are far from those of its land, or None."""
    with _refusals():
        from libspatial import _core

        return _core.planar_doubt(one)


def overlay(subjects, zones, kind, pieces, progress):
    """Columns subject, zone (-1: outside), area_m2, share, multi_cover_m2 (by subject) and, with `pieces`, wkb; and whether zones were reprojected."""
    with _refusals():
        from libspatial import _core

        moved = not _core.same_crs(subjects, zones)
        if moved:
            zones = _core.reproject(zones, subjects.crs_wkt)
        result = _core.overlay(subjects, zones, kind, pieces, 0, progress)
        columns = {name: memoryview(result[name]).tolist() for name in ("subject", "zone", "area_m2", "share", "multi_cover_m2")}
        return columns | {"wkb": result.get("wkb")}, moved


def overlapping(one, progress):
    """Rows of polygons that lie over each other, those that hang together in one list."""
    with _refusals():
        from libspatial import _core

        return _core.overlapping(one, 0, progress)


def same_crs(one, other):
    with _refusals():
        from libspatial import _core

        return _core.same_crs(one, other)


def reprojected(shapes, from_layer, to_layer):
    """WKB of polygons in the CRS of another layer, edges divided."""
    with _refusals():
        from libspatial import _core

        return _core.reproject(layer("", "", from_layer.crs_wkt, shapes, {}), to_layer.crs_wkt).wkb


def tabulate(parcels, zones, class_field, zone_field, kind, progress):
    """Columns parcel, zone (None: outside), class, area_m2, share, parcel_m2 of every piece; notes; by zone (None outside) land of several parcels that is counted again."""
    with _refusals():
        from libspatial import _core

        if not _core.same_crs(parcels, zones):
            zones = _core.reproject(zones, parcels.crs_wkt)
        found, notes, again = _core.tabulate(parcels, zones, class_field, zone_field, kind, 0, progress)
        return found.fields, notes, again


def metric(name, columns, parameters):
    """([(keys, values, reason)], notes) of a formula of the catalogue over the columns of a table; a value that is undefined is None, one that is doubtful has a reason too."""
    with _refusals():
        from libspatial import _core, metrics

        table = _core.Layer("table", "", "", [None] * len(next(iter(columns.values()))), columns)
        found = metrics._catalogue().compute(name, {"table": table}, {}, parameters, 0, None)
        keys = {key: list(values) for key, values in found["keys"].items()}
        values = {key: list(memoryview(column)) if not isinstance(column, list) else column for key, column in found["values"].items()}
        rows = [({k: v[row] for k, v in keys.items()}, {k: None if v[row] != v[row] else v[row] for k, v in values.items()}, found["reasons"].get(row, "")) for row in range(found["rows"])]
        return rows, list(found["notes"])


def read_text(file, crs="", axes="", join=False):
    """(layer, what else the file says) of a text of coordinates, or None when it is none."""
    with _refusals():
        from libspatial import files

        return files.read_text(file, crs, axes, join)


def write_text(one, file, form, *, zone_prefix, from_north_west, decimals, parts_as_rings, utf8, id_field, name_field):
    """Writes a text of coordinates; [(code, zh, en)] of what could not be carried over."""
    with _refusals():
        from libspatial import _core

        return _core.write_coordinates(one, file, form, zone_prefix, from_north_west, decimals, parts_as_rings, utf8, id_field, name_field, [])


def diagnose(layers):
    """Per layer what the program's `inspect` says: crs, counts, area_m2, areas_are_right, symptoms."""
    with _refusals():
        from libspatial import _core, doctor, frames

        limits = str(Path(doctor.__file__).parent / "data" / "checks" / "doctor.yaml")
        city = _core.read_profile(doctor._profile_folder(_profile or None))
        return json.loads(_core.diagnose(layers, limits, city, doctor._data("schemas", "plan.yaml"), doctor._alias_files(None, ()), frames.widest("widest_land"), 0))["layers"]


def shapefile_encoding(file):
    """The encoding its table is written in, or "" where that makes no difference."""
    with _refusals():
        from libspatial import _core

        return _core.shapefile_encoding(file)


def version():
    import libspatial

    return libspatial.__version__


def texts(one, field):
    """A column as the program prints it; null is empty."""
    with _refusals() as libspatial:
        cells = libspatial.Layer("", "", "", [None] * (len(one) + 1), {field: [*one.fields[field], ""]}).fields[field]  # a column with a text is text
        return ["" if cell is None else cell for cell in cells[:-1]]


def row_names(one, field):
    """A text per row as the check names its projects: `field`, "#3" where it is empty; without a field the row's number."""
    with _refusals():
        from libspatial import _core

        return _core.row_names(one, field)
