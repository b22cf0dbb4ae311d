"""libspatial:importboundarypoints — a surveyor's text of coordinates as layers; every row that cannot be used stands in a table with its line."""

import os

from qgis.core import (
    QgsProcessing, QgsProcessingException, QgsProcessingOutputString, QgsProcessingParameterBoolean, QgsProcessingParameterCrs, QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSink, QgsProcessingParameterFile, QgsWkbTypes,
)

from ... import engine
from ...core.messages import tr
from ..base import TEXT, WHOLE, Algorithm

AXES = ("", "north-first", "east-first")
SHAPES = {"OUTPUT": ("N_POLYGONS", 3, QgsWkbTypes.MultiPolygon), "OUTPUT_LINES": ("N_LINES", 2, QgsWkbTypes.MultiLineString), "OUTPUT_POINTS": ("N_POINTS", 1, QgsWkbTypes.MultiPoint)}
POINTS = {"POINTS_READ": "read", "POINTS_USED": "used", "POINTS_REPAIRED": "repaired", "POINTS_REJECTED": "rejected"}


class ImportBoundaryPoints(Algorithm):
    ID, GROUP = "importboundarypoints", "exchange"
    NAME = ("导入界址点", "Import boundary points")
    HELP = (
        "读取界址点坐标 TXT（勘测定界、电子报盘各种写法）、CASS .dat、点表 CSV 和 XLSX、WKT、ASCII DXF，按内容识别格式、编码和坐标系。环按位置判断内外。读不了的地块列入“未采用的行”，写明行号和原因；"
        "读 = 采用 + 修复 + 未采用。坐标系只在文件没有写明、或自相矛盾时才需要指定。",
        "Reads 界址点 TXT in all its variants, CASS .dat, tables of points (CSV, XLSX), WKT and ASCII DXF; format, encoding and CRS are told by the content, shells and holes by where rings lie. "
        "A parcel that cannot be read stands in the table of rejects with line and reason; read = used + repaired + rejected. A CRS is needed only where the file does not "
        "say its own, or contradicts itself.",
    )

    def declare(self):
        add = self.addParameter
        add(QgsProcessingParameterFile("FILE", tr("坐标文本",
                                                  "Text of coordinates"), fileFilter=tr("坐标文本 (*.txt *.dat *.csv *.xlsx *.wkt *.dxf);;所有文件 (*)",
                                                                                        "Texts of coordinates (*.txt *.dat *.csv *.xlsx *.wkt *.dxf);;All files (*)")))
        add(QgsProcessingParameterCrs("CRS", tr("坐标系（文件没有写明时）", "CRS (where the file does not say it)"), optional=True))
        add(QgsProcessingParameterEnum("AXES", tr("两个数的次序",
                                                  "Order of the two numbers"), [tr("按格式",
                                                                                   "as the format has it"), tr("北在前", "north first"), tr("东在前", "east first")], defaultValue=0))
        add(QgsProcessingParameterBoolean("JOIN", tr("CASS：同一编码的点按次序连成面", "CASS: points of one code, in their order, are a polygon"), defaultValue=False))
        source = QgsProcessing.SourceType
        add(QgsProcessingParameterFeatureSink("OUTPUT", tr("地块", "Parcels"), source.TypeVectorPolygon))
        add(QgsProcessingParameterFeatureSink("OUTPUT_LINES", tr("线", "Lines"), source.TypeVectorLine, optional=True, createByDefault=False))
        add(QgsProcessingParameterFeatureSink("OUTPUT_POINTS", tr("点", "Points"), source.TypeVectorPoint, optional=True, createByDefault=False))
        self.add_table("REJECTS", tr("未采用的行", "Rows not used"))
        for name in ("FORMAT", "ENCODING", "CRS_FOUND"):
            self.addOutput(QgsProcessingOutputString(name, name))
        self.add_numbers("N_READ", "N_USED", "N_REJECTED", *(number for number, *_ in SHAPES.values()), *POINTS)

    def work(self, run):
        file = run.file("FILE")
        if not os.path.isfile(file):
            raise QgsProcessingException(tr(f"没有文件 {file}：请检查路径", f"there is no file {file}: check the path"))
        read = engine.read_text(file, run.crs("CRS"), run.choice("AXES", AXES), run.flag("JOIN"))
        if read is None:
            raise QgsProcessingException(tr(f"{file} 不是坐标文本（界址点 TXT、CASS .dat、点表 CSV 和 XLSX、WKT、DXF）：矢量数据请直接拖入 QGIS",
                                            f"{file} is no text of coordinates (界址点 TXT, CASS .dat, table of points, WKT, DXF): open other data in QGIS itself"))
        layer, about = read
        run.stop_if_cancelled()
        wkb = layer.wkb
        rows = {output: [row for row, shape in enumerate(wkb) if shape and shape_of(shape) == kind] for output, (_, kind, _) in SHAPES.items()}
        rejects = layer.rejects
        numbers = {number: len(rows[output]) for output, (number, *_) in SHAPES.items()}
        used = sum(numbers.values())
        counted = about.get("points") or about["entities"]  # of a drawing its entities
        numbers |= {"N_READ": len(wkb), "N_USED": used, "N_REJECTED": len(rejects)} | {name: counted[key] for name, key in POINTS.items()}
        if used + len(rejects) != len(wkb):
            raise QgsProcessingException(f"[internal] {len(wkb)} != {used} + {len(rejects)}")
        self._say(run, layer, about, numbers)
        outputs = numbers | {"FORMAT": about["format"], "ENCODING": about["encoding"], "CRS_FOUND": layer.crs}
        for output, (_, _, geometry) in SHAPES.items():
            written = run.layer(output, layer, geometry, rows[output])
            outputs |= written
            if rows[output] and not written:
                title = self.parameterDefinition(output).description()
                run.warn(f"文件中有 {len(rows[output])} 个“{title}”没有写出：请指定输出 {output}" + ("；CASS 的点要连成面，请勾选 JOIN" if output == "OUTPUT_POINTS" else ""),
                         f"{len(rows[output])} \"{title}\" of the file are not written: choose an output {output}" + ("; to join the points of CASS tick JOIN" if output == "OUTPUT_POINTS" else ""))
        ids = layer.fields.get("id", [None] * len(wkb))
        table = [[line, r["row"], ids[r["row"]], r["reason"], tr(r["zh"], r["en"])] for r, line in zip(rejects, about["reject_lines"])]
        return outputs | run.table("REJECTS", {"line": WHOLE, "row": WHOLE, "id": TEXT, "reason": TEXT, "message": TEXT}, table)

    @staticmethod
    def _say(run, layer, about, numbers):
        for zh, en in about["notes"]:
            run.say(zh, en)
        run.say(f"格式 {about['format']}，编码 {about['encoding']}，坐标系 {layer.crs}", f"format {about['format']}, encoding {about['encoding']}, CRS {layer.crs}")
        run.say(f"地块等：读 {numbers['N_READ']} = 采用 {numbers['N_USED']} + 未采用 {numbers['N_REJECTED']}",
                f"rows: {numbers['N_READ']} read = {numbers['N_USED']} used + {numbers['N_REJECTED']} rejected")
        run.warn_all([("未采用：" + r["zh"], "not used: " + r["en"]) for r in layer.rejects])


def shape_of(wkb):
    """1 points, 2 lines, 3 polygons, one or many."""
    kind = int.from_bytes(wkb[1:5], "little" if wkb[0] else "big") % 1000
    return kind - 3 if kind > 3 else kind
