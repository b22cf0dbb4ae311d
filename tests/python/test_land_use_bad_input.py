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
