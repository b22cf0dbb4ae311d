"""The data of the benchmark are what they claim: the same every time, seamless, zones on the parcels' borders."""

import sys
from pathlib import Path

import numpy as np
import pyogrio.raw
import pytest
import shapely

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))
import generate  # noqa: E402


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("bench")
    generate.SIZES["test"] = 60
    generate.make("test", folder)
    return folder, {name: shapely.from_wkb(pyogrio.raw.read(folder / f"{name}.gpkg", columns=[])[2]) for name in ("parcels", "zones", "zones3")}


def test_parcels_are_a_coverage_with_roads_and_holes(made):
    parcels = made[1]["parcels"]
    assert shapely.is_valid(parcels).all() and shapely.coverage_is_valid(parcels)
    vertices = shapely.get_num_coordinates(parcels)
    assert 30 < vertices.mean() < 45 and (shapely.get_num_interior_rings(parcels) > 0).any() and (shapely.length(parcels) > 5000).any()


def test_zones_follow_parcels_for_most_of_their_length(made):
    parcels, zones = made[1]["parcels"], made[1]["zones"]
    assert shapely.is_valid(zones).all() and shapely.coverage_is_valid(zones)
    corners = {tuple(c) for c in shapely.get_coordinates(parcels)}
    shared = np.mean([tuple(c) in corners for c in shapely.get_coordinates(zones)])
    assert 0.8 < shared < 0.97
    assert np.isclose(shapely.area(zones).sum(), shapely.area(made[1]["zones3"]).sum(), rtol=1e-12) and len(made[1]["zones3"]) == 3


def test_the_same_seed_gives_the_same_shapes(made, tmp_path):
    generate.make("test", tmp_path)
    for name, shapes in made[1].items():
        assert shapely.equals_exact(shapes, shapely.from_wkb(pyogrio.raw.read(tmp_path / f"{name}.gpkg", columns=[])[2])).all()
