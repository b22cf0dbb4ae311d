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


@pytest.mark.parametrize("names", [{"extensive": ["people"], "intensive": ["rate", "people"]}, {"extensive": ["people", "people"]}, {"intensive": ["people", "rate", "people"]}])
def test_a_column_named_twice_to_interpolate_is_refused(names):
    """The second of them took the place of the first."""
    with pytest.raises(errors.BadArgumentError, match="name a column twice: people. It is either a total or a density"):
        libspatial.interpolate(land(people=[1, 2], rate=[0.5, 0.7]), land(), **names, area="planar")


def test_a_column_whose_name_is_no_text_is_refused_by_interpolate():
    years = land(**{"2020": [1, 2]}).rename(columns={"2020": 2020})
    with pytest.raises(errors.BadArgumentError, match=r"name columns by text, not by 2020: rename the column first, for example source.rename\(columns=str\)"):
        libspatial.interpolate(years, land(), extensive=[2020], area="planar")
    assert libspatial.interpolate(years.rename(columns=str), land(), extensive=["2020"], area="planar")["2020"].tolist() == [1, 2]


@pytest.mark.parametrize("names, labels", [([1.0, 2.5], ["1", "2.5"]), ([200000.0, 220202.0], ["200000", "220202"]), (["a", None], ["a", ""]), ([7, 8], ["7", "8"])])
def test_zones_named_by_numbers_or_not_at_all(names, labels):
    """Zones 1.0 and 2.0 had pieces, but neither area covered nor metrics."""
    zones = land(name=names)
    found = libspatial.tabulate(land(), zones, classes="use", by="name", area="planar")
    assert sorted(found.zones.index) == sorted(labels) and set(found.pieces["zone"]) == set(labels)
    assert found.zones.loc[labels, "covered_m2"].tolist() == [600000, 400000] and found.zones["np"].tolist() == [1, 1]


def test_land_of_two_parcels_is_covered_once_and_said():
    """covered_m2 was the sum of the parcels: more than there is."""
    parcels = gpd.GeoDataFrame({"use": list("ABA")}, geometry=[shapely.box(0, 0, 60, 100), shapely.box(40, 0, 100, 100), shapely.box(45, 0, 55, 100)], crs="EPSG:32652")
    zones = gpd.GeoDataFrame({"name": ["n", "s"]}, geometry=[shapely.box(0, 50, 100, 100), shapely.box(0, 0, 100, 50)], crs="EPSG:32652")
    for area, near in (("planar", 1e-9), ("official", 0.05)):
        with pytest.warns(UserWarning, match="parcels overlap each other: (3000.00|2983.90) m²"):
            found = libspatial.tabulate(parcels, zones, classes="use", by="name", area=area)
        assert found.zones["covered_m2"].to_numpy() == pytest.approx(found.zones["zone_m2"].to_numpy(), abs=near)
        assert sum(found.zones.attrs["again_m2"].values()) == pytest.approx(found.pieces["area_m2"].sum() - found.zones["zone_m2"].sum(), abs=near)
    alone = libspatial.tabulate(parcels.iloc[:1], zones, classes="use", by="name", area="planar")
    assert alone.zones.attrs["again_m2"] == {} and alone.zones.attrs["notes"] == []


def test_a_zone_without_a_name_is_not_the_land_outside():
    """Land outside all zones that two parcels cover was taken from the zone without a name."""
    parcels = gpd.GeoDataFrame({"use": list("AB")}, geometry=[shapely.box(0, 0, 100, 200), shapely.box(0, 150, 100, 200)], crs="EPSG:32652")
    zones = gpd.GeoDataFrame({"name": [None]}, geometry=[shapely.box(0, 0, 100, 100)], crs="EPSG:32652")
    with pytest.warns(UserWarning, match="parcels overlap each other: 5000.00 m²"):
        found = libspatial.tabulate(parcels, zones, classes="use", by="name", area="planar")
    assert found.zones["covered_m2"].tolist() == [10000.0] and found.zones.attrs["again_m2"] == {None: 5000.0}


def test_old_land_over_itself_counts_once():
    """A ring had more old land in it than there is room: LEI above 100."""
    twice = gpd.GeoSeries([shapely.box(0, 0, 60, 100), shapely.box(40, 0, 100, 100), shapely.box(0, 0, 100, 100)], crs="EPSG:32652")
    once = gpd.GeoSeries([shapely.box(0, 0, 100, 100)], crs="EPSG:32652")
    new = gpd.GeoSeries([shapely.box(100, 20, 130, 60), shapely.box(40, 100, 80, 120)], crs="EPSG:32652")
    places = {"x": [50.0, 90.0], "y": [50.0, 90.0]}
    calls = {"lei": lambda land: libspatial.metrics.lei(land, new, d=5), "shared_edge_s": lambda land: libspatial.metrics.shared_edge_s(land, new),
             "fullness": lambda land: libspatial.metrics.fullness(land, r=30, **places), "sector_growth": lambda land: libspatial.metrics.sector_growth(land, x=50, y=50)}
    for name, call in calls.items():
        with pytest.warns(UserWarning, match="12000.00 m² are counted once"):
            found = call(twice)
        assert found.to_numpy() == pytest.approx(call(once).to_numpy(), rel=1e-12), name


def test_a_source_without_a_value_gives_none():
    source = gpd.GeoDataFrame({"people": [10.0, None, 30.0]}, geometry=[shapely.box(x, 0, x + 10, 10) for x in (0, 10, 20)], crs="EPSG:32652")
    target = gpd.GeoSeries([shapely.box(a, 0, b, 10) for a, b in ((0, 10), (12, 22), (22, 30))], crs="EPSG:32652", index=list("abc"))
    with pytest.warns(UserWarning, match="1 rows without a value"):
        found = libspatial.metrics.interp_extensive(source, target, value="people", area="planar")
    assert found.tolist()[0] == 10 and found.isna().tolist() == [False, True, False, False]
    rates = libspatial.metrics.interp_intensive(source, target, value="people", area="planar")
    assert rates.tolist() == [10, 30, 30] and rates.attrs["reasons"] == {"b": "partly_missing"}
