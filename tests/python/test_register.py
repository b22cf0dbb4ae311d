"""The register of projects: entries, totals, what is drawn, on a city that does not exist and on the plan of the sample."""

import doctest

import geopandas as gpd
import pytest
import shapely
from conftest import ROOT
from test_plan import CRS, GROUPS, HEAD, PLACES, cells, layers

import libspatial

HEADER = "id,name,unit,kind,geometry,places,quantities,section,same_as,maybe_same_as,total_of,unit_stated\n"
PROJECTS = HEADER + """road,东区大道,east,road,line,,length=2 km,专栏1,,,,yes
road-2,“东区大道”工程（一期）,east,road,line,,,专栏2,,,,yes
road-3,东区大道,west,road,line,,,专栏2,,,,yes
port,港口建设项目,port,road,polygon,,,专栏1,,,,yes
port-2,港口(专栏2),port,road,polygon,,,专栏2,port,,,yes
port-3,港口(专栏3),port,road,polygon,,,专栏3,port-2,,,yes
net,路网,city,road,line,,length=5 km,专栏3,,,net-a;net-b,yes
net-a,路网:东区,east,road,line,,length=2 km,专栏3,,,,yes
net-b,路网:西区,west,road,line,,length=2.5 km,专栏3,,,,yes
park,公园,west,road,polygon,,,专栏4,,,,yes
site,场地,west,road,point,,,专栏4,,,,yes
bay,月亮湾,moon,road,polygon,,,专栏4,,,,yes
tie,桥,west,road,polygon,,,专栏4,,,,yes
two,两块地,west,road,polygon,,,专栏4,,,,yes
"""


@pytest.fixture
def city(tmp_path):
    folder = tmp_path / "cloud"
    folder.mkdir()
    targets = "id,name,value,unit,comparator,year,scope,kind,computable,section,quote\n"
    for name, text in {"places.csv": PLACES, "profile.yaml": HEAD, "groups.yaml": GROUPS, "projects.csv": PROJECTS, "targets.csv": targets}.items():
        (folder / name).write_text(text, encoding="utf-8")
    return libspatial.Plan(layers(), profile=folder)


def bow_tie(x, y):
    x0, y0, x1, y1 = cells(x, y, x + 1, y + 1).bounds
    return shapely.Polygon([(x0, y0), (x1, y1), (x1, y0), (x0, y1)])


def middle(x0, y0, x1, y1):
    return shapely.LineString([cells(x0, y0, x0, y0).bounds[:2], cells(x1, y1, x1, y1).bounds[:2]])


def drawn(crs=CRS):
    """In cells of 100 m: west is 0..4, east 4..8, the port (3,0)..(5,1)."""
    rows = [("road", middle(3, 2, 6, 2), 20), ("road-3", middle(1, 3, 2, 3), None), ("port-2", cells(4, 0, 6, 1), None), ("net-a", middle(5, 3, 6, 3), None),
            ("net-b", middle(1, 1, 2, 1), None), ("park", cells(0, 1, 1, 1.5).centroid, None), ("site", cells(1, 1, 2, 2).centroid, None),
            ("bay", cells(0, 0, 2, 1), None), ("tie", bow_tie(2, 2), None), ("two", cells(3, 3, 5, 4), None), ("two", bow_tie(0, 3), None), ("none", cells(0, 0, 1, 1), None)]
    frame = gpd.GeoDataFrame({"id": [r[0] for r in rows], "width_m": [r[2] for r in rows]}, geometry=[r[1] for r in rows], crs=CRS)
    return frame.to_crs(crs)


def test_entries_are_counted_once(city):
    table = city.register()
    assert table["entry"].to_dict() == {"road": "own", "road-2": "own", "road-3": "own", "port": "own", "port-2": "repeats", "port-3": "repeats", "net": "total", "net-a": "part",
                                        "net-b": "part", "park": "own", "site": "own", "bay": "own", "tie": "own", "two": "own"}
    assert table["of"][["port-2", "port-3", "net-a", "net-b"]].tolist() == ["port", "port", "net", "net"]
    assert list(city.projects(distinct=True).index) == list(table.index[table["entry"].isin(["own", "total"])])
    assert "drawn" not in table


