"""adjust: parts add up to the whole, to the last step; what rounding does not explain is said."""

import pytest

from shapes import box, layer, log, rows

SQUARES = [box(0, 0, 10, 10), box(10, 0, 20, 10), box(20, 0, 30, 10), box(30, 0, 40, 10)]


def run(qgis, made, **more):
    said = log()
    out = qgis.run("libspatial:adjust", {"INPUT": made, "AREA": "a", "OUTPUT": "memory:", "SUMS": "memory:"} | more, feedback=said)
    return out, said


def test_parts_add_up_to_the_control_of_their_group(qgis):
    made = layer(SQUARES, a=[33.333, 33.333, 33.334, 7.125], g=["x", "x", "x", "y"], c=[100.01, 100.01, 100.01, 7.12])
    out, said = run(qgis, made, BY="g", CONTROL="c")
    found = rows(out["OUTPUT"])
    assert [row["adjusted"] for row in found] == [33.34, 33.33, 33.34, 7.12] and [row["a"] for row in found] == [33.333, 33.333, 33.334, 7.125]
    assert [row["adjustment"] for row in found] == [0.007, -0.003, 0.006, -0.005]
    assert rows(out["SUMS"]) == [{"group": "x", "n": 3, "sum_before": 100.0, "control": 100.01, "spread": 0.01, "sum_after": 100.01}, {"group": "y", "n": 1, "sum_before": 7.125, "control": 7.12, "spread": -0.005, "sum_after": 7.12}]
    assert (out["N_READ"], out["N_GROUPS"], out["TOTAL"], out["LARGEST_SPREAD"]) == (4, 2, 107.13, 0.01) and said.warnings == []


def test_without_a_control_the_sum_is_kept(qgis):
    out, _ = run(qgis, layer(SQUARES, a=[1.23456, 2.34567, 0.0, 1.0]), DECIMALS=4)
    assert [row["adjusted"] for row in rows(out["OUTPUT"])] == [1.2345, 2.3457, 0.0, 1.0] and out["TOTAL"] == 4.5802


def test_more_than_rounding_is_said(qgis):
    _, said = run(qgis, layer(SQUARES[:2], a=[50.0, 50.0], c=[101.0, 101.0]), CONTROL="c")
    assert len(said.warnings) == 1 and "100.0" in said.warnings[0] and "101.0" in said.warnings[0]


@pytest.mark.parametrize("columns, more, words", [
    ({"a": [1.0, -2.0]}, {}, ("row 1", "-2.0")), ({"a": ["1", "abc"]}, {}, ("row 1", "abc")), ({"a": [1.0, 1.0], "c": [2.0, 3.0]}, {"CONTROL": "c"}, ("2.0", "3.0")),
    ({"a": [1.0, 1.0], "c": [2.005, 2.005]}, {"CONTROL": "c"}, ("2.005", "2 decimals")), ({"a": [0.0, 0.0], "c": [2.0, 2.0]}, {"CONTROL": "c"}, ("2.0", "divided")),
])
def test_what_cannot_be_adjusted_is_named(qgis, columns, more, words):
    from qgis.core import QgsProcessingException

    with pytest.raises(QgsProcessingException) as raised:
        run(qgis, layer(SQUARES[:2], **columns), **more)
    assert all(word in str(raised.value) for word in words), str(raised.value)
