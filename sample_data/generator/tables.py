"""Tables without geometry. Totals of the plan are split over units by population; what the plan does not say is synthetic and says so."""

import numpy as np

MADE_UP = "合成数据"
# (indicator, value, unit) of the whole city in 2025, synthetic: some above their target, some below
RATES = [("water_cover", 98.6, "%"), ("sewage_rate", 95.8, "%"), ("heat_cover", 96.4, "%"), ("green_building", 81.5, "%"), ("air_2025", 91.2, "%"),
         ("water_pipes", 412.0, "km"), ("sewage_new", 50000.0, "t(日)"), ("5g_cover", 97.3, "%")]
ELDERLY = [0.14, 0.09, 0.13, 0.12]  # m² per person in the four districts


def split(total, weights):
    """Whole numbers in proportion to weights that add up to `total`."""
    exact = np.asarray(weights, float) / np.sum(weights) * total
    parts = np.floor(exact).astype(int)
    parts[np.argsort(-(exact - parts), kind="stable")[: int(round(total)) - parts.sum()]] += 1
    return parts


def indicator_inputs(totals, rural_roads, people, codes):
    """`people`: unit_code → inhabitants in 2020."""
    rows = []

    def add(indicator, code, year, value, unit, source):
        rows.append({"indicator": indicator, "unit_code": code, "year": int(year), "value": float(value), "unit": unit, "source": source})

    for row in rural_roads.itertuples():
        add("rural_roads_total", row.unit_code, 2025, row.km, "km", f"规划文本 {row.section}")
    for row in totals.itertuples():
        where = codes[:4] if row.scope == "districts" else codes if row.scope == "units" else [row.scope]
        note = f"规划文本 {row.section}" if len(where) == 1 else f"合成数据：规划文本 {row.section} 的合计按人口分解"
        for code, value in zip(where, split(row.value, [people[c] for c in where])):
            add(row.indicator, code, row.year, value, row.unit, note)
    for indicator, value, unit in RATES:
        add(indicator, "220281" if indicator == "5g_cover" else "220200", 2025, value, unit, MADE_UP)
    for code, share in zip(codes, ELDERLY):
        add("elderly_area", code, 2025, round(share * people[code]), "m2", f"{MADE_UP}：养老服务设施用地面积")
    return rows


def quotas(base_km2, boundary_km2, codes):
    """Quotas by unit, all unverified; the third unit and the last are over theirs."""
    rows = []

    def add(code, kind, value, unit, source):
        rows.append({"unit_code": code, "kind": kind, "value": float(value), "unit": unit, "valid_from": "2021-01-01", "source": source, "status": "unverified"})

    for i, code in enumerate(codes):
        over = i in (2, len(codes) - 1)
        add(code, "construction_land", round(base_km2[code] * (0.97 if over else 1.06), 2), "km2", MADE_UP)
        add(code, "floor_area_ratio", 1.1 if i < 4 else 0.8, "1", MADE_UP)
        add(code, "expansion_multiple", 1.3, "1", "国函〔2023〕147号（全省，待核实是否适用于单元）")
        add(code, "expansion_area", round(boundary_km2[code] - base_km2[code] + (-0.4 if over else 0.6), 2), "km2", MADE_UP)
        add(code, "new_construction_land", round(0.02 * base_km2[code], 3), "km2", MADE_UP)
    add("220200", "expansion_multiple", 1.3, "1", "国函〔2023〕147号（全省，待核实是否适用于全市）")
    return rows
