"""Arrow out: what goes out comes back as it went, says its CRS and its units, and is GeoParquet when it is written as Parquet."""

import doctest
import json
import re
import sys
import warnings

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely
from test_arrow import CRS, PROJJSON, SHAPES, WKB, Array, Stream, installed, lots, table

import libspatial
from libspatial import arrow, errors, frames


def columns(layer):
    return layer.wkb, layer.fields, layer.crs, [type(v) for cells in layer.fields.values() for v in cells]


@pytest.mark.parametrize("encoding", ["wkb", "geoarrow"])
def test_a_layer_comes_back_as_it_went(encoding):
    wkb = [shapely.to_wkb(g) if g is not None else None for g in SHAPES["polygons"]]
    fields = {"n": [1, None, 2**62, -1, 0], "f": [0.1, None, 1e300, -0.0, 5.0], "t": ["甲", "", None, "d", "e"], "none": [None] * 5, "geometry": list("abcde")}
    layer = frames.Layer("lots", "", CRS, wkb, fields)
    out = libspatial.to_arrow(layer, encoding=encoding)
    back = frames.read(out)[0]
    assert columns(back) == columns(layer) and back.wkb[2] == wkb[2]
    about = out.schema.field("geometry_0").metadata
    assert about[b"ARROW:extension:name"].decode() == ("geoarrow.wkb" if encoding == "wkb" else "geoarrow.polygon")
    assert json.loads(about[b"ARROW:extension:metadata"])["crs"] == PROJJSON
    assert columns(frames.read(Stream(layer))[0]) == columns(layer) and pa.table(layer).equals(libspatial.to_arrow(layer))
    assert libspatial.to_arrow(frames.Layer("", "", CRS, [], {})).num_rows == 0


@pytest.mark.parametrize("encoding", ["wkb", "geoarrow"])
@pytest.mark.parametrize("name", [n for n in SHAPES if n not in ("both", "nothing")])
def test_a_geodataframe_comes_back_as_it_went(name, encoding):
    frame = gpd.GeoDataFrame({"n": range(len(SHAPES[name]))}, geometry=gpd.GeoSeries(SHAPES[name], crs=CRS)).set_axis(pd.RangeIndex(10, 10 + len(SHAPES[name])))
    out = libspatial.to_arrow(frame, encoding=encoding)
    back = gpd.GeoDataFrame.from_arrow(out)
    assert back.geometry.to_wkb().tolist() == frame.geometry.to_wkb().tolist() and back.crs == frame.crs and back.n.tolist() == frame.n.tolist()
    again = libspatial.to_arrow(out, encoding="wkb")
    assert frames.read(again)[0].wkb == frames.read(frame)[0].wkb and again["n"].equals(out["n"])


def test_results_go_out_with_their_units():
    frame = lots().assign(use=["A", "B", "A"])
    found = libspatial.tabulate(frame, frame, classes="use")
    zones = libspatial.to_arrow(found.zones)
    assert {n: zones.schema.field(n).metadata[b"unit"] for n in ("covered_m2", "mesh")} == {"covered_m2": b"m2", "mesh": b"ha"}
    assert libspatial.to_arrow(libspatial.metrics.nmi(frame)).schema.field("nmi").metadata == {b"unit": b"1"}
    pieces = libspatial.overlay(frame, frame.iloc[:1], pieces=True)
    out = libspatial.to_arrow(pieces)
    assert out["zone"].to_pylist() == [0, None, None] and np.array_equal(libspatial.area(out), pieces.area_m2)


def test_other_columns_stay_as_they_are():
    day = pa.array([1, 2, 3], pa.date32())
    given = libspatial.to_arrow(lots()).append_column("day", day).append_column(pa.field("list", pa.list_(pa.int8()), metadata={"a": "b"}), pa.array([[1], None, []], pa.list_(pa.int8())))
    out = libspatial.to_arrow(given, encoding="geoarrow")
    assert out.column_names == given.column_names and out.drop_columns("geometry").equals(given.drop_columns("geometry"), check_metadata=False)
    assert out.schema.field("list").metadata == {b"a": b"b"} and b"geo" not in out.schema.metadata
    spoiled = given.set_column(2, given.schema.field(2), pa.array([b"\1", *given["geometry"].to_pylist()[1:]]))
    with pytest.warns(libspatial.RejectedWarning, match="truncated"):
        assert libspatial.to_arrow(spoiled)["geometry"].null_count == 1


