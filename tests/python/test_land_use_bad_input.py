"""Bad input to land use: an error with a name, never a number."""

import geopandas as gpd
import pytest
import shapely

import libspatial
from libspatial import errors, metrics


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


def plots(*boxes, **columns):
    return gpd.GeoDataFrame(columns, geometry=[shapely.box(*box) for box in boxes], crs="EPSG:32652")


def fine_square(x, y, size=100.0, step=0.5):
    """A vertex every half metre."""
    return shapely.segmentize(shapely.box(x, y, x + size, y + size), step)


@pytest.mark.parametrize("tolerance", [0.001, 0.3, 0.5, 1.0, 5.0])
def test_a_larger_tolerance_never_shortens_a_common_border(tolerance):
    """Edges shorter than the tolerance had no border in common."""
    side_by_side = gpd.GeoDataFrame({"use": ["A", "B"]}, geometry=[fine_square(0, 0), fine_square(100, 0)], crs="EPSG:32652")
    assert metrics.te(side_by_side, class_="use", tolerance=tolerance).iloc[0] == pytest.approx(100, abs=2.5 * tolerance)
    assert metrics.contact_length(side_by_side, class_="use", tolerance=tolerance)[("A", "B")] == pytest.approx(100, abs=2.5 * tolerance)
    assert metrics.shared_edge_s(side_by_side.iloc[[0]], side_by_side.iloc[[1]], tolerance=tolerance).iloc[0] == pytest.approx(0.25, abs=0.01 * tolerance)
    at_a_corner = gpd.GeoDataFrame({"use": ["A", "B"]}, geometry=[fine_square(0, 0), fine_square(100, 100)], crs="EPSG:32652")
    turned = at_a_corner.set_geometry(at_a_corner.rotate(37, origin=(100, 100)))
    for corner in (at_a_corner, turned):
        assert metrics.te(corner, class_="use", tolerance=tolerance).iloc[0] == 0


@pytest.mark.parametrize("size", [10, 30, 33.33, 77.7, 100])
@pytest.mark.parametrize("angle", [0, 37])
def test_growth_at_a_cut_is_of_one_class(size, angle):
    """Half of the ring was built: rounding decided whether that is infill."""
    squares = [(0, 1), (1, 0), (2, 2), (0, 0)]  # two sides and two corners opposite each other
    old = gpd.GeoSeries([shapely.box(x * size, y * size, (x + 1) * size, (y + 1) * size) for x, y in squares], crs="EPSG:32652").rotate(angle, origin=(0, 0))
    new = gpd.GeoSeries([shapely.box(size, size, 2 * size, 2 * size)], crs="EPSG:32652").rotate(angle, origin=(0, 0))
    found = metrics.compute("lei", old, new, d=size)
    assert found["lei"].iloc[0] == pytest.approx(50, abs=1e-6) and found["lei_class"].tolist() == ["edge"]
    away = metrics.compute("lei", gpd.GeoSeries([shapely.box(0, 0, size, size)], crs=new.crs).rotate(angle, origin=(0, 0)), gpd.GeoSeries([shapely.box(2 * size, 0, 3 * size, size)], crs=new.crs).rotate(angle, origin=(0, 0)), d=size)
    assert away["lei_class"].tolist() == ["outlying"]  # just d away
    beside = gpd.GeoSeries([shapely.box(0, size, size, 2 * size), shapely.box(2 * size, size, 3 * size, 2 * size)], crs="EPSG:32652").rotate(angle, origin=(0, 0))
    assert metrics.compute("shared_edge_s", beside, new)["shared_edge_class"].tolist() == ["infill"]


def test_half_a_circle_of_land_is_suburban_wherever_it_lies():
    for turn in range(0, 180, 7):
        half = gpd.GeoSeries([shapely.box(-1000, 0, 1000, 1000)], crs="EPSG:32652").rotate(turn, origin=(0, 0)).translate(4e5, 4.8e6)
        assert metrics.compute("urban_extent_class", half, {"x": [4e5], "y": [4.8e6]})["urban_extent_class"].tolist() == ["suburban"], turn


def test_plots_without_a_class_are_said_by_neighbour_metrics():
    land = plots((0, 0, 10, 10), (20, 0, 30, 10), (50, 0, 60, 10), use=["A", None, None])
    for metric, more in (("enn", {}), ("prox", {"R": 100.0})):
        with pytest.warns(UserWarning, match="2 rows have no class and are called ?"):
            metrics.compute(metric, land, class_="use", **more)


def test_sources_over_each_other_are_said():
    """200 people on one place became 100 without a word, where targets that overlap are said."""
    source = plots((0, 0, 100, 100), (0, 0, 100, 100), people=[100, 100])
    target = plots((0, 0, 100, 50), (500, 0, 600, 100))
    for how in ({"extensive": ["people"]}, {"intensive": ["people"]}):
        with pytest.warns(UserWarning, match="rows of source overlap each other: 99[0-9.]+ m² are counted in several of them"):
            found = libspatial.interpolate(source, target, area="official", **how)
    found = metrics.compute("interp_extensive", source, target, value="people", area="planar")
    assert found["interp_extensive"].tolist() == [100.0, 0.0, 100.0] and found.attrs["reasons"] == {1: "no_source"}, found.attrs


@pytest.mark.parametrize("metric, figures", [
    ("ULAPI1", {"stock_supply_ha": [50.0], "supply_ha": [20.0]}),
    ("disposal_rate", {"disposed_ha": [50.0], "stock_ha": [20.0]}),
    ("stock_ledger", {"approved_ha": [10.0], "supplied_ha": [8.0], "idle_ha": [1.0], "both_ha": [5.0]}),
])
def test_a_part_larger_than_its_whole_is_a_contradiction(metric, figures):
    found = metrics.compute(metric, figures)
    assert found[metric].isna().all() if hasattr(found, "columns") else found.isna().all()
    assert "contradiction" in str(found.attrs), found.attrs
