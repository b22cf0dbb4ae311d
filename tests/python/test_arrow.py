"""Arrow in and out by the PyCapsule protocol: what comes in any encoding is the layer that GeoPandas gives; what is broken has a name."""

import importlib.util
import json

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyogrio
import pytest
import shapely

import libspatial
from libspatial import errors, frames

CRS = "EPSG:4551"
HOLE = shapely.Polygon(shapely.box(0, 0, 100, 100).exterior, [shapely.box(10, 10, 20, 20).exterior, shapely.box(30, 30, 40, 40).exterior])
SHAPES = {
    "polygons": [shapely.box(0, 0, 1, 1), None, HOLE, shapely.Polygon(), shapely.box(5, 5, 9, 9)],
    "multipolygons": [shapely.MultiPolygon([shapely.box(0, 0, 1, 1)]), None, shapely.MultiPolygon([HOLE, shapely.box(200, 0, 300, 100)]), shapely.MultiPolygon(), shapely.MultiPolygon([HOLE])],
    "both": [shapely.box(0, 0, 1, 1), shapely.MultiPolygon([shapely.box(0, 0, 1, 1), shapely.box(2, 0, 3, 1)]), None],
    "with heights": [shapely.force_3d(HOLE, 7), shapely.force_3d(shapely.box(0, 0, 3, 2), 7)],
    "points": [shapely.Point(1, 2), None, shapely.Point(), shapely.Point(3, 4)],
    "lines": [shapely.LineString([(0, 0), (1, 1), (2, 0)]), None, shapely.LineString(), shapely.LineString([(0, 0), (5, 5)])],
    "multipoints": [shapely.MultiPoint([(0, 0), (1, 1)]), None, shapely.MultiPoint(), shapely.MultiPoint([(7, 8)])],
    "multilines": [shapely.MultiLineString([[(0, 0), (1, 1)], [(3, 3), (4, 4), (5, 5)]]), None, shapely.MultiLineString()],
    "nothing": [],
    "more than a block": [shapely.box(i, 0, i + 1, 1) if i % 7 else HOLE for i in range(40000)],
}
ENCODINGS = {"wkb": {"geometry_encoding": "WKB"}, "interleaved": {"geometry_encoding": "geoarrow"}, "separated": {"geometry_encoding": "geoarrow", "interleaved": False}}


def lots(n=3):
    shapes = [shapely.box(544000 + 100 * i, 4857000, 544090 + 100 * i, 4857080) for i in range(n)]
    return gpd.GeoDataFrame({"id": [str(i) for i in range(n)], "n": range(n)}, geometry=shapes, crs=CRS)


def table(frame, **how):
    return pa.table(frame.to_arrow(index=False, **how))


def marked(column, extension, metadata=None):
    """A table of one column that says what it is, as an extension type nobody registered."""
    about = {b"ARROW:extension:name": extension.encode(), b"ARROW:extension:metadata": metadata if isinstance(metadata, bytes) else json.dumps(metadata or {"crs": CRS}).encode()}
    return pa.table([column], schema=pa.schema([pa.field("shape", column.type, metadata=about)]))


class Stream:
    """What has the protocol and nothing else, once."""

    def __init__(self, of):
        self.of = of

    def __arrow_c_stream__(self, requested_schema=None):
        of, self.of = self.of, None
        return of.__arrow_c_stream__(requested_schema)


class Array:
    def __init__(self, of):
        self.of = of

    def __arrow_c_array__(self, requested_schema=None):
        return self.of.__arrow_c_array__(requested_schema)


@pytest.mark.parametrize("how", ENCODINGS.values(), ids=ENCODINGS)
@pytest.mark.parametrize("shapes", SHAPES.values(), ids=SHAPES)
def test_every_encoding_makes_the_layer_that_geopandas_makes(shapes, how):
    series = gpd.GeoSeries(shapes, crs=CRS)
    if not shapes and how["geometry_encoding"] != "WKB":
        pytest.skip("GeoPandas cannot tell the type of nothing")
    expected = frames.read(series)[0]
    given = table(series.to_frame("geometry"), **how)
    whole = pa.concat_tables([given, given])  # two chunks
    rows = (expected.wkb + expected.wkb)
    for part, wanted in ((whole, rows), (whole.slice(1, len(rows) - 2), rows[1:-1]), (whole.combine_chunks().slice(2), rows[2:]), (whole.slice(0, 0), [])):
        found, index = frames.read(part)
        assert index is None and found.crs == CRS and found.wkb == wanted
        numbered = frames.read(part.append_column("n", pa.array(range(part.num_rows))))[0]
        assert numbered.wkb == wanted and numbered.fields["n"] == list(range(part.num_rows))


