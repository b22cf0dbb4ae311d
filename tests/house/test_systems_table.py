"""docs/reference/systems.md is true: all 61 rows, commands and names that exist, tests that exist."""

import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

import libspatial

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/reference/systems.md").read_text(encoding="utf-8")
ROWS = {row[0]: row[1:] for line in PAGE.splitlines() if re.match(r"\| S\d\d \|", line) for row in [[cell.strip() for cell in line.strip("|\n").split("|")]]}
STATUS = re.compile(r"built|recipe|not built: needs (a network|a model|data the plan lacks)（.+）")


def quoted(cell):
    return re.findall(r"`([^`]+)`", cell)


@cache
def help_of(command):
    return subprocess.run([ROOT / "build/bin/libspatial", *command.split(), "--help"], capture_output=True, text=True)


def python_name(name):
    found = libspatial
    for part in name.split(".")[1:]:
        found = getattr(found, part, None)
    return found


def test_every_system_has_its_row():
    assert list(ROWS) == [f"S{n:02}" for n in range(1, 62)]
    assert PAGE.count("\n| S") == 61 and {len(cells) for cells in ROWS.values()} == {5}


@pytest.mark.parametrize("number", ROWS)
def test_a_row_is_true(number):
    what, section, how, status, tests = ROWS[number]
    assert " · " in what and re.match(r"[一二三四五六七八专]", section) and STATUS.fullmatch(status), (what, section, status)
    named = quoted(how)
    for name in named:
        if name.startswith("libspatial "):
            command = name.removeprefix("libspatial ")
            assert help_of(command).returncode == 0 and f"libspatial {command}" in help_of(command).stdout, name
        else:
            assert name.startswith("libspatial.") and callable(python_name(name)), name
    for test in quoted(tests):
        path, _, function = test.partition("::")
        text = (ROOT / path).read_text(encoding="utf-8")
        assert re.search(rf"^def {function or 'test_'}", text, re.M) and (not function or re.search(rf"^def {function}\(", text, re.M)), test
    if status == "recipe":
        assert "(../how-to/recipes.md)" in how and re.search(rf"^## {number} ", (ROOT / "docs/how-to/recipes.md").read_text(encoding="utf-8"), re.M)
    assert bool(tests) == (not status.startswith("not built")), "what is built has its test"
    assert not status.startswith("not built") or ("最接近 nearest: " in how and named), "what is not built has something near"
    assert status != "built" or named


def test_every_recipe_has_its_row():
    recipes = re.findall(r"^## (S\d\d) ", (ROOT / "docs/how-to/recipes.md").read_text(encoding="utf-8"), re.M)
    assert recipes == [number for number, cells in ROWS.items() if cells[3] == "recipe"]
