"""Where things are, and small shapes."""

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def root():
    return ROOT


@pytest.fixture(scope="session")
def program():
    """The program: (exit code, stdout, stderr) of a run."""
    def run(*arguments, **options):
        done = subprocess.run([ROOT / "build/bin/libspatial", *map(str, arguments)], capture_output=True, text=True, timeout=300, **options)
        return done.returncode, done.stdout, done.stderr

    return run


@pytest.fixture(scope="session")
def plan():
    return ROOT / "sample_data" / "jilin.gpkg"


@pytest.fixture(scope="session")
def projects():
    return ROOT / "sample_data" / "projects.gpkg"
