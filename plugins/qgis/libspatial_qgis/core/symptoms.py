"""The engine's diagnosis as rows of a table, with the step to take in QGIS beside the engine's own."""

import re

from .messages import tr

CRS_CODES = ("no_crs", "implausible_crs", "old_datum", "outside_city", "web_mercator", "beyond_zone")
SEVERITIES = {"error": ("错误", "error"), "warning": ("警告", "warning"), "info": ("信息", "info")}


def proposed_crs(symptom):
    """The CRS the engine's own step names, or ""."""
    found = re.search(r"--(?:set-)?crs (EPSG:\d+)", symptom["action"]["en"])
    return found.group(1) if symptom["code"] in CRS_CODES and found else ""


def action(symptom):
    crs = proposed_crs(symptom)
    if crs:
        return tr(f"核对后改正：QGIS 图层属性 ▸ 数据源 ▸ 指定坐标参照系 ▸ {crs}（只改声明，坐标不变）",
                  f"check, then correct it: layer properties ▸ source ▸ assigned CRS ▸ {crs} (the declaration only, coordinates stay)")
    return tr(symptom["action"]["zh"], symptom["action"]["en"])


def row_of(layer, symptom, features):
    """layer, severity, code, n, message, action, proposed_crs, fids."""
    rows = ",".join(str(features[row].id()) for row in symptom["rows"])
    return [layer, symptom["severity"], symptom["code"], symptom["count"], tr(symptom["message"]["zh"], symptom["message"]["en"]), action(symptom), proposed_crs(symptom), rows]
