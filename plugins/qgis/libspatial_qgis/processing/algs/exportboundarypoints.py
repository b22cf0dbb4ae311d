"""libspatial:exportboundarypoints — a layer as a surveyor's text of coordinates; what the text cannot hold is said."""

import os

from qgis.core import (
    QgsProcessing, QgsProcessingException, QgsProcessingOutputString, QgsProcessingParameterEnum, QgsProcessingParameterFeatureSource, QgsProcessingParameterField,
    QgsProcessingParameterFileDestination, QgsProcessingParameterNumber,
)

from ... import engine
from ...core.messages import tr
from ..base import Algorithm

FORMATS = ("txt", "dat", "csv", "wkt")
PREFIXES = (None, True, False)


class ExportBoundaryPoints(Algorithm):
    ID, GROUP = "exportboundarypoints", "exchange"
    NAME = ("导出界址点", "Export boundary points")
    HELP = (
        "把图层写成界址点坐标 TXT、CASS .dat、点表 CSV 或 WKT。写完后重新读入核对，文件要么完整，要么没有。格式容不下的内容（字段、图形、小数……）逐条写入日志，"
        "N_NOT_CARRIED 为条数，N_LEFT_OUT 为没有写出的要素数。",
        "Writes a layer as 界址点 TXT, CASS .dat, table of points (CSV) or WKT. What was written is read again and compared; the file is complete or does not exist. What the "
        "format cannot hold (fields, shapes, decimals, …) goes to the log; N_NOT_CARRIED counts these lines, N_LEFT_OUT the features that are not written.",
    )

    def declare(self):
        add = self.addParameter
        add(QgsProcessingParameterFeatureSource("INPUT", tr("图层", "Layer"), [QgsProcessing.SourceType.TypeVectorAnyGeometry]))
        add(QgsProcessingParameterEnum("FORMAT", tr("格式",
                                                    "Format"), [tr("界址点 TXT", "界址点 TXT (boundary points)"), "CASS .dat", tr("点表 CSV",
                                                                                                                            "CSV (table of points)"), "WKT"], defaultValue=0))
        add(QgsProcessingParameterField("ID", tr("地块编号字段（默认 id）", "Field with the parcel's id (default: id)"), parentLayerParameterName="INPUT", optional=True))
        add(QgsProcessingParameterField("NAME", tr("地块名称字段（默认 name）",
                                                   "Field with the parcel's name (default: name)"), parentLayerParameterName="INPUT", optional=True))
        add(QgsProcessingParameterEnum("START", tr("环的起点",
                                                   "Where a ring begins"), [tr("不变",
                                                                               "as it is"), tr("西北角，顺时针（内环逆时针）", "north-west corner, clockwise (holes the other way)")], defaultValue=0))
        add(QgsProcessingParameterNumber("DECIMALS", tr("小数位数（-1：米 3 位，度 9 位）",
                                                        "Decimals (-1: 3 in metres, 9 in degrees)"), defaultValue=-1, minValue=-1, maxValue=12))
        add(QgsProcessingParameterEnum("MULTIPART", tr("多部分地块",
                                                       "Parcels of several parts"), [tr("每部分一个地块",
                                                                                        "a parcel for each part"), tr("一个地块多个圈", "rings of one parcel")], defaultValue=0))
        add(QgsProcessingParameterEnum("ZONE_PREFIX", tr("东坐标的带号",
                                                         "Zone number in eastings"), [tr("按格式（TXT 带，其余同坐标系）",
                                                                                         "by format (TXT with, others as the CRS)"), tr("带", "with"), tr("不带", "without")], defaultValue=0))
        add(QgsProcessingParameterEnum("ENCODING", tr("编码（TXT、CASS）", "Encoding (TXT, CASS)"), ["GBK (GB18030)", "UTF-8"], defaultValue=0))
        add(QgsProcessingParameterFileDestination("OUTPUT", tr("坐标文本", "Text of coordinates"), "TXT (*.txt);;CASS (*.dat);;CSV (*.csv);;WKT (*.wkt)"))
        self.addOutput(QgsProcessingOutputString("NOT_CARRIED", "NOT_CARRIED"))
        self.add_numbers("N_READ", "N_WRITTEN", "N_LEFT_OUT", "N_NOT_CARRIED")

    def work(self, run):
        given = run.given("INPUT")
        form, file = run.choice("FORMAT", FORMATS), run.output_file("OUTPUT")
        ending = os.path.splitext(file)[1].lower()
        if ending != f".{form}":
            run.warn(f"文件 {file} 的内容为 {form}，与扩展名“{ending}”不同", f"the content of {file} is {form}, its ending \"{ending}\"")
        for field in (run.text("ID"), run.text("NAME")):
            if field and given.fields.indexOf(field) < 0:
                raise QgsProcessingException(tr(f"{given.layer.name} 没有字段“{field}”", f"{given.layer.name} has no field \"{field}\""))
        run.stop_if_cancelled()
        lost = engine.write_text(
            given.layer, file, form, zone_prefix=run.choice("ZONE_PREFIX", PREFIXES), from_north_west=run.choice("START", (False, True)), decimals=run.whole("DECIMALS"),
            parts_as_rings=run.choice("MULTIPART", (False, True)), utf8=run.choice("ENCODING", (False, True)), id_field=run.text("ID") or "id", name_field=run.text("NAME") or "name")
        for reject in given.layer.rejects:
            run.warn("未采用：" + reject["zh"], "not used: " + reject["en"])
        for code, zh, en in lost:
            run.warn(f"未能带过去 [{code}] {zh}", f"not carried over [{code}] {en}")
        read, left_out = len(given.features), rows_left_out(given.layer, lost)
        run.say(f"读 {read} = 写出 {read - left_out} + 未写出 {left_out}：{file}", f"{read} read = {read - left_out} written + {left_out} left out: {file}")
        return {"OUTPUT": file, "NOT_CARRIED": ", ".join(dict.fromkeys(code for code, _, _ in lost)), "N_READ": read, "N_WRITTEN": read - left_out, "N_LEFT_OUT": left_out,
                "N_NOT_CARRIED": len(lost)}


def rows_left_out(layer, lost):
    """The engine has one line for each row it leaves out, and one for all rows without a shape together."""
    without = sum(shape is None for shape in layer.wkb)
    return sum(code == "shape" for code, _, _ in lost) + without - (without > 0)
