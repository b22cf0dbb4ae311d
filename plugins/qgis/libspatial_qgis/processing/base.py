"""What every algorithm shares: it names itself, asks for the engine, reads a source, writes layers, and says what became of every feature."""

from pathlib import Path

from qgis.core import (
    QgsCoordinateReferenceSystem, QgsFeature, QgsFeatureSink, QgsField, QgsFields, QgsGeometry, QgsProcessing, QgsProcessingAlgorithm,
    QgsProcessingException, QgsProcessingOutputNumber, QgsProcessingParameterBoolean, QgsProcessingParameterDefinition, QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSink, QgsWkbTypes,
)
from qgis.PyQt.QtGui import QIcon

from .. import engine
from ..core import adapters, help_page
from ..core.compat import REAL, TEXT, WHOLE
from ..core.messages import needs_engine, tr
from .postprocess import name_columns

GROUPS = {"checks": ("核查", "Checks"), "areas": ("面积", "Areas"), "data": ("数据", "Data"), "exchange": ("坐标文本", "Texts of coordinates")}
KINDS = ("official", "geodesic", "planar")
KIND_TITLES = (("official 图斑椭球面积（国土调查办发〔2008〕32号）", "official (national procedure)"), ("geodesic 测地面积", "geodesic"), ("planar 平面（投影）面积", "planar"))
ACCOUNT = ("N_READ", "N_USED", "N_REPAIRED", "N_REJECTED")
LOGGED = 100  # rows; all of them stand in the table


class Algorithm(QgsProcessingAlgorithm):
    """A subclass says ID, NAME, GROUP and HELP, declares its parameters in `declare()` and does its `work(run)`."""

    ID, GROUP, NAME, HELP = "", "", ("", ""), ("", "")

    def createInstance(self):  # noqa: N802
        return type(self)()

    def name(self):
        return self.ID

    def displayName(self):  # noqa: N802
        return tr(*self.NAME)

    def group(self):
        return tr(*GROUPS[self.GROUP])

    def groupId(self):  # noqa: N802
        return self.GROUP

    def shortHelpString(self):  # noqa: N802
        return tr(*self.HELP)

    def icon(self):
        return QIcon(str(Path(__file__).parent / "icons" / f"{self.ID}.svg"))

    def helpUrl(self):  # noqa: N802
        return help_page.url(self)

    def initAlgorithm(self, configuration=None):  # noqa: N802
        self.declare()

    def declare(self):
        """addParameter() and addOutput() of the algorithm."""

    def prepare(self, run):
        """What must be read in the main thread, beside parameters that are sources."""

    def work(self, run):
        """Does it and returns the outputs."""
        return {}

    def checkParameterValues(self, parameters, context):  # noqa: N802
        problem = engine.problem()
        if problem:
            return False, needs_engine(self.displayName(), problem)
        return super().checkParameterValues(parameters, context)

    def prepareAlgorithm(self, parameters, context, feedback):  # noqa: N802
        self._try(self.prepare, Run(self, parameters, context, feedback))
        return True

    def processAlgorithm(self, parameters, context, feedback):  # noqa: N802
        return self._try(self.work, Run(self, parameters, context, feedback))

    def _try(self, step, run):
        problem = engine.problem()
        if problem:  # qgis_process asks neither canExecute() nor, in models, checkParameterValues()
            raise QgsProcessingException(needs_engine(self.displayName(), problem))
        try:
            return step(run)
        except engine.Cancelled as cancelled:
            raise QgsProcessingException(tr("已取消，未写出结果", "cancelled, nothing was written")) from cancelled
        except (engine.EngineError, adapters.ReadError) as error:
            raise QgsProcessingException(str(error)) from error

    def add_area_kind(self, zh="面积种类", en="Kind of area"):
        self.addParameter(QgsProcessingParameterEnum("AREA", tr(zh, en), [tr(*title) for title in KIND_TITLES], defaultValue=0))

    def add_anywhere(self):
        self.add_advanced(QgsProcessingParameterBoolean("ANYWHERE", tr("数据确实在市域之外，不因此怀疑坐标系",
                                                                       "The data do lie outside the city: do not doubt the CRS for it"), defaultValue=False))

    def add_strict(self):
        self.add_advanced(QgsProcessingParameterBoolean("STRICT", tr("有图形需要修复或不能使用时停止（默认：修复不改变面积的，其余列出）",
                                                                     "Stop when a shape needs repair or cannot be used (default: what keeps its area is repaired, the rest listed)"), defaultValue=False))

    def add_advanced(self, parameter):
        parameter.setFlags(parameter.flags() | QgsProcessingParameterDefinition.Flag.FlagAdvanced)
        self.addParameter(parameter)

    def add_table(self, name, title, optional=False):
        self.addParameter(QgsProcessingParameterFeatureSink(name, title, QgsProcessing.SourceType.TypeVector, optional=optional, createByDefault=not optional))

    def add_account(self):
        """Table REJECTS and the four numbers of `Run.account()`."""
        self.add_table("REJECTS", tr("修复和未采用的要素", "Features repaired or not used"), optional=True)
        self.add_numbers(*ACCOUNT)

    def add_numbers(self, *names):
        for number in names:
            self.addOutput(QgsProcessingOutputNumber(number, number))