@pytest.mark.parametrize("kind", [pa.binary(), pa.large_binary(), pa.binary_view(), pa.dictionary(pa.int32(), pa.binary())], ids=str)
@pytest.mark.parametrize("extension", ["geoarrow.wkb", "ogc.wkb", ""])
def test_wkb_in_every_type_of_column(kind, extension):
    frame = lots()
    wkb = [*frame.geometry.to_wkb(), None]
    column = pa.array(wkb, pa.binary())
    column = column.dictionary_encode() if pa.types.is_dictionary(kind) else column.cast(kind)
    given = marked(column, extension) if extension else pa.table({"shape": column})
    assert frames.read(given.slice(1), crs=CRS)[0].wkb == wkb[1:]
    assert frames.read(given, crs=CRS)[0].crs == CRS


def things():
    """Name to what has the protocol."""
    frame = lots()
    whole, native, separated = (table(frame, **how) for how in ENCODINGS.values())
    wkb = pa.table({"id": [1, 2, 3], "wkb": frame.geometry.to_wkb()})
    found = {
        "Table": whole, "RecordBatch": whole.to_batches()[0], "RecordBatchReader": native.to_reader(), "ChunkedArray": whole["geometry"], "Array": whole["geometry"].chunk(0),
        "GeoDataFrame.to_arrow": frame.to_arrow(), "GeoSeries.to_arrow": frame.geometry.to_arrow(), "native GeoSeries": frame.geometry.to_arrow("geoarrow", interleaved=False),
        "a stream": Stream(whole), "a native stream": Stream(separated), "a batch": Array(native.to_batches()[0]), "a column": Array(frame.geometry.to_arrow()),
        "a stream of a column": Stream(whole["geometry"]), "rows": pa.StructArray.from_arrays([wkb["wkb"].chunk(0)], ["geometry"]), "DataFrame": pd.DataFrame({"n": 1, "geometry": frame.geometry.to_wkb()}),
    }
    if duckdb := installed("duckdb"):  # a second query of one connection would end the reader of the first
        found["DuckDB"] = duckdb.connect().register("lots", wkb).sql("SELECT * FROM lots ORDER BY id")
        found["DuckDB reader"] = duckdb.connect().register("lots", whole).sql("SELECT geometry FROM lots ORDER BY id").to_arrow_reader(2)
    if polars := installed("polars"):
        found |= {"polars": polars.DataFrame(wkb), "polars with a type": polars.DataFrame(whole), "native polars": polars.DataFrame(native)["geometry"]}
    return found


def installed(name):
    return importlib.import_module(name) if importlib.util.find_spec(name) else None


@pytest.mark.parametrize("name", things())
def test_whatever_has_the_protocol_comes_in(name):
    assert np.array_equal(libspatial.area(things()[name], crs=CRS), libspatial.area(lots()))


def test_what_pyogrio_reads(root):
    path = "sample_data/projects.gpkg"
    with pytest.warns(libspatial.RejectedWarning):
        expected = libspatial.area(pyogrio.read_dataframe(root / path, layer="projects"))
        found = libspatial.area(pyogrio.read_arrow(root / path, layer="projects")[1])
    assert np.array_equal(found, expected, equal_nan=True) and np.isfinite(found).sum() > 20


def test_a_crs_of_an_array_alone_is_seen():
    series = lots().geometry
    point = gpd.GeoSeries([shapely.Point(1, 2)], crs=CRS)
    for given in (series.to_arrow(), Stream(pa.chunked_array([pa.array(series.to_wkb())])), Array(point.to_arrow("geoarrow", interleaved=False)), Array(point.to_arrow("geoarrow"))):
        layer = frames.read(given, crs="EPSG:4490")[0]
        assert layer.crs == ("EPSG:4490" if isinstance(given, Stream) else CRS) and not layer.rejects


