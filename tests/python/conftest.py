"""Where things are, and small shapes."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def root():
    return ROOT


@pytest.fixture(scope="session")
def plan():
    return ROOT / "sample_data" / "jilin.gpkg"


@pytest.fixture(scope="session")
def projects():
    return ROOT / "sample_data" / "projects.gpkg"