def test_a_crs_for_what_has_none():
    bare = lots().set_crs(None, allow_override=True)
    for given in (bare, bare.geometry, table(bare), bare.geometry.tolist(), frames.Layer("", "", "", bare.geometry.to_wkb().tolist(), {})):
        assert frames.read(libspatial.to_arrow(given, crs=CRS))[0].crs == CRS
        assert frames.read(libspatial.to_arrow(given))[0].crs == ""
    assert libspatial.to_arrow(bare, crs=CRS)["n"].equals(table(bare)["n"])
    assert frames.read(libspatial.to_arrow(lots(), crs="EPSG:4490"))[0].crs == CRS


def test_what_cannot_go_out_is_refused():
    mixed = gpd.GeoSeries([shapely.Point(1, 2), shapely.box(0, 0, 1, 1)], crs=CRS)
    for given in (mixed, frames.read(mixed)[0]):
        with pytest.raises(errors.BadArgumentError, match="wkb"):
            libspatial.to_arrow(given, encoding="geoarrow")
    with pytest.raises(errors.BadArgumentError, match="WKB"):
        libspatial.to_arrow(lots(), encoding="WKB")


def test_geoparquet_is_read_and_written(tmp_path):
    frame = lots()
    for name, how in {"wkb": {}, "native": {"geometry_encoding": "geoarrow"}}.items():
        frame.to_parquet(tmp_path / name, **how)
        read = pq.read_table(tmp_path / name)
        assert np.array_equal(libspatial.area(read, crs="EPSG:4490"), libspatial.area(frame))
    pq.write_table(libspatial.to_arrow(frames.read(frame)[0]), tmp_path / "ours")
    for back in (gpd.read_parquet(tmp_path / "ours"), libspatial.read(tmp_path / "ours")):
        assert back.crs == frame.crs and back.geometry.to_wkb().tolist() == frame.geometry.to_wkb().tolist() and back.n.tolist() == [0, 1, 2]
    more = frame.assign(centre=frame.geometry.centroid)
    assert np.array_equal(libspatial.area(libspatial.to_arrow(more)), libspatial.area(frame))  # the metadata say which of two columns
    plain = pa.table({"geometry": WKB}).replace_schema_metadata({"geo": json.dumps({"columns": {"geometry": {"encoding": "WKB"}}})})
    assert frames.read(plain)[0].crs == "EPSG:4326"  # GeoParquet without crs is in degrees
    assert frames.read(plain.rename_columns(["wkb"]), crs=CRS)[0].crs == CRS  # metadata of a column that is gone


def test_without_pyarrow_it_is_said(monkeypatch):
    given = Array(table(lots()).to_batches()[0])
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    for call in (libspatial.area, libspatial.to_arrow):
        with pytest.raises(errors.UnsupportedFormatError, match="pip install pyarrow"):
            call(given)


def test_examples_run():
    found = doctest.testmod(arrow)
    assert found.attempted > 4 and found.failed == 0


def test_the_page_runs(root, monkeypatch):
    """Block after block, as one reads; that of DuckDB where it is installed."""
    monkeypatch.chdir(root)
    (root / "build").mkdir(exist_ok=True)
    names = {}
    text = (root / "docs/how-to/arrow.md").read_text(encoding="utf-8")
    sources = re.findall(r"^```python\n(.*?)^```", text, re.M | re.S)
    assert len(sources) == 5
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", libspatial.RejectedWarning)
        for source in sources:
            if "duckdb" not in source or installed("duckdb"):
                exec(compile(source, "arrow.md", "exec"), names)
    assert len(names["areas"]) > 20 and set(names["pieces"].subject) <= set(range(len(names["areas"])))
    assert names["bare"].tolist() == [9999.52, 4999.76] and names["unit"] == "m2" and b"geoarrow.polygon" in names["coordinates"].schema.field("geometry").metadata.values()
    for found in ("by_geopandas", "by_pyarrow", "by_path", "chunked"):
        assert names[found].tolist() == names["bare"].tolist()
    pieces = names["result"].pieces
    assert names["layers"]["pieces"].num_rows == len(pieces) > 0 and names["pieces_again"].geometry.to_wkb().equals(pieces.geometry.to_wkb())
    if "area_of_second" in names:
        assert names["area_of_second"].tolist() == [4999.76]
