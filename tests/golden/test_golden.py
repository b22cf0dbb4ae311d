"""Golden commands: tests/golden/<command>/<case>/ holds `cmd` (one line; the program is `libspatial`), `exit` (the code,
0 when absent), `stdout` and `stderr` (exact texts; an absent stderr means empty) and optionally files under `expected/`
that the command must write. The command runs in a scratch copy of the case folder; {ROOT} is the repository."""

import difflib
import os
import shutil
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PROGRAM = ROOT / "build" / "bin" / "libspatial"
CASES = sorted(p.parent for p in HERE.glob("*/*/cmd"))


def text(path, default=""):
    return path.read_text(encoding="utf-8").replace("{ROOT}", str(ROOT)) if path.exists() else default


def same(name, found, expected):
    diff = "".join(difflib.unified_diff(expected.splitlines(True), found.splitlines(True), f"expected {name}", f"found {name}"))
    assert found == expected, "\n" + diff


@pytest.mark.parametrize("case", CASES, ids=[f"{c.parent.name}-{c.name}" for c in CASES])
def test_command(case, tmp_path):
    folder = tmp_path / "case"
    shutil.copytree(case, folder)
    before = sorted(p.relative_to(folder) for p in folder.rglob("*"))
    command = text(case / "cmd").strip()
    env = {"PATH": f"{PROGRAM.parent}:{os.environ['PATH']}", "HOME": os.environ.get("HOME", str(tmp_path)), "LANG": "C.UTF-8"}
    run = subprocess.run(["/bin/sh", "-c", command], cwd=folder, env=env, capture_output=True, text=True, timeout=120)
    same("stderr", run.stderr, text(case / "stderr"))
    same("stdout", run.stdout, text(case / "stdout"))
    assert run.returncode == int(text(case / "exit", "0"))
    expected = sorted(p for p in (case / "expected").rglob("*") if p.is_file()) if (case / "expected").is_dir() else []
    for file in expected:
        name = file.relative_to(case / "expected")
        same(str(name), text(folder / name), text(file))
    written = [p for p in sorted(q.relative_to(folder) for q in folder.rglob("*")) if p not in before]
    unexpected = [str(p) for p in written if not (case / "expected").is_dir()]
    assert unexpected == [], "a command without expected/ writes nothing"
