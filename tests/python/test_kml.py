"""KML: what Google Earth and 奥维 write, what hostile people write, and every placemark accounted for."""

import subprocess
import zipfile
from pathlib import Path

import pytest

import libspatial

ROOT = Path(__file__).parents[2]
RING = "126.5,43.8,12 126.6,43.8,12 126.6,43.9,12 126.5,43.9,12 126.5,43.8,12"


def run(*words, **options):
    return subprocess.run([ROOT / "build/bin/libspatial", *map(str, words), "--lang", "en"], capture_output=True, text=True, timeout=60, **options)


def polygon(ring=RING, holes=()):
    inner = "".join(f"<innerBoundaryIs><LinearRing><coordinates>{h}</coordinates></LinearRing></innerBoundaryIs>" for h in holes)
    return f"<Polygon><outerBoundaryIs><LinearRing><coordinates>\n{ring}\n</coordinates></LinearRing></outerBoundaryIs>{inner}</Polygon>"


def place(name, shape, more=""):
    return f"<Placemark><name>{name}</name>{more}{shape}</Placemark>\n"


def document(*folders, head='<?xml version="1.0" encoding="UTF-8"?>'):
    body = "".join(f"<Folder><name>{name}</name>\n{''.join(places)}</Folder>\n" for name, *places in folders)
    return f'{head}\n<kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>doc</name>\n{body}</Document></kml>'


def written(path, text, encoding="utf-8"):
    path.write_bytes(text.encode(encoding))
    return path


def test_a_square_has_the_area_of_the_same_square_in_another_format(tmp_path):
    kml = written(tmp_path / "a.kml", document(("地块", place("一", polygon()))))
    points = [p.split(",")[:2] for p in RING.split()]
    wkt = written(tmp_path / "a.wkt", "POLYGON ((" + ", ".join(" ".join(p) for p in points) + "))\n")
    ours, theirs = run("area", kml), run("area", wkt, "--crs", "EPSG:4326")
    assert ours.returncode == 0 and ours.stdout == theirs.stdout
    assert "heights" in ours.stderr and "CGCS2000" in ours.stderr and "GCJ" not in ours.stderr


def test_folders_are_layers_and_data_are_fields(tmp_path):
    data = '<description>旱地</description><ExtendedData><Data name="地类"><value>0103</value></Data><SchemaData schemaUrl="#s"><SimpleData name="面积">12.5</SimpleData></SchemaData></ExtendedData>'
    kml = written(tmp_path / "a.kml", document(("甲", place("一", polygon(), data)), ("乙", place("二", polygon()), place("三", "<Point><coordinates>126.5,43.8</coordinates></Point>"))))
    first = libspatial.read(kml)
    assert first.drop(columns="geometry").iloc[0].tolist() == ["一", "旱地", "0103", "12.5"] and first.columns.tolist()[2:4] == ["地类", "面积"]
    second = libspatial.read(f"{kml}|layername=乙")
    assert second["name"].tolist() == ["二", "三"] and second.crs.to_epsg() == 4326
    assert "甲" in run("inspect", kml).stdout and "乙" in run("inspect", kml).stdout


def test_holes_lines_and_parts(tmp_path):
    hole = "126.52,43.82 126.55,43.82 126.55,43.85 126.52,43.82"
    both = "<MultiGeometry>" + polygon(holes=[hole]) + polygon("127,44 127.1,44 127.1,44.1 127,44") + "<Point><coordinates>126.5,43.8</coordinates></Point></MultiGeometry>"
    line = "<LineString><coordinates>126.5,43.8 126.6,43.9</coordinates></LineString>"
    rows = libspatial.read(written(tmp_path / "a.kml", document(("x", place("a", both), place("b", line)))))
    assert len(rows.geometry[0].geoms) == 2 and len(rows.geometry[0].geoms[0].interiors) == 1 and rows.geometry[1].geom_type == "LineString"
    assert any("label" in en for _, en in rows.attrs["notes"])


@pytest.mark.parametrize("shape,reason", [
    (polygon("126.5,abc 126.6,43.8 126.6,43.9 126.5,43.8"), "bad_point"), (polygon("43.8,126.5 43.8,126.6 43.9,126.6 43.8,126.5"), "bad_point"), (polygon("126.5 43.8 126.6 43.8"), "bad_point"),
    (polygon("126.5,43.8 126.6,43.8"), "bad_geometry"), (polygon("126.5,nan 126.6,43.8 126.6,43.9 126.5,43.8"), "bad_point"), (polygon("544000,4857000 544100,4857000 544100,4857100"), "bad_point"),
    ("<gx:Track xmlns:gx='x'/>", "bad_geometry"), ("<MultiGeometry>" + polygon() + "<LineString><coordinates>126.5,43.8 126.6,43.9</coordinates></LineString></MultiGeometry>", "bad_geometry")])
def test_a_placemark_that_cannot_be_used_is_a_row_with_its_line(tmp_path, shape, reason):
    kml = written(tmp_path / "a.kml", document(("x", place("a", polygon()), place("b", shape), place("c", polygon()))))
    with pytest.warns(libspatial.RejectedWarning):
        rows = libspatial.read(kml)
    assert len(rows) == 3 and rows.geometry.isna().tolist() == [False, True, False]
    (reject,) = rows.attrs["rejects"]
    assert reject["reason"] == reason and "line " in reject["en"]
    done = run("area", kml)
    assert done.returncode == 2 and done.stdout.count("\n") == 4 and "a.kml" in done.stderr


