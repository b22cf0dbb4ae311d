"""Short runs of tests/battery; `make battery` makes the long ones."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "battery"))

import bad_inputs  # noqa: E402
import faults  # noqa: E402


def test_bad_inputs_end_as_an_answer_or_an_error_that_names_the_file(tmp_path):
    classes, results = bad_inputs.battery(126, 7, tmp_path, commands=("area",))
    assert classes == 42 and len(results) == 126
    assert [r[:3] for r in results if r[2]] == []
    codes = [code for r in results for code in r[3]]
    assert codes.count(4) > 20 and codes.count(0) > 5  # it bites, and it lets through


def test_a_machine_that_fails_never_ends_in_half_an_answer(tmp_path):
    results = faults.battery(tmp_path, {"kill": 113, "error": 167, "alloc": 90_000})
    assert [(name, wrong) for name, _, wrong in results if wrong] == []
    whole = [name for name, code, _ in results if code in faults.VERDICTS]
    assert len(results) > 40 and 3 < len(whole) < len(results) - 10  # it bites, and it lets through
