"""Writes docs/reference/metrics.md and the type stub of libspatial.metrics from the catalogue. tests/python/test_metrics.py compares them with it."""

from pathlib import Path

from libspatial import _metric_docs, metrics

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "reference" / "metrics.md"
STUB = ROOT / "bindings" / "python" / "libspatial" / "metrics.pyi"

HEAD = """# 用地指标 · Land-use metrics

目录在 `libspatial/data/metrics/`，是唯一的一份：程序、C++、Python 和本页都读它；每个指标有公式、单位、来源和算例，算例由测试计算。本页由 `scripts/metrics_pages.py` 生成。
*The catalogue lies in `libspatial/data/metrics/` and is the only list: program, C++, Python and this page read it. Every metric has a formula, a unit, a source and golden values
that tests compute. This page is made by `scripts/metrics_pages.py`.*

    libspatial metrics list
    libspatial metrics explain lei
    libspatial metrics compute polsby_popper parcels.gpkg --out compactness.csv

Python: `libspatial.metrics.polsby_popper(parcels)`, `libspatial.tabulate(parcels, zones, classes="DLBM")`; see [the command](../commands/metrics.md).

## What holds for all of them

- **Undefined is a value**: an empty cell (NaN) with a reason beside it. Of input: `missing_value`, `not_number` (a text, or infinite), `negative_value` (land, people, money below 0), `contradiction` (a part
  larger than its whole; rows of one zone that give it two areas; fewer classes declared than present), `no_class`, `not_polygon`, `no_source`. Of formulas: `zero_base` (divided by zero), `no_change`, `one_class`,
  `two_classes`, `too_few`, `not_declared`, `alone` (no other patch), `touching`, `no_axis`, `sign`, `undefined`.
- **A doubtful value is kept and marked**: `shrinking` (people become fewer: the sign is ambiguous), `more_than_zone` (parts add up to more than their zone), `unknown_kind` (a kind of zone that is none of a growth
  boundary is not counted), `partly_missing` (some sources have no value), `no_source` (an amount of 0 where no source lies; a density is empty there), `no_class` (land or borders of parcels without a class, or land of several classes, called `?`).
- **A parameter** out of its range (a distance below 0, 2.5 sectors) is refused: `bad_argument`.
- **Land of several rows** counts once where land is counted (`lei`, `shared_edge_s`, `fullness`, `urban_extent_class`, `sector_growth`, `cover_radius`, `transition_matrix`, `covered_m2` of `tabulate`), and a note says how much there is; where every row has a
  value of its own it keeps its own, and a note says so.
- **Series** of pandas belong together by their labels, with each other and with a layer that has an index (rows of a file are 0, 1, …): the same labels in another order are put in order, other labels are refused (`bad_argument`).
- **Kind of area**: shapes are measured in the plane of their CRS, which must be in metres that are metres there (`area_kind` in degrees, in feet, and where lengths are more than 0.5 % off: EPSG:3857, a zone far away); where a parameter `area` is there, the default is `official`. Figures of tables are
  what the table says.
- **Merging** says how the metric of a whole comes from parts: `each` row alone, `sum`, `state` (counts, sums, sums of squares), `all` values at once, `halo` (what lies within a distance). Sums are
  exact and rounded once: order, threads and division of rows change no bit.
- **Unverified** (most of them): nobody has compared formula or threshold with the published text. Such a number may be shown and decides nothing.
- Metrics that count cells (contagion, aggregation index, cohesion, clumpiness, contiguity) have no meaning on parcels: use `contact_length`, `iji_edge` and `lsi`.
- Of services, jobs and segregation (groups K and L) there is what needs no network; for more indices of segregation use the package `segregation`.

## Schema of the catalogue

`catalogue.yaml` has `version`, `groups` (`id`, `title`), `inputs` (`name`, `type`: layer, number or text, `unit`, `amount`: never below 0, so are numbers with a unit, `title`) and `parameters` (`name`, `unit`, `words`, `least` or `above`, `most`,
`title`; those of unit n are whole numbers). Every other file has
`metrics` or `fixtures`. A metric has `ids` (`id`, `unit`, `title`: one column each), `group`, `per` (row, group, class, pair, all), `formula`, `note`, `needs` (names of inputs; `class of parcels?` is a column
of another layer than the table, and optional), `parameters` (`d=1`: with its default), `merges`, `halo`, `document`, `clause`, `quote`, `date`, `verified`, `examples` (`fixture`, `parameters`, `expect`,
`tolerance`: relative, 1e-9 when absent). A fixture has `layers` with `wkt` and `columns`; `none` is a missing value.

"""


def page():
    catalogue = metrics._catalogue()
    titles = {}
    lines = [HEAD.rstrip("\n"), ""]
    for entry in catalogue.entries():
        titles.setdefault(entry["group"], []).append(entry)
    names = {g: t for g, t in catalogue.groups()}
    for group, entries in titles.items():
        zh, en = names[group]
        lines += [f"## {group}. {zh} · {en}", "", "| id | 中文 | unit | formula | inputs | merges | source |", "|---|---|---|---|---|---|---|"]
        for e in entries:
            ids = "<br>".join(f"`{i}`" for i, _, _ in e["ids"])
            cells = [ids, "<br>".join(t[0] for _, _, t in e["ids"]), "<br>".join(u for _, u, _ in e["ids"]), e["formula"],
                     ", ".join(f"`{n['name']}`" + ("?" if n["optional"] else "") for n in e["needs"])
                     + ("; " + ", ".join(f"`{p['name']}" + (f"={p['value']}" if p["value"] else "") + "`" for p in e["parameters"]) if e["parameters"] else ""),
                     e["merges"] + (f" ({e['halo']})" if e["halo"] else ""), e["source"] + ("" if e["verified"] else " *")]
            lines.append("| " + " | ".join(c.replace("|", "\\|") for c in cells) + " |")
        lines.append("")
    lines += ["\\* unverified · 未经核实", ""]
    return "\n".join(lines)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    STUB.write_text(_metric_docs.stub(), encoding="utf-8")
