"""Archives beyond the ordinary: records of ZIP64, directories that lie, names that are tricks. Every archive is written here, byte by byte."""

import struct
import subprocess
import zipfile
import zlib
from pathlib import Path

import geopandas as gpd
import pyogrio
import pytest
import shapely

import libspatial

ROOT = Path(__file__).parents[2]
BIG = 0xFFFFFFFF


@pytest.fixture(scope="module")
def lots(tmp_path_factory):
    folder = tmp_path_factory.mktemp("lots")
    frame = gpd.GeoDataFrame({"name": ["甲", "乙"]}, geometry=[shapely.box(544000 + i, 4857000, 544100 + i, 4857100) for i in (0, 200)], crs="EPSG:4551")
    pyogrio.write_dataframe(frame, folder / "lots.shp", encoding="UTF-8")
    return {p.name: p.read_bytes() for p in sorted(folder.iterdir())}


def archive(path, files, large=False, locator=True, disk=0, comment=b"", extra=b"", unicode=None, lie=None, prefix=b""):
    """Stored entries. `large`: every number stands in records of ZIP64. `lie`: entry name → (size, packed, offset), None for the truth."""
    data, directory = bytearray(prefix), bytearray()
    for name, content in files.items():
        raw, at = name.encode() if isinstance(name, str) else name, len(data) - len(prefix)
        size, packed, where = [given if given is not None else true for given, true in zip((lie or {}).get(name, (None,) * 3), (len(content), len(content), at))]
        crc = zlib.crc32(content)
        data += struct.pack("<IHHHHHIIIHH", 0x04034B50, 45, 0x800, 0, 0, 0, crc, len(content), len(content), len(raw), 0) + raw + content
        more = extra + (struct.pack("<HHQQQ", 1, 24, size, packed, where) if large else b"")
        if unicode and name in unicode:
            word, checked = unicode[name]
            more += struct.pack("<HHBI", 0x7075, 5 + len(word.encode()), 1, zlib.crc32(raw) if checked else 1) + word.encode()
        numbers = (BIG, BIG, BIG) if large else (packed, size, where)
        directory += struct.pack("<IHHHHHHIIIHHHHHII", 0x02014B50, 45, 45, 0x800, 0, 0, 0, crc, numbers[0], numbers[1], len(raw), len(more), 0, 0, 0, 0, numbers[2]) + raw + more
    start, n = len(data) - len(prefix), len(files)
    end = b""
    if large and locator:
        end += struct.pack("<IQHHIIQQQQ", 0x06064B50, 44, 45, 45, disk, 0, n, n, len(directory), start)
        end += struct.pack("<IIQI", 0x07064B50, 0, start + len(directory), 1)
    counts = (0xFFFF, 0xFFFF, BIG, BIG) if large else (n, n, len(directory), start)
    end += struct.pack("<IHHHHIIH", 0x06054B50, 0xFFFF if large else disk, 0xFFFF if large else 0, *counts, len(comment)) + comment
    path.write_bytes(bytes(data) + bytes(directory) + end)
    return path


def run(path, *words):
    return subprocess.run([ROOT / "build/bin/libspatial", "area", path, *words, "--lang", "en"], capture_output=True, text=True)


def refused(path, code, *words):
    done = run(path)
    assert done.returncode == 4 and f"[{code}]" in done.stderr and done.stdout == "" and path.name in done.stderr and all(w in done.stderr for w in words), done.stderr
    with pytest.raises(libspatial.LibspatialError) as info:
        libspatial.read(path)
    assert info.value.code == code


def test_numbers_of_zip64_are_read(lots, tmp_path):
    plain, large = archive(tmp_path / "plain.zip", lots), archive(tmp_path / "large.zip", lots, large=True)
    assert zipfile.ZipFile(large).testzip() is None  # Python, too, takes it for a sound archive
    assert run(plain).stdout == run(large).stdout != ""
    assert run(large).returncode == 0
    assert libspatial.read(large)["name"].tolist() == ["甲", "乙"]


def test_a_spreadsheet_with_records_of_zip64(tmp_path):
    frame = gpd.GeoDataFrame({"id": ["a"]}, geometry=[shapely.box(544000, 4857000, 544100, 4857100)], crs="EPSG:4551")
    libspatial.write(frame, tmp_path / "points.xlsx")
    with zipfile.ZipFile(tmp_path / "points.xlsx") as book:
        files = {name: book.read(name) for name in book.namelist()}
    archive(tmp_path / "large.xlsx", files, large=True)
    assert libspatial.read(tmp_path / "large.xlsx").area[0] == pytest.approx(10000)