@pytest.mark.parametrize("encoding,head", [("gbk", '<?xml version="1.0" encoding="GB2312"?>'), ("utf-16", '<?xml version="1.0" encoding="UTF-16"?>'), ("utf-8-sig", "")])
def test_encodings(tmp_path, encoding, head):
    assert libspatial.read(written(tmp_path / "a.kml", document(("甲", place("地块一", polygon())), head=head), encoding))["name"].tolist() == ["地块一"]


def test_kmz_and_ovkml(tmp_path):
    text = document(("x", place("a", polygon())))
    with zipfile.ZipFile(tmp_path / "a.kmz", "w", zipfile.ZIP_DEFLATED) as kmz:
        kmz.writestr("doc.kml", text)
        kmz.writestr("files/icon.png", b"\x89PNG")
    kml = written(tmp_path / "a.ovkml", text)
    assert run("area", tmp_path / "a.kmz").stdout == run("area", kml).stdout != ""
    assert "GCJ-02" in run("area", kml).stderr
    assert any("GCJ-02" in zh for zh, _ in libspatial.read(kml).attrs["notes"])


LAUGHS = '<!DOCTYPE kml [<!ENTITY a "ha"><!ENTITY b "' + "&a;" * 10 + '">' + "".join(f'<!ENTITY {c} "{f"&{p};" * 10}">' for p, c in zip("bcdefgh", "cdefghi")) + "]>"
XXE = '<!DOCTYPE kml [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
OUTSIDE = '<!DOCTYPE kml SYSTEM "http://127.0.0.1:9/kml.dtd">'


@pytest.mark.parametrize("kind", [LAUGHS, XXE, OUTSIDE], ids=["laughs", "xxe", "dtd"])
def test_entities_are_refused(tmp_path, kind):
    kml = written(tmp_path / "a.kml", document(("&i;&x;", place("a", polygon())), head='<?xml version="1.0"?>' + kind))
    done = run("area", kml)
    assert done.returncode == 4 and "[unsupported_format]" in done.stderr and "a.kml" in done.stderr and "root:" not in done.stderr
    with pytest.raises(libspatial.errors.UnsupportedFormatError):
        libspatial.read(kml)


def test_links_are_said_and_not_followed(tmp_path):
    link = "<NetworkLink><Link><href>http://127.0.0.1:9/x.kml</href></Link></NetworkLink>"
    done = run("area", written(tmp_path / "a.kml", document(("x", place("a", polygon()), link))))
    assert done.returncode == 0 and "NetworkLink" in done.stderr


def test_cut_files_and_deep_ones(tmp_path):
    text = document(("x", place("a", polygon()), place("b", polygon())))
    for kept in (100, len(text) // 2, len(text) - 3):
        done = run("area", written(tmp_path / "a.kml", text[:kept]))
        assert done.returncode == 4 and "a.kml" in done.stderr, done
    done = run("area", written(tmp_path / "d.kml", "<kml>" + "<Folder>" * 100000))
    assert done.returncode == 4 and "[damaged_file]" in done.stderr


def test_what_we_write_we_read(tmp_path):
    assert run("convert", ROOT / "sample_data/projects.gpkg", tmp_path / "p.kml", "--to-crs", "EPSG:4490").returncode in (0, 2)
    done = run("area", tmp_path / "p.kml")
    assert done.returncode in (0, 2) and done.stdout.count("\n") > 3, done.stderr


@pytest.mark.parametrize("polygon, why", [
    ("<MultiGeometry><Polygon><outerBoundaryIs>{ring}</outerBoundaryIs></Polygon><Polygon><innerBoundaryIs>{ring}</innerBoundaryIs></Polygon></MultiGeometry>", "a polygon without an outer ring"),
    ("<Polygon><outerBoundaryIs><LinearRing><coordinates>126.5,43.85 126.501,43.85</coordinates><coordinates>126.501,43.851 126.5,43.851 126.5,43.85</coordinates></LinearRing></outerBoundaryIs></Polygon>", "two lists of coordinates"),
    ("<Polygon><outerBoundaryIs><coordinates>126.5,43.85 126.501,43.85 126.501,43.851 126.5,43.85</coordinates></outerBoundaryIs></Polygon>", "in no LinearRing"),
])
def test_what_is_in_the_wrong_place_rejects_its_placemark(polygon, why, tmp_path):
    """Such parts were dropped, and the rest was land."""
    ring = "<LinearRing><coordinates>126.5,43.85 126.501,43.85 126.501,43.851 126.5,43.85</coordinates></LinearRing>"
    (tmp_path / "a.kml").write_text(f'<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark><name>a</name>{polygon.format(ring=ring)}</Placemark></Document></kml>', encoding="utf-8")
    with pytest.warns(libspatial.RejectedWarning, match=why):
        assert libspatial.read(tmp_path / "a.kml").geometry.isna().all()