def test_names_that_agree_in_one_unit_are_pointed_out(city):
    alike = city.register()["same_name"]
    assert alike["road"] == ["road-2"] and alike["road-2"] == ["road"]
    assert alike["road-3"] == [], "another unit"
    assert alike["port-2"] == alike["port"] == [], "known to be the same"


def test_a_total_is_held_against_its_parts(city):
    difference = city.register()["difference"]
    assert difference["net"] == 0.5 and difference.drop("net").isna().all()


@pytest.mark.parametrize("crs", [CRS, "EPSG:4490"])
def test_what_is_drawn(city, crs):
    with pytest.warns(libspatial.RejectedWarning):
        table = city.register(drawn(crs))
    assert table["drawn"].to_dict() == {"road": "yes", "road-2": "no", "road-3": "yes", "port": "as_other", "port-2": "yes", "port-3": "as_other", "net": "as_other", "net-a": "yes",
                                        "net-b": "yes", "park": "other_shape", "site": "yes", "bay": "yes", "tie": "rejected", "two": "partly"}
    assert table["drawn_as"][["port", "port-3", "net", "road"]].tolist() == [["port-2"], ["port-2"], ["net-a", "net-b"], []]
    assert table.attrs["unknown"] == ["none"] and [r["row"] for r in table.attrs["rejects"]] == [8, 10]
    area, outside = table["area_m2"], table["outside_unit_m2"]
    assert area[["road", "port-2", "two"]].tolist() == pytest.approx([6000, 20000, 20000], rel=1e-4)
    assert outside[["road", "port-2", "two"]].tolist() == pytest.approx([2000, 10000, 10000], rel=1e-4)
    assert outside[["bay"]].isna().all() and area["bay"] == pytest.approx(20000, rel=1e-4), "the bay has no land in the plan file"
    assert table["length_m"][["road", "road-3"]].tolist() == pytest.approx([300, 100], rel=1e-4) and table["length_m"].count() == 4
    assert area[["road-3", "park", "site", "tie"]].isna().all()
    assert table["units"][["road", "road-3", "two", "site", "road-2"]].tolist() == [["东区", "西区"], ["西区"], ["西区", "东区"], ["西区"], []]
    assert table["towns"][["bay", "park"]].tolist() == [["新镇"], []]


def test_the_plan_of_the_sample():
    plan = libspatial.Plan(ROOT / "sample_data/jilin.gpkg", profile="jilin")
    with pytest.warns(libspatial.RejectedWarning):
        table = plan.register(ROOT / "sample_data/projects.gpkg")
    assert table["entry"].value_counts().to_dict() == {"own": 313, "repeats": 13, "part": 12, "total": 1}
    assert table["difference"].dropna().to_dict() == {"b3-023": 0.0}
    assert table["drawn"].value_counts().to_dict() == {"no": 307, "yes": 29, "as_other": 2, "rejected": 1}
    assert table["drawn_as"]["b10-018"] == ["b2-001"] and table["drawn_as"]["b2-028"] == ["b9-005"] and table["drawn"]["b4-013"] == "rejected"
    assert table["features"].sum() == 31 and table.attrs["unknown"] == []
    assert table["area_m2"]["b4-014"] == 475542.30  # as in check
    shapes = gpd.read_file(ROOT / "sample_data/projects.gpkg").set_index("id")
    units = gpd.read_file(ROOT / "sample_data/jilin.gpkg", layer="units").to_crs(shapes.crs).set_index("name")
    lot, district = shapes.geometry["b4-002"], units.geometry["昌邑区"]
    assert table["outside_unit_m2"]["b4-002"] == pytest.approx(lot.difference(district).area, rel=1e-4)
    assert table["units"]["b4-002"] == ["船营区", "昌邑区"] and lot.intersection(district).area < lot.area / 2