PROJJSON = json.loads(lots().crs.to_json())
CRSS = {"PROJJSON": PROJJSON, "PROJJSON as text": json.dumps(PROJJSON), "WKT2": lots().crs.to_wkt("WKT2_2019"), "code": CRS}


@pytest.mark.parametrize("crs", CRSS.values(), ids=CRSS)
def test_the_declared_crs_holds_in_every_form(crs):
    wkb = pa.array(lots().geometry.to_wkb())
    given = marked(wkb, "geoarrow.wkb", {"crs": crs, "crs_type": "any", "edges": "planar"})
    assert frames.read(given, crs="EPSG:4490")[0].crs == CRS
    assert np.array_equal(libspatial.area(given, crs="EPSG:4490"), libspatial.area(lots()))
    assert frames.read(marked(wkb, "geoarrow.wkb", b""), crs="EPSG:4490")[0].crs == "EPSG:4490"


class Registered(pa.ExtensionType):
    def __init__(self, storage, name, metadata):
        self.metadata = metadata
        super().__init__(storage, name)

    def __arrow_ext_serialize__(self):
        return self.metadata

    @classmethod
    def __arrow_ext_deserialize__(cls, storage, serialized):
        return cls(storage, cls.NAME, serialized)


@pytest.mark.parametrize("how", ENCODINGS.values(), ids=ENCODINGS)
@pytest.mark.parametrize("shapes", ["polygons", "points"])
def test_a_registered_extension_type_is_the_same(shapes, how):
    frame = gpd.GeoDataFrame(geometry=SHAPES[shapes], crs=CRS)
    plain = table(frame, **how)
    field = plain.schema.field("geometry")
    mine = type("Mine", (Registered,), {"NAME": field.metadata[b"ARROW:extension:name"].decode()})
    pa.register_extension_type(mine(field.type, mine.NAME, b""))
    try:
        given = table(frame, **how)
        assert isinstance(given.schema.field("geometry").type, mine)
        for part in (given, Stream(given), Array(given.to_batches()[0]), given["geometry"], Stream(given["geometry"]), libspatial.to_arrow(given)):
            layer = frames.read(part, crs="EPSG:4490")[0]
            assert layer.crs == CRS and layer.wkb == frames.read(frame)[0].wkb
    finally:
        pa.unregister_extension_type(mine.NAME)


def test_a_stream_of_points_is_a_column_and_no_table():
    mine = type("Mine", (Registered,), {"NAME": "geoarrow.point"})
    points = pa.array(gpd.GeoSeries([shapely.Point(1, 2), None]).to_arrow("geoarrow", interleaved=False))
    column = pa.chunked_array([pa.ExtensionArray.from_storage(mine(points.type, mine.NAME, json.dumps({"crs": CRS}).encode()), points)])
    capsule = column.__arrow_c_stream__()  # whoever reads it has not registered the type

    class Taken:
        def __arrow_c_stream__(self, requested_schema=None):
            return capsule

    layer = frames.read(Taken())[0]
    assert layer.crs == CRS and layer.wkb == [shapely.to_wkb(shapely.Point(1, 2)), None]


def test_axes_are_named_not_counted():
    x, y = np.array([544000.0, 544100, 544100, 544000, 544000]), np.array([4857000.0, 4857000, 4857100, 4857100, 4857000])
    points = pa.StructArray.from_arrays([pa.array(y), pa.array(x)], ["y", "x"])
    ring = pa.ListArray.from_arrays(pa.array([0, 1], pa.int32()), pa.ListArray.from_arrays(pa.array([0, 5], pa.int32()), points))
    assert libspatial.area(marked(ring, "geoarrow.polygon")).tolist() == [9999.52]


def test_a_row_that_is_wrong_is_a_reject():
    wkb = lots().geometry.to_wkb().tolist()
    nan = shapely.to_wkb(shapely.Polygon([(544000, 4857000), (np.nan, 4857000), (544100, 4857100)]))
    bad = {1: wkb[0][:-3], 3: b"", 4: b"\x07" * 93, 5: nan, 6: None, 7: wkb[0] + b"\0"}
    given = marked(pa.array([bad.get(i, wkb[0]) for i in range(9)]), "geoarrow.wkb")
    with pytest.warns(libspatial.RejectedWarning, match="6 feature"):
        found = libspatial.area(given)
    assert np.flatnonzero(np.isnan(found)).tolist() == sorted(bad) and set(found[~np.isnan(found)]) == {libspatial.area(lots())[0]}
    layer = frames.read(given)[0]
    assert [(r["row"], r["reason"]) for r in layer.rejects] == [(i, "bad_geometry") for i in (1, 4, 5, 7)]  # 3 and 6 are empty
    assert ["truncated" in layer.rejects[0]["en"], "finite" in layer.rejects[2]["en"], "trailing" in layer.rejects[3]["en"]] == [True] * 3