class Given:
    """A source as it was read: QGIS features and the engine's layer, row by row the same."""

    def __init__(self, source, features):
        wkb, columns = adapters.columns_of(source, features)
        self.fields, self.crs, self.features, self.kind = source.fields(), source.sourceCrs(), features, source.wkbType()
        self.layer = engine.layer(source.sourceName(), "", adapters.crs_text(self.crs), wkb, columns)

    def is_multi(self):
        return QgsWkbTypes.isMultiType(self.kind)

    def labels(self, field):
        """One text per row: of `field`, or row numbers from 0, as the program has it."""
        if not field:
            return [str(row) for row in range(len(self.features))]
        return engine.texts(self.layer, field)


class Run:
    """One run: its parameters as plain values, its outputs, its log."""

    def __init__(self, algorithm, parameters, context, feedback):
        self.algorithm, self.parameters, self.context, self.feedback = algorithm, parameters, context, feedback

    def text(self, name):
        return self.algorithm.parameterAsString(self.parameters, name, self.context) or ""

    def file(self, name):
        return self.algorithm.parameterAsFile(self.parameters, name, self.context) or ""

    def output_file(self, name):
        return self.algorithm.parameterAsFileOutput(self.parameters, name, self.context)

    def choice(self, name, words):
        return words[self.algorithm.parameterAsEnum(self.parameters, name, self.context)]

    def flag(self, name):
        return self.algorithm.parameterAsBool(self.parameters, name, self.context)

    def whole(self, name):
        return self.algorithm.parameterAsInt(self.parameters, name, self.context)

    def number(self, name):
        return self.algorithm.parameterAsDouble(self.parameters, name, self.context)

    def crs(self, name):
        return adapters.crs_text(self.algorithm.parameterAsCrs(self.parameters, name, self.context))

    def area_kind(self):
        return self.choice("AREA", KINDS)

    def source(self, name):
        source = self.algorithm.parameterAsSource(self.parameters, name, self.context)
        if source is None:
            raise QgsProcessingException(self.algorithm.invalidSourceError(self.parameters, name))
        return source

    def given(self, name):
        source = self.source(name)
        features = adapters.features_of(source, self.stop_if_cancelled)
        if not features:
            raise QgsProcessingException(tr(f"{source.sourceName()} 没有要素：请检查筛选和选择", f"{source.sourceName()} has no features: check its filter and the selection"))
        return Given(source, features)

    def polygons(self, given):
        """The engine's valid polygons, with what it repaired and rejected."""
        self.stop_if_cancelled()
        used = engine.polygons(given.layer, self.flag("ANYWHERE"))
        if self.algorithm.parameterDefinition("STRICT") is not None and self.flag("STRICT") and (used.rejects or used.repaired):
            first = tr(used.rejects[0]["zh"], used.rejects[0]["en"]) if used.rejects else tr(f"第 {used.repaired[0]} 行需要修复", f"row {used.repaired[0]} needs repair")
            raise QgsProcessingException(tr(f"{given.layer.name}：{len(used.repaired)} 个图形需要修复，{len(used.rejects)} 个不能使用；按要求停止。首个：{first}",
                                            f"{given.layer.name}: {len(used.repaired)} shapes need repair, {len(used.rejects)} cannot be used; stopped as asked. First: {first}"))
        if self.algorithm.parameterDefinition("AREA") is not None and self.area_kind() == "planar" and (doubt := engine.planar_doubt(used)):
            self.warn(f"{given.layer.name}：{doubt[0]}", f"{given.layer.name}: {doubt[1]}")
        return used

    def progress(self, done, everything):
        self.feedback.setProgress(100.0 * done / max(everything, 1))
        return not self.feedback.isCanceled()

    def stop_if_cancelled(self):
        if self.feedback.isCanceled():
            raise engine.Cancelled

    def say(self, zh, en):
        self.feedback.pushInfo(tr(zh, en))

    def warn(self, zh, en):
        self.feedback.pushWarning(tr(zh, en))

    def warn_all(self, texts):
        """`texts`: (zh, en) of every row; the first hundred are shown, and how many more there are."""
        for zh, en in texts[:LOGGED]:
            self.warn(zh, en)
        if len(texts) > LOGGED:
            self.warn(f"……另有 {len(texts) - LOGGED} 条，见结果表", f"… and {len(texts) - LOGGED} more, see the table")

    def account(self, *pairs):
        """read = used + repaired + rejected, of the first of `pairs` (given, what the engine made of it) as numbers, of all in log and table REJECTS."""
        numbers, rows = {}, []
        for given, used in pairs:
            rejects, repaired = used.rejects, used.repaired
            read, name = len(given.features), given.layer.name
            left = read - len(rejects) - len(repaired)
            self.say(f"{name}：读 {read} = 采用 {left} + 修复 {len(repaired)} + 未采用 {len(rejects)}",
                     f"{name}: {read} read = {left} used + {len(repaired)} repaired + {len(rejects)} rejected")
            numbers = numbers or dict(zip(ACCOUNT, (read, left, len(repaired), len(rejects))))
            fids = [feature.id() for feature in given.features]
            mended = ("图形有缺陷，已修复，面积不变", "a flaw of the shape was repaired, its area is the same")
            rows += [(name, row, fids[row], "repaired", "invalid", *mended) for row in repaired]
            rows += [(name, r["row"], fids[r["row"]], "rejected", r["reason"], r["zh"], r["en"]) for r in rejects]
            self.warn_all([("已修复：" + f"{name} 第 {row} 行（fid {fids[row]}）", f"repaired: {name} row {row} (fid {fids[row]})") for row in repaired])
            self.warn_all([("未采用：" + r["zh"], "not used: " + r["en"]) for r in rejects])
        columns = {"layer": TEXT, "row": WHOLE, "feature_id": WHOLE, "state": TEXT, "reason": TEXT, "message": TEXT}
        return numbers | self.table("REJECTS", columns, [[*row[:5], tr(*row[5:])] for row in rows])

    def table(self, name, columns, rows):
        """Writes rows without shapes; {} for an optional table that nobody asked for."""
        return self.write(name, fields_of(columns), QgsWkbTypes.NoGeometry, QgsCoordinateReferenceSystem(), ((row, None) for row in rows))

    def layer(self, name, layer, kind=QgsWkbTypes.MultiPolygon, rows=None):
        """Writes (rows of) a layer of the engine."""
        columns = layer.fields
        types = {column: _type_of(values) for column, values in columns.items()}
        wkb = layer.wkb
        chosen = range(len(wkb)) if rows is None else rows
        content = (([values[row] for values in columns.values()], wkb[row]) for row in chosen)
        crs = QgsCoordinateReferenceSystem(layer.crs)
        return self.write(name, fields_of(types), kind, crs if crs.isValid() else QgsCoordinateReferenceSystem.fromWkt(layer.crs_wkt), content)

    def write(self, name, fields, kind, crs, rows):
        """Writes (attributes, WKB or QgsGeometry or None) to the sink `name` and returns {name: where}."""
        sink, destination = self.algorithm.parameterAsSink(self.parameters, name, self.context, fields, kind, crs)
        if sink is None:
            definition = self.algorithm.parameterDefinition(name)
            if self.parameters.get(name) in (None, "") and definition.flags() & QgsProcessingParameterDefinition.Flag.FlagOptional:
                return {}
            raise QgsProcessingException(self.algorithm.invalidSinkError(self.parameters, name))
        for attributes, shape in rows:
            feature = QgsFeature(fields)
            feature.setAttributes(list(attributes))
            if shape:
                feature.setGeometry(shape if isinstance(shape, QgsGeometry) else geometry_of(shape))
            if not sink.addFeature(feature, QgsFeatureSink.Flag.FastInsert):
                raise QgsProcessingException(tr(f"写不出 {name}", f"{name} cannot be written") + f": {sink.lastError()}")
        if not sink.flushBuffer():
            raise QgsProcessingException(tr(f"写不出 {name}", f"{name} cannot be written") + f": {sink.lastError()}")
        name_columns(self.context, destination)
        return {name: destination}


def fields_of(columns, before=None):
    """QgsFields of name → type, after those of `before`; a name that is taken gets _2."""
    fields = QgsFields(before) if before is not None else QgsFields()
    for column, kind in columns.items():
        name, n = column, 2
        while fields.lookupField(name) >= 0:
            name, n = f"{column}_{n}", n + 1
        fields.append(QgsField(name, kind))
    return fields


def in_units(area, kind):
    """m², hectares, mu. Official areas are whole 0.01 m², in hectares and mu six decimals."""
    if area is None:
        return [None, None, None]
    hectares, mu = area / 10000, area * 3 / 2000
    return [area, round(hectares, 6), round(mu, 6)] if kind == "official" else [area, hectares, mu]


def geometry_of(wkb):
    geometry = QgsGeometry()
    geometry.fromWkb(wkb)
    geometry.convertToMultiType()
    return geometry


def _type_of(values):
    if any(isinstance(v, str) for v in values):
        return TEXT
    if any(isinstance(v, float) for v in values):
        return REAL
    return WHOLE if any(v is not None for v in values) else TEXT