def test_duplicates_the_profile_knows_would_be_found_by_name(tmp_path):
    source = ROOT / "libspatial/data/profiles/jilin"
    for file in ("places.csv", "profile.yaml", "groups.yaml", "targets.csv"):
        (tmp_path / file).write_bytes((source / file).read_bytes())
    known = libspatial.Plan(profile="jilin").register()
    repeats = known.index[known["entry"] == "repeats"]
    lines = (source / "projects.csv").read_text(encoding="utf-8").splitlines()
    (tmp_path / "projects.csv").write_text("\n".join(line.replace(f",{known['of'][line.split(',')[0]]},", ",,") if line.split(",")[0] in repeats else line for line in lines) + "\n",
                                           encoding="utf-8")
    blind = libspatial.Plan(profile=tmp_path).register()
    assert (blind["entry"] != "repeats").all()
    found = {(row, other) for row, others in blind["same_name"].items() for other in others}
    assert found == {pair for row, of in [("b2-001", "b10-018"), ("b2-019", "b10-023"), ("b2-052", "b1-041"), ("b2-053", "b1-054"), ("b6-028", "b1-043"), ("b10-028", "b1-004")]
                     for pair in [(row, of), (of, row)]}, "six of the thirteen have the same name; nothing else is taken for one"


def test_shapes_without_ids_are_refused(city):
    with pytest.raises(libspatial.errors.BadArgumentError, match="code"):
        city.register(drawn(), project_id="code")


def test_files_without_land(city):
    """Lines alone, points alone, nothing at all."""
    roads = city.register(drawn().query("id == 'road-3' or id == 'net-a'").drop(columns="width_m"))
    assert roads["drawn"].value_counts().to_dict() == {"no": 12, "yes": 2} and roads["units"]["road-3"] == ["西区"] and roads.attrs["rejects"] == []
    points = city.register(drawn().query("id == 'site' or id == 'park'"))
    assert points["drawn"][["site", "park"]].tolist() == ["yes", "other_shape"] and points["units"]["site"] == ["西区"]
    assert (city.register(drawn()[:0])["drawn"] == "no").all()
    with pytest.warns(libspatial.RejectedWarning, match="row 0"):
        nothing = city.register(gpd.GeoDataFrame({"id": ["site"]}, geometry=[None], crs=CRS))
    assert nothing["drawn"]["site"] == "rejected" and [r["row"] for r in nothing.attrs["rejects"]] == [0]


@pytest.mark.parametrize("name", ["site", "road-3", "park"])
def test_coordinates_that_cannot_be(city, name):
    with pytest.raises(libspatial.errors.CrsImplausibleError):
        city.register(drawn().query("id == @name").set_crs("EPSG:4490", allow_override=True))
    with pytest.raises(libspatial.errors.CrsMissingError):
        city.register(drawn().query("id == @name").set_crs(None, allow_override=True))


def test_a_plan_without_projects(city, tmp_path):
    (tmp_path / "cloud" / "projects.csv").write_text(HEADER, encoding="utf-8")
    assert len(libspatial.Plan(profile=tmp_path / "cloud").register()) == 0


def test_an_empty_plan_file_says_nothing_of_units(city, tmp_path):
    empty = {name: frame[:0] for name, frame in layers().items() if name in ("units", "towns")}
    with pytest.warns(libspatial.RejectedWarning):
        table = libspatial.Plan(empty, profile=tmp_path / "cloud").register(drawn())
    assert table["drawn"]["port-2"] == "yes" and table["outside_unit_m2"].isna().all() and not table["units"].map(len).any()


def test_a_plan_file_that_is_missing_says_nothing_of_units(city, tmp_path):
    with pytest.warns(libspatial.RejectedWarning):
        table = libspatial.Plan(profile=tmp_path / "cloud").register(drawn())
    assert table["area_m2"]["port-2"] == pytest.approx(20000, rel=1e-4) and table["outside_unit_m2"].isna().all()


def test_docstrings_run():
    failed, ran = doctest.testmod(libspatial.plan, optionflags=doctest.NORMALIZE_WHITESPACE)
    assert ran >= 7 and failed == 0
