"""What is wrong with a layer that was just brought in, and the one thing to confirm: its CRS, its encoding. Whether shapes can be used is said, not asked. No widgets."""

import itertools
import os

from qgis.core import QgsCoordinateReferenceSystem, QgsFeatureRequest

from .. import engine
from . import adapters, symptoms
from .messages import tr

MOST = 5000  # features looked at, so that a layer of the whole city costs no wait; `datacheck` looks at all


class Look:
    """`lines`: what to say; `crs`, `encoding`: what to confirm, or ""."""

    def __init__(self, lines=(), crs="", encoding=""):
        self.lines, self.crs, self.encoding = list(lines), crs, encoding

    def asks(self):
        return bool(self.crs or self.encoding)


def at(layer):
    """The Look at a vector layer. In the main thread. Raises EngineError."""
    found = Look()
    _encoding(layer, found)
    features = list(itertools.islice(layer.getFeatures(QgsFeatureRequest()), MOST))
    if not features or not adapters.has_shapes(layer):
        return found
    wkb, fields = adapters.columns_of(layer, features)
    diagnosis = engine.diagnose([engine.layer(layer.name(), "", adapters.crs_text(layer.crs()), wkb, fields)])[0]
    doubts = [symptom for symptom in diagnosis["symptoms"] if symptom["code"] in symptoms.CRS_CODES and symptom["severity"] != "info"]
    found.crs = next(filter(None, map(symptoms.proposed_crs, doubts)), "")
    found.lines += [tr(symptom["message"]["zh"], symptom["message"]["en"]) for symptom in doubts]
    if not doubts and diagnosis["repaired"]:  # in a wrong CRS nothing can be said of shapes
        found.lines.append(tr(f"{diagnosis['repaired']} 个图形有缺陷，核查时自动修复，面积不变", f"{diagnosis['repaired']} shapes have flaws that are repaired without changing the area"))
    if not doubts and diagnosis["rejected"]:
        found.lines.append(tr(f"{diagnosis['rejected']} 个图形不能使用，须在源数据中改正（“数据体检”列出位置）", f"{diagnosis['rejected']} of the shapes cannot be used and must be corrected in the source (\"check data\" shows where)"))
    if found.lines and len(features) == MOST:
        found.lines.append(tr(f"只看了前 {MOST} 个要素", f"only the first {MOST} features were looked at"))
    return found


def _encoding(layer, found):
    file = layer.source().split("|")[0]
    if layer.providerType() != "ogr" or not file.lower().endswith(".shp") or not os.path.isfile(file):
        return
    actual, taken = engine.shapefile_encoding(file), layer.dataProvider().encoding()
    if actual and _plain(actual) != _plain(taken):
        found.encoding = actual
        found.lines.append(tr(f"属性表的编码是 {actual}，现按 {taken or '系统编码'} 读取，中文会是乱码", f"the table is written in {actual} and read as {taken or 'the system encoding'}: its texts are garbled"))


def _plain(name):
    name = name.lower().replace("-", "").replace("_", "").replace(" ", "")
    return {"gb2312": "gbk", "gb18030": "gbk", "cp936": "gbk", "windows936": "gbk", "ansi936": "gbk", "936": "gbk"}.get(name, name)


def apply(look, layer):
    """Declares what was confirmed; coordinates and files stay as they are."""
    if look.crs:
        layer.setCrs(QgsCoordinateReferenceSystem(look.crs))
    if look.encoding:
        layer.setProviderEncoding(look.encoding)
        layer.updateFields()
    layer.triggerRepaint()