def test_wkb_that_is_not_quite_plain_is_read_as_wkb():
    """Without a coordinate that is not finite, so that the plain ones go by their coordinates."""
    plain, other = lots().geometry.to_wkb()[:2]
    unclosed = plain[:9] + (4).to_bytes(4, "little") + plain[13:-16]
    wkb = [plain, unclosed, b"\2" + plain[1:], b"\0" + plain[1:], shapely.to_wkb(lots().geometry[0], byte_order=0), plain[:5] + b"\2" + plain[6:], plain + b"\0" * 16, plain[:1] + b"\2" + plain[2:], other]
    column = pa.array(wkb)
    hidden = pa.Array.from_buffers(column.type, len(wkb), [pa.array([True] * 8 + [False]).buffers()[1], *column.buffers()[1:]])  # a null with bytes under it
    for given, rows in ((column, wkb), (hidden, [*wkb[:8], None])):
        found, expected = frames.read(given, crs=CRS)[0], frames.Layer("layer", "", CRS, rows, {})
        assert found.wkb == expected.wkb and found.rejects == expected.rejects and len(found.rejects) == 5
    assert found.wkb[0] == found.wkb[1] == found.wkb[4] == plain and found.wkb[8] is None


def test_native_rings_that_are_not_closed_and_nulls_over_coordinates():
    flat = np.array([(0, 0), (1, 0), (1, 1), (0, 1), (0, 0), (0, 0), (2, 0), (2, 2), (0, 2), (0, 0), (3, 0), (3, 3), (0, 0)], float)
    rings = pa.ListArray.from_arrays(pa.array([0, 5, 9, 13], pa.int32()), pa.FixedSizeListArray.from_arrays(pa.array(flat.ravel()), 2))
    given = marked(pa.ListArray.from_arrays(pa.array(range(4), pa.int32()), rings, mask=pa.array([False, False, True])), "geoarrow.polygon", {"crs": "EPSG:32652"})
    with pytest.warns(libspatial.RejectedWarning):
        assert np.array_equal(libspatial.area(given, kind="planar"), [1, 4, np.nan], equal_nan=True)
    assert frames.read(given)[0].wkb[2] is None


@pytest.mark.parametrize("ring", [[(0, 0), (np.nan, 0), (1, 1), (0, 0)], [(0, 0), (np.inf, 0), (1, 1), (0, 0)], [(0, 0), (1, 1), (0, 0)], [(0, 0)]], ids=["nan", "inf", "three", "one"])
@pytest.mark.parametrize("separated", [False, True])
def test_a_native_row_that_is_wrong_is_a_reject(ring, separated):
    rings = [[(0, 0), (1, 0), (1, 1), (0, 0)], ring, [(0, 0), (1, 0), (1, 1)]]  # the last is not closed, as WKB may be
    flat = np.array([p for r in rings for p in r], float)
    points = pa.StructArray.from_arrays([pa.array(flat[:, 0]), pa.array(flat[:, 1])], ["x", "y"]) if separated else pa.FixedSizeListArray.from_arrays(pa.array(flat.ravel()), 2)
    ends = pa.array(np.cumsum([0, *map(len, rings)]), pa.int64())
    given = marked(pa.LargeListArray.from_arrays(pa.array(range(4), pa.int64()), pa.LargeListArray.from_arrays(ends, points)), "geoarrow.polygon", {"crs": "EPSG:32652"})
    layer = frames.read(given)[0]
    assert [(r["row"], r["reason"]) for r in layer.rejects] == [(1, "bad_geometry")]
    with pytest.warns(libspatial.RejectedWarning):
        assert np.array_equal(libspatial.area(given, kind="planar"), [0.5, np.nan, 0.5], equal_nan=True)


