"""The doctor on attributes: fields and words against the alias files."""

import geopandas as gpd
import pyogrio
import shapely

import libspatial

HERE = [shapely.box(42543000 + 500 * i, 4857000, 42543400 + 500 * i, 4857300) for i in range(3)]


def codes(fields, tmp_path, layer):
    file = tmp_path / "bureau.gpkg"
    file.unlink(missing_ok=True)
    pyogrio.write_dataframe(gpd.GeoDataFrame(fields, geometry=HERE, crs=4530), file, layer=layer)
    found = libspatial.inspect(file)
    return found.set_index("code")


BOUNDARY = {"BSM": ["1", "2", "3"], "GHFQMC": ["城镇集中建设区", "城镇弹性发展区", "特别用途区"], "MJ": [119999.9, 1.0, 1.0], "XZQDM": ["220202"] * 3}


def test_a_bureaus_layer_is_recognised(tmp_path):
    found = codes(BOUNDARY, tmp_path, "CZKFBJ")
    assert "ugb" in found.message_en["recognised"] and "unknown_value" not in found.index and "unknown_field" not in found.index


def test_fields_and_words_nobody_knows(tmp_path):
    found = codes({**BOUNDARY, "GHFQMC": ["城镇集中建设区", "城镇集中建设区乙", "特别用途区"], "PGQK": ["a", "b", "c"]}, tmp_path, "CZKFBJ")
    assert found.message_en["unknown_field"] == "fields this kind of layer does not know: PGQK"
    assert "城镇集中建设区乙" in found.message_zh["unknown_value"] and found["rows"]["unknown_value"] == [1] and found.severity["unknown_value"] == "warning"


def test_a_layer_named_like_one_but_without_its_field(tmp_path):
    found = codes({"BSM": ["1", "2", "3"]}, tmp_path, "CZKFBJ")
    assert "recognised" not in found.index and "czkfbj" in str(found.message_en["not_recognised"]).lower()
