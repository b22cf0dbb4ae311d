"""From QGIS features to the engine's layers: WKB, plain values, a CRS as text. No QGIS object crosses."""

from qgis.core import NULL, QgsCoordinateReferenceSystem, QgsFeatureRequest, QgsProcessingFeatureSource, QgsWkbTypes
from qgis.PyQt.QtCore import QDate, QDateTime, Qt, QTime

from .messages import tr


class ReadError(Exception):
    """A layer could not be read as a whole."""


def crs_text(crs):
    if not crs.isValid():
        return ""
    if not crs.authid() or crs.authid().startswith("USER:"):  # a number of this QGIS alone
        return crs.toWkt(QgsCoordinateReferenceSystem.WKT_PREFERRED)
    return crs.authid()


def plain(value):
    if value is None or value == NULL:
        return None
    if isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, QDateTime):
        return moment(value)
    if isinstance(value, QTime):
        return value.toString("HH:mm:ss.zzz").removesuffix(".000")
    return value.toString("yyyy-MM-dd") if isinstance(value, QDate) else str(value)


def moment(value):
    """A QDateTime as the program writes it: 2025-01-01 08:30:00, with .123 and with +08 where there are fractions and a zone."""
    zone = value.toString(Qt.DateFormat.ISODate)[19:].replace("Z", "+00").replace(":", "")
    return value.toString("yyyy-MM-dd HH:mm:ss.zzz").removesuffix(".000") + (zone[:3] if zone.endswith("00") else zone)


def features_of(source, stop=lambda: None):
    """Every feature of a processing source or a layer, invalid ones too: the engine decides about them and says so. `stop` may end it by raising.

    Raises ReadError when the file gives fewer features than it has: QGIS ends such a reading without a word.
    """
    request = QgsFeatureRequest()
    if isinstance(source, QgsProcessingFeatureSource):
        found = source.getFeatures(request, QgsProcessingFeatureSource.Flag.FlagSkipGeometryValidityChecks)
    else:
        found = source.getFeatures(request)
    features = []
    for feature in found:
        if len(features) % 1000 == 0:
            stop()
        features.append(feature)
    if len(features) < source.featureCount():
        raise ReadError(tr(f"{source.sourceName()}：{source.featureCount()} 个要素只读出 {len(features)} 个，文件可能已损坏",
                           f"{source.sourceName()}: only {len(features)} of {source.featureCount()} features could be read, the file may be damaged"))
    return features


def columns_of(source, features=None):
    """(WKB, fields) of a source or a layer, or of its `features` that were read before."""
    names = [field.name() for field in source.fields()]
    wkb, fields = [], {name: [] for name in names}
    for feature in features_of(source) if features is None else features:
        geometry = feature.geometry()
        wkb.append(None if geometry.isNull() else bytes(geometry.asWkb()))
        for name, value in zip(names, feature.attributes()):
            fields[name].append(plain(value))
    return wkb, fields


def has_shapes(layer):
    return layer.wkbType() != QgsWkbTypes.NoGeometry