def broken(kind):
    """A table whose buffers do not hold what they promise; spoiled after it was made, as pyarrow makes no such thing."""
    offsets = np.array([0, 4, 8, 10], np.int32)
    if kind == "bytes past the buffer":
        found = marked(pa.Array.from_buffers(pa.binary(), 3, [None, pa.py_buffer(offsets), pa.py_buffer(b"\1\3" * 5)]), "geoarrow.wkb")
        offsets[3] = 500
        return found
    points = pa.FixedSizeListArray.from_arrays(pa.array(np.arange(20.0)), 2)
    rings = pa.Array.from_buffers(pa.list_(points.type), 3, [None, pa.py_buffer(offsets)], children=[points])
    if kind == "a ring that is null":
        rings = pa.array([None, None, None], rings.type)
    found = marked(pa.ListArray.from_arrays(pa.array([0, 3], pa.int32()), rings), "geoarrow.polygon")
    offsets[2:] = {"list past the coordinates": (8, 40), "offsets that go back": (3, 10)}.get(kind, (8, 10))
    return found


@pytest.mark.parametrize("kind", ["list past the coordinates", "offsets that go back", "a ring that is null", "bytes past the buffer"])
def test_offsets_past_the_buffer_are_an_error(kind):
    for call in (libspatial.area, libspatial.to_arrow, lambda t: frames.read(t.append_column("n", pa.array([1] * t.num_rows))), lambda t: libspatial.overlay(lots(), t)):
        with pytest.raises(errors.DamagedFileError):
            call(broken(kind))


def test_a_stream_that_stops_is_an_error():
    whole = table(lots())

    def batches():
        yield whole.to_batches()[0]
        raise OSError("the line is cut")

    with pytest.raises(errors.DamagedFileError, match="the line is cut"):
        libspatial.area(pa.RecordBatchReader.from_batches(whole.schema, batches()))
    text = pa.Array.from_buffers(pa.string(), 1, [None, pa.array([0, 1], pa.int32()).buffers()[1], pa.py_buffer(b"\xff")])
    with pytest.raises(errors.DamagedFileError, match="UTF"):
        libspatial.to_arrow(frames.read(whole.slice(0, 1).append_column("text", text))[0])


WKB = pa.array(lots().geometry.to_wkb())
REFUSED = {
    "two columns": (lambda: pa.table([*marked(WKB, "geoarrow.wkb").columns, WKB], schema=pa.schema([marked(WKB, "geoarrow.wkb").schema[0], marked(WKB, "ogc.wkb").schema[0].with_name("b")])), "BadArgument", "shape, b"),
    "two plain columns": (lambda: pa.table({"a": WKB, "b": WKB}), "BadArgument", "a, b"),
    "no column": (lambda: table(lots()).drop_columns("geometry"), "FieldNotFound", r"id \((large_)?string\)"),
    "an array of numbers": (lambda: pa.array([1.0]), "FieldNotFound", "double"),
    "text": (lambda: marked(pa.array(lots().geometry.to_wkt()), "geoarrow.wkt"), "UnsupportedFormat", "geoarrow.wkt"),
    "another type": (lambda: marked(pa.array([1, 2]), "geoarrow.wkb"), "UnsupportedFormat", "int64"),
    "one list too few": (lambda: marked(pa.array([[1.0]]), "geoarrow.polygon"), "UnsupportedFormat", "list"),
    "float coordinates": (lambda: marked(pa.array([[0.0, 1.0]], pa.list_(pa.float32(), 2)), "geoarrow.point"), "UnsupportedFormat", "float"),
    "round edges": (lambda: marked(WKB, "geoarrow.wkb", {"crs": "EPSG:4490", "edges": "spherical"}), "UnsupportedFormat", "spherical"),
    "metadata that are no JSON": (lambda: marked(WKB, "geoarrow.wkb", b"{crs"), "CrsUnknown", "JSON"),
    "a list as metadata": (lambda: marked(WKB, "geoarrow.wkb", b"[1]"), "CrsUnknown", "JSON"),
    "a number as CRS": (lambda: marked(WKB, "geoarrow.wkb", {"crs": 4551}), "CrsUnknown", "4551"),
    "an opaque CRS": (lambda: marked(WKB, "geoarrow.wkb", {"crs": "17", "crs_type": "srid"}), "CrsUnknown", "17"),
    "no CRS": (lambda: marked(WKB, "geoarrow.wkb", b"{}"), "CrsMissing", "CRS"),
    "a CRS the coordinates cannot have": (lambda: marked(WKB, "geoarrow.wkb", {"crs": "EPSG:4490"}), "CrsImplausible", "EPSG"),
    "another SRID in the WKB": (lambda: marked(pa.array([shapely.to_wkb(shapely.set_srid(g, 4530), include_srid=True) for g in lots().geometry]), "geoarrow.wkb"), "CrsMismatch", "4530"),
    "two SRIDs": (lambda: pa.table({"wkb": [shapely.to_wkb(shapely.set_srid(lots().geometry[0], n), include_srid=True, byte_order=n % 2) for n in (4530, 4551)]}), "CrsMismatch", "SRID"),
    "GeoParquet of another CRS": (lambda: marked(WKB, "geoarrow.wkb").replace_schema_metadata({"geo": json.dumps({"columns": {"shape": {"crs": json.loads(gpd.GeoSeries(crs="EPSG:4530").crs.to_json())}}})}), "CrsMismatch", "GeoParquet"),
}


