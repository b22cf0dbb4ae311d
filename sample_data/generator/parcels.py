"""Land parcels: the downtown cells with a class of the third land survey (三调 工作分类), by their use and a field of noise."""

import numpy as np

from . import zones

CLASSES = {"0101": "水田", "0103": "旱地", "0301": "乔木林地", "0404": "其他草地", "05H1": "商业服务业设施用地", "0601": "工业用地",
           "0701": "城镇住宅用地", "0702": "农村宅基地", "0809": "公用设施用地", "0810": "公园与绿地", "1003": "公路用地", "1004": "城镇村道路用地",
           "1101": "河流水面", "1202": "设施农用地"}
URBAN = np.array(["0701", "0701", "0701", "0601", "05H1", "0809", "0810", "1004"])
RURAL = np.array(["0103", "0103", "0101", "0301", "0301", "0404", "0702", "1003", "1202"])


def classes(rng, centres, use, near_river):
    """三调 codes; neighbours tend to be alike."""
    patch = (zones.noise(centres, 1500, 5.0) + 1) / 2
    pick = np.clip(patch + rng.normal(0, 0.18, len(centres)), 0, 0.999)
    urban = URBAN[(pick * len(URBAN)).astype(int)]
    rural = RURAL[(pick * len(RURAL)).astype(int)]
    code = np.where(np.isin(use, [zones.CONCENTRATED]), urban, rural)
    code = np.where(use == zones.SPECIAL, "0810", code)
    code = np.where(use == zones.FARMLAND, np.where(pick < 0.5, "0101", "0103"), code)
    return np.where(near_river < 120, "1101", code)


def deduction(code):
    """KCXS: only farmland has ridges to deduct."""
    return np.where(code == "0103", 0.0815, np.where(code == "0101", 0.0463, 0.0))
