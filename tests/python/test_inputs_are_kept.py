"""No command writes over a file it is given to read, whatever the option is called: the input is as it was, and the message names it."""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PLAN, LOTS, TXT = "plan.gpkg", "lots.gpkg", "lots.csv"
LINES, UNITS, PLACES = f"{PLAN}|layername=transport_lines", f"{PLAN}|layername=units", f"{PLAN}|layername=places"
COMMANDS = {
    "inspect --fix": (LOTS, ["inspect", LOTS, "--fix", LOTS]),
    "inspect --json": (LOTS, ["inspect", LOTS, "--json", LOTS]),
    "convert": (LOTS, ["convert", LOTS, LOTS]),
    "convert --report": (LOTS, ["convert", LOTS, "other.csv", "--report", LOTS]),
    "convert a layer": (LOTS, ["convert", f"{LOTS}|layername=projects", f"../{{folder}}/{LOTS}"]),
    "area": (TXT, ["area", TXT, "--out", TXT]),
    "cut projects": (LOTS, ["cut", "--plan", PLAN, "--projects", LOTS, "--out", LOTS]),
    "cut plan": (PLAN, ["cut", "--plan", PLAN, "--projects", LOTS, "--out", PLAN]),
    "overlay subjects": (LOTS, ["overlay", LOTS, f"{PLAN}|layername=growth_boundary_zones", "--out", LOTS]),
    "overlay zones": (PLAN, ["overlay", LOTS, f"{PLAN}|layername=growth_boundary_zones", "--out", PLAN]),
    "ledger": (PLAN, ["plan", "ledger", PLAN, "--out", PLAN]),
    "landtake": (PLAN, ["plan", "landtake", LINES, "--width-field", "width_m", "--plan", PLAN, "--out", PLAN]),
    "validate": (PLAN, ["plan", "validate", PLAN, "--out", PLAN]),
    "evaluate": (PLAN, ["plan", "evaluate", PLAN, "--out", PLAN]),
    "groups": (PLAN, ["plan", "groups", PLAN, "--out", PLAN]),
    "corridor": (PLAN, ["plan", "corridor", LINES, "--buffer", "10", "--out", PLAN]),
    "lengths": (PLAN, ["plan", "lengths", LINES, UNITS, "--out", PLAN]),
    "along": (PLAN, ["plan", "along", LINES, PLACES, "--within", "1000", "--lines", "长吉高速", "--out", PLAN]),
    "distance": (PLAN, ["plan", "distance", PLACES, PLACES, "--out", PLAN]),
    "metrics": (LOTS, ["metrics", "compute", "area", LOTS, "--out", LOTS]),
    "check into the folder of its input": ("pieces.gpkg", ["check", "--plan", PLAN, "--projects", "pieces.gpkg", "--out", "."]),
    "check beside a workbook of its own name": ("report.xlsx", ["check", "--plan", PLAN, "--projects", "report.xlsx", "--out", "."]),
}


@pytest.mark.parametrize("command", COMMANDS)
def test_an_output_that_is_an_input_is_refused(command, plan, projects, tmp_path):
    file, words = COMMANDS[command]
    shutil.copy(plan, tmp_path / PLAN)
    for name in {LOTS, TXT, file} - {PLAN}:
        shutil.copy(projects, tmp_path / name)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    done = subprocess.run([ROOT / "build/bin/libspatial", *(word.replace("{folder}", tmp_path.name) for word in words), "--lang", "en"], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 4 and f"the output would replace the input {file}" in done.stderr, done.stderr
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_folder_that_holds_the_input_takes_the_report(plan, projects, tmp_path):
    shutil.copy(projects, tmp_path / LOTS)
    done = subprocess.run([ROOT / "build/bin/libspatial", "check", "--plan", plan, "--projects", tmp_path / LOTS, "--out", tmp_path, "--lang", "en"], capture_output=True, text=True)
    assert done.returncode == 3 and (tmp_path / LOTS).read_bytes() == projects.read_bytes() and (tmp_path / "report.html").exists()
