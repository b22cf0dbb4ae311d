"""The plugin uses only names that Qt 5 and Qt 6 both have."""

import subprocess

import pytest

from conftest import ROOT


def lint(*arguments):
    return subprocess.run(["/usr/bin/python3", ROOT / "scripts/qt6.py", *arguments], capture_output=True, text=True)


def test_no_name_is_missing_in_qt6():
    run = lint()
    assert (run.returncode, run.stdout.strip(), run.stderr) == (0, "", "")


@pytest.mark.parametrize("line, said", [
    ("from qgis.PyQt.QtCore import Qt\nx = Qt.WaitCursor", "a.py:2: Qt.WaitCursor is not in PyQt6"),
    ("from qgis.PyQt.QtCore import Qt\nx = Qt.NoSuchThing.atAll", "a.py:2: Qt.NoSuchThing.atAll is not in PyQt5\na.py:2: Qt.NoSuchThing.atAll is not in PyQt6"),
    ("from PyQt5.QtCore import Qt", "a.py:1: PyQt5.QtCore is imported directly: take it from qgis.PyQt"),
    ("dialog.exec_()", "a.py:1: exec_() is not in PyQt6: exec()"),
    ("from qgis.PyQt.QtWidgets import QAction as A\nx = A.Trigger", "a.py:2: QAction.Trigger is not in PyQt6"),
    ("from qgis.PyQt.QtCore import Qt\nx = Qt.CursorShape.WaitCursor", ""),
])
def test_a_missing_name_is_said(tmp_path, line, said):
    (tmp_path / "a.py").write_text(line + "\n")
    run = lint(tmp_path)
    assert run.stdout.strip() == said and run.returncode == bool(said) and not run.stderr