@pytest.mark.parametrize("make, error, words", REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_read_is_an_error_with_a_name(make, error, words):
    with pytest.raises(getattr(errors, error + "Error"), match=words):
        libspatial.area(make())


def test_srids_in_wkb_are_a_crs():
    wkb = [shapely.to_wkb(shapely.set_srid(g, 4551), include_srid=True) for g in lots().geometry]
    assert np.array_equal(libspatial.area(pa.array(wkb)), libspatial.area(lots()))
    assert np.array_equal(libspatial.area(pa.array(wkb), crs="EPSG:4490"), libspatial.area(lots()))
    assert np.array_equal(libspatial.area(marked(pa.array(wkb), "geoarrow.wkb")), libspatial.area(lots()))


def test_two_crs_are_reprojected_or_refused_as_of_geopandas():
    there = lots().to_crs("EPSG:4530")
    with pytest.warns(UserWarning, match="reprojected from EPSG:4530"):
        libspatial.overlay(table(lots()), table(there))
    with pytest.raises(errors.CrsMismatchError):
        libspatial.transition(table(lots()), table(there), classes="id")


def test_every_call_takes_a_table(root):
    frame = lots().assign(use=["A", "B", "A"])
    given = table(frame, geometry_encoding="geoarrow")
    pd.testing.assert_frame_equal(libspatial.overlay(given, table(frame)), libspatial.overlay(frame, frame))
    pd.testing.assert_frame_equal(libspatial.tabulate(given, given, classes="use").classes, libspatial.tabulate(frame, frame, classes="use").classes)
    assert libspatial.metrics.nmi(given).tolist() == libspatial.metrics.nmi(frame).tolist()
    assert libspatial.patches(given, classes="use").equals(libspatial.patches(frame, classes="use"))
    with pytest.raises(errors.FieldNotFoundError, match="use"):
        libspatial.patches(given, classes="us")
    plan = {name: table(gpd.read_file(root / "sample_data/jilin.gpkg", layer=name)) for name in ("growth_boundary_zones", "units")}
    manifest = {"meta": pa.table({"key": ["a"]})}
    assert [len(layer) > 0 for layer in frames.read_plan({**plan, **manifest, "again": frames.read(frame)[0]})] == [True] * 4


def test_cells_are_plain_values():
    import datetime
    import decimal

    columns = {"d": [decimal.Decimal("1.50"), None], "day": [datetime.date(2026, 11, 1), None], "f": [float("nan"), 2.5], "b": [True, None], "t": ["甲", None],
               "u": pa.array([2**64 - 1, 7], pa.uint64()), "c": pa.array(["x", "y"]).dictionary_encode(), "n": pa.nulls(2)}
    layer = frames.read(pa.table({**columns, "wkb": WKB[:2]}), crs=CRS)[0]
    assert layer.fields == {"d": [1.5, None], "day": ["2026-11-01", None], "f": [None, 2.5], "b": [1, None], "t": ["甲", None], "u": [str(2**64 - 1), "7"], "c": ["x", "y"], "n": [None, None]}
    with pytest.raises(errors.BadArgumentError, match="one name: a"):
        frames.read(pa.table([WKB, WKB[:3].cast(pa.large_binary()).is_valid(), pa.array([1, 2, 3])], names=["wkb", "a", "a"]), crs=CRS)
