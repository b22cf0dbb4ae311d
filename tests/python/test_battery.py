"""A short run of tests/battery/bad_inputs.py; `make battery` runs the long one."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "battery"))

import bad_inputs  # noqa: E402


def test_bad_inputs_end_as_an_answer_or_an_error_that_names_the_file(tmp_path):
    classes, results = bad_inputs.battery(126, 7, tmp_path, commands=("area",))
    assert classes == 42 and len(results) == 126
    assert [r[:3] for r in results if r[2]] == []
    codes = [code for r in results for code in r[3]]
    assert codes.count(4) > 20 and codes.count(0) > 5  # it bites, and it lets through