def test_what_a_stream_writes_is_read(lots, tmp_path):
    """Written to a pipe an archive has sizes of ZIP64 in its local records, whatever their size."""
    with zipfile.ZipFile(tmp_path / "stream.zip", "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in lots.items():
            with out.open(name, "w", force_zip64=True) as file:
                file.write(content)
    assert run(tmp_path / "stream.zip").returncode == 0


@pytest.mark.parametrize("lie", [(1 << 62, None, None), (None, 1 << 62, None), (None, None, 1 << 62), ((1 << 64) - 1, (1 << 64) - 1, None), (3, None, None), (None, 3, None), (None, None, 7)])
@pytest.mark.parametrize("large", [False, True])
def test_numbers_that_lie(lots, tmp_path, lie, large):
    if not large and any(v is not None and v > BIG for v in lie):
        lie = tuple(v and min(v, BIG - 1) for v in lie)
    path = archive(tmp_path / "lie.zip", lots, large=large, lie={"lots.shp": lie})
    done = run(path)
    assert done.returncode == 4 and any(f"[{code}]" in done.stderr for code in ("damaged_file", "limit_exceeded", "unsupported_format")) and "lie.zip" in done.stderr, done.stderr
    with pytest.raises(libspatial.LibspatialError):
        libspatial.read(path)


def test_records_of_zip64_that_are_not_there(lots, tmp_path):
    refused(archive(tmp_path / "none.zip", lots, large=True, locator=False), "damaged_file")
    path = archive(tmp_path / "short.zip", lots, large=True)
    path.write_bytes(path.read_bytes().replace(struct.pack("<HH", 1, 24), struct.pack("<HH", 1, 9)))
    refused(path, "damaged_file", "ZIP64")
    for far in (1 << 63, (1 << 64) - 1):
        path = archive(tmp_path / "far.zip", lots, large=True)
        raw = bytearray(path.read_bytes())
        at = raw.rindex(b"PK\x06\x07")
        raw[at + 8 : at + 16] = struct.pack("<Q", far)
        path.write_bytes(raw)
        refused(path, "damaged_file")


def test_limits_hold_for_large_numbers_too(lots, tmp_path):
    path = archive(tmp_path / "huge.zip", lots | {"more.geojson": b"{}"}, large=True, lie={"more.geojson": (1 << 40, None, None)})
    refused(path, "limit_exceeded", "zip_bytes")
    path = archive(tmp_path / "many.zip", lots | {f"{i}.txt": b"" for i in range(70_000)}, large=True)
    refused(path, "limit_exceeded", "zip_entries (70005" if len(lots) == 5 else "zip_entries")
    assert run(path, "--read-limit", "zip_entries=100K").returncode == 0


def test_one_part_of_a_divided_archive(lots, tmp_path):
    refused(archive(tmp_path / "part.zip", lots, disk=1), "unsupported_format", "divided")


def test_entries_over_each_other(lots, tmp_path):
    """Two entries of the same bytes: the bomb whose sizes are true."""
    path = archive(tmp_path / "over.zip", lots | {"more.geojson": lots["lots.shp"]}, lie={"more.geojson": (None, None, 0)})
    refused(path, "damaged_file", "overlap")


def test_an_end_record_in_the_comment(lots, tmp_path):
    other = archive(tmp_path / "other.zip", {"a.txt": b"x"}).read_bytes()
    inside = other[other.rindex(b"PK\x05\x06"):]
    assert run(archive(tmp_path / "comment.zip", lots, comment=b"hello " + inside + b"  ")).returncode == 0
    assert run(archive(tmp_path / "long.zip", lots, comment=b"x" * 65535)).returncode == 0


@pytest.mark.parametrize("name", ["../a.geojson", "a/../../b.geojson", "..", "/a.geojson", "\\a.geojson", "..\\a.geojson", "C:a.geojson", "a\0.geojson", "x/.."])
def test_names_that_lead_out(lots, tmp_path, name):
    path = archive(tmp_path / "out.zip", lots | {name: b"{}"})
    refused(path, "unsupported_format", "out of the archive")
    assert not any((folder / file).exists() for folder in (Path("/"), tmp_path, tmp_path.parent) for file in ("a.geojson", "b.geojson"))


def test_a_name_in_no_encoding(lots, tmp_path):
    refused(archive(tmp_path / "name.zip", lots | {b"\xff\xfe.geojson\xed\xa0\x80": b"{}"}), "unsupported_format", "neither UTF-8 nor GB18030")


@pytest.mark.parametrize("name", ["a/./lots2.geojson", "a//lots2.geojson", "C/lots2.geojson", "...geojson", " .geojson", "\u202enosjoeg.geojson", "a\nb.geojson", "con.geojson", "-rf.geojson", "x" * 300 + ".geojson", "|layername=a.geojson", "$(id).geojson", "%2e%2e%2f.geojson", "{a}.geojson"])
def test_odd_names_are_names(lots, tmp_path, name):
    frame = gpd.GeoDataFrame(geometry=[shapely.box(126.5, 43.8, 126.6, 43.9)], crs="EPSG:4490")
    pyogrio.write_dataframe(frame, tmp_path / "one.geojson")
    path = archive(tmp_path / "odd.zip", {name: (tmp_path / "one.geojson").read_bytes()})
    (tmp_path / "one.geojson").unlink()
    done = run(path)
    assert done.returncode == 0 and done.stdout.count("\n") == 2, done.stderr
    assert [p.name for p in tmp_path.iterdir()] == ["odd.zip"]


def test_a_folder_with_content_and_a_name_twice(lots, tmp_path):
    refused(archive(tmp_path / "folder.zip", lots | {"a.geojson/": b"{}"}), "damaged_file", "folder")
    path = archive(tmp_path / "twice.zip", lots | {"lots.shq": b"x"})
    path.write_bytes(path.read_bytes().replace(b"lots.shq", b"lots.shp"))
    refused(path, "damaged_file", "twice")


def test_a_second_name_holds_only_with_its_checksum(lots, tmp_path):
    word = {"lots.shp": ("地块.shp", True)} | {name: ("地块" + name[4:], True) for name in lots if name != "lots.shp"}
    assert "地块" in run(f"{archive(tmp_path / 'good.zip', lots, unicode=word)}|layername=地块").stderr + "地块"
    assert run(f"{tmp_path / 'good.zip'}|layername=地块").returncode == 0
    path = archive(tmp_path / "bad.zip", lots, unicode={name: ("../evil", False) for name in lots})
    assert run(path).returncode == 0  # the field is for another name
