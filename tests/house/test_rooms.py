"""The arrows of rooms.txt hold: no room includes one it may not, and no foreign type stands in a public header."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LIB = ROOT / "libspatial"
PUBLIC = LIB / "include" / "libspatial"
INCLUDE = re.compile(r'^\s*#include\s+["<]([^">]+)[">]', re.M)
FOREIGN = re.compile(r"\b(GEOS\w*|PJ|PJ_\w+|OGR\w*|GDAL\w*|boost::|pybind11|YAML::|nlohmann)\b")


def rooms():
    lines = (LIB / "rooms.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.split(":", 1) for line in lines if line and not line.startswith("#"))
    return {room: set(may.split()) for room, may in pairs}


def room_of(include):
    """The room an include belongs to, or None for what is not ours: "libspatial/units.hpp", "geometry/geos.hpp"."""
    parts = include.split("/")
    if parts[0] == "libspatial":
        return parts[1].removesuffix(".hpp")
    return parts[0] if parts[0] in rooms() and len(parts) > 1 else None


def sources():
    for path in sorted(LIB.glob("src/*/**/*.[ch]pp")):
        yield path.relative_to(LIB / "src").parts[0], path
    for path in sorted(PUBLIC.glob("*.hpp")):
        yield path.stem, path


def wrong_arrows(room, text, allowed):
    includes = (room_of(name) for name in INCLUDE.findall(text))
    return sorted({other for other in includes if other and other != room and other not in allowed[room]})


@pytest.mark.parametrize("room,path", [(r, p) for r, p in sources()], ids=lambda v: getattr(v, "name", v))
def test_a_room_includes_only_what_it_may(room, path):
    allowed = rooms()
    assert room in allowed, f"{path} lies in no room of rooms.txt"
    assert wrong_arrows(room, path.read_text(encoding="utf-8"), allowed) == []


def test_the_checker_sees_a_wrong_arrow():
    assert wrong_arrows("overlay", '#include "libspatial/plan.hpp"\n', rooms()) == ["plan"]
    assert wrong_arrows("measure", '#include "rules/facts.hpp"\n', rooms()) == ["rules"]


def test_every_room_has_its_header():
    assert {p.stem for p in PUBLIC.glob("*.hpp")} == set(rooms())


@pytest.mark.parametrize("header", sorted(PUBLIC.glob("*.hpp")), ids=lambda p: p.name)
def test_public_headers_show_no_foreign_type(header):
    code = re.sub(r"//.*", "", header.read_text(encoding="utf-8"))
    assert not FOREIGN.findall(code)


def test_only_io_knows_gdal():
    knows = [p for room, p in sources() if room != "io" and re.search(r'#include\s+[<"](gdal|ogr|cpl)', p.read_text(encoding="utf-8"))]
    assert knows == []
