"""What GDAL does not say of a GeoJSON: members that are no features, and a CRS nobody knows, which it takes for WGS 84."""

import json

from . import errors


def look(path, file):
    """The file as JSON, looked through: refuses what is no whole GeoJSON, a link as its CRS, and a collection of other things than features. Says whether its CRS is "known", "unknown" or "absent"."""
    try:
        with open(file, encoding="utf-8-sig") as text:
            content = json.load(text)
    except (ValueError, RecursionError) as e:
        raise errors.make("damaged_file", f"{path} 不是完整的 GeoJSON（{e}）。请重新取得该文件", f"{path} is no whole GeoJSON ({e}). Get the file again") from e
    crs = content.get("crs")
    if isinstance(crs, dict) and crs.get("type") in ("link", "url"):
        raise errors.make("unsupported_format", f"{path} 的 crs 是一个链接，不会去读取。请在文件中写明坐标系", f"{path} has a link as its crs, which is not fetched. Name the CRS in the file")
    features = content.get("features")
    if isinstance(features, list):
        for row, feature in enumerate(features):
            if not isinstance(feature, dict) or feature.get("type") != "Feature":
                raise errors.make("damaged_file", f"{path} 已损坏：features 中第 {row} 项不是 Feature。请重新取得该文件", f"{path} is damaged: item {row} of its features is no Feature. Get the file again")
    return "absent" if "crs" not in content else "known" if _is_known(crs) else "unknown"


def _is_known(crs):
    import pyproj

    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    try:
        return isinstance(name, str) and bool(pyproj.CRS.from_user_input(name))
    except pyproj.exceptions.CRSError:
        return False


def is_wgs84(says, bounds):
    """False where GDAL alone says so: of a CRS it does not know, or of metres."""
    if bounds is None:  # nothing is drawn
        return says != "unknown"
    west, south, east, north = bounds
    return says == "known" or says == "absent" and not (west < -180 or east > 180 or south < -90 or north > 90)
