"""Bad input to land use: an error with a name, never a number."""

import geopandas as gpd
import pytest
import shapely

import libspatial
from libspatial import errors


def land(crs="EPSG:32652", **columns):
    return gpd.GeoDataFrame(columns or {"use": ["A", "B"]}, geometry=[shapely.box(0, 0, 600, 1000), shapely.box(600, 0, 1000, 1000)], crs=crs)


def test_no_crs():
    for call in (lambda: libspatial.tabulate(land(None), land(None), classes="use"), lambda: libspatial.transition(land(None), land(None), classes="use")):
        with pytest.raises(errors.CrsMissingError):
            call()


def test_mixed_crs():
    with pytest.raises(errors.CrsMismatchError):
        libspatial.transition(land(), land("EPSG:32651"), classes="use", area="planar")
    with pytest.raises(errors.CrsMismatchError):
        libspatial.interpolate(land(people=[1, 2]), land("EPSG:32651"), extensive=["people"], area="planar")


def test_a_column_that_is_not_there():
    for call in (lambda: libspatial.tabulate(land(), land(), classes="usage"), lambda: libspatial.transition(land(), land(), classes="usage"),
                 lambda: libspatial.interpolate(land(), land(), extensive=["people"])):
        with pytest.raises(errors.FieldNotFoundError):
            call()
    with pytest.raises(errors.FieldNotFoundError, match="fields: use"):
        libspatial.tabulate(land(), land(), classes="usage")
    with pytest.raises(errors.FieldNotFoundError, match="fields: use"):
        libspatial.tabulate(land(), land(), classes="use", by="town")


@pytest.mark.parametrize("names, labels", [([1.0, 2.5], ["1", "2.5"]), ([200000.0, 220202.0], ["2e+05", "220202"]), (["a", None], ["a", ""]), ([7, 8], ["7", "8"])])
def test_zones_named_by_numbers_or_not_at_all(names, labels):
    """Zones 1.0 and 2.0 had pieces, but neither area covered nor metrics."""
    zones = land(name=names)
    found = libspatial.tabulate(land(), zones, classes="use", by="name", area="planar")
    assert sorted(found.zones.index) == sorted(labels) and set(found.pieces["zone"]) == set(labels)
    assert found.zones.loc[labels, "covered_m2"].tolist() == [600000, 400000] and found.zones["np"].tolist() == [1, 1]
