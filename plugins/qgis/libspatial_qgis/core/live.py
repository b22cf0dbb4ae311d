"""One plan kept ready, and projects checked against it again and again. No widgets; what crosses to another thread is WKB and plain values."""

import datetime
import json
import os
import time

from qgis.core import QgsGeometry

from .. import engine
from . import adapters, plan_file
from .messages import tr

WORST_FIRST = ("conflict", "needs_review", "not_checked", "conditional", "pass", "not_applicable")
ORDER = ("concentrated", "flexible", "special", "outside")


class Inputs:
    """Projects as plain values. Without a field `id` every feature is a project of its own."""

    def __init__(self, name, crs, wkb, fields):
        self.name, self.crs, self.wkb, self.fields = name, adapters.crs_text(crs), wkb, fields
        self.fields.setdefault("id", [str(row) for row in range(len(wkb))])

    @classmethod
    def of(cls, layer, features):
        """Read in the main thread."""
        return cls(layer.name(), layer.crs(), *adapters.columns_of(layer, features))

    @classmethod
    def sketch(cls, geometry, crs):
        """A drawn shape: no layer, no attributes."""
        return cls(tr("草图", "sketch"), crs, [bytes(geometry.asWkb())], {})

    def __len__(self):
        return len(self.wkb)


class Answer:
    """What a check said, as the dock shows it. Every number is one of the result."""

    def __init__(self, text, layers, page, seconds):
        self.text, self.layers, self.page, self.seconds = text, layers, page, seconds
        self.result = json.loads(text)
        self.projects = self.result["projects"]
        self.verdict = self.result["summary"]["verdict"]

    def zones(self):
        """(kind, title, m²) over all projects, in a fixed order, and the sum of the projects in whole 0.01 m²."""
        cents, titles = {}, {}
        for project in self.projects:
            for zone in project["zones"]:
                cents[zone["kind"]] = cents.get(zone["kind"], 0) + round(zone["area_m2"] * 100)
                titles[zone["kind"]] = tr(zone["name"]["zh"], zone["name"]["en"])
        return [(kind, titles[kind], cents[kind]) for kind in ORDER if kind in cents], sum(round(p["area"]["official_m2"] * 100) for p in self.projects)

    def multi_cover(self):
        return sum(round(p["multi_cover_m2"] * 100) for p in self.projects)

    def adds_up(self):
        """The zones are the projects to 0.01 m² (land that several of them cover is counted once); None when nothing is known of the zones."""
        rows, whole = self.zones()
        return None if not rows else sum(cents for _, _, cents in rows) == whole

    def findings(self):
        """(project, rule, verdict, message), the worst first."""
        rank = {v: i for i, v in enumerate(WORST_FIRST)}
        rows = [(p["id"], f["rule"], f["verdict"], tr(f["message"]["zh"], f["message"]["en"])) for p in self.projects for f in p["findings"]]
        return sorted(rows, key=lambda row: rank[row[2]])

    def convicting(self):
        """(CRS as WKT, geometries) of the land that is in conflict."""
        pieces = next(layer for layer in self.layers if layer.name == "pieces")
        wanted, found = self._convicting_roles(), []
        for project, role, wkb in zip(pieces.fields["project"], pieces.fields["role"], pieces.wkb):
            if (project, role) in wanted and wkb:
                geometry = QgsGeometry()
                geometry.fromWkb(wkb)
                found.append(geometry)
        return pieces.crs_wkt, found

    def _convicting_roles(self):
        """(project, role of its pieces) of the land every rule in conflict is about."""
        land = {rule["id"]: rule["land"] for rule in self.result["ruleset"]["rules"]}
        return {(project["id"], role) for project in self.projects for finding in project["findings"] if finding["verdict"] == "conflict" for role in land.get(finding["rule"], ())}

    def sheets(self):
        return engine.sheets(self.text, self.layers)


class LivePlan:
    """The plan of a file: read again only when the file has changed."""

    def __init__(self):
        self._key, self._plan = None, None

    def of(self, file):
        """What check() takes. Raises EngineError, ReadError. In the main thread: QGIS reads the file."""
        try:
            state = os.stat(file)
        except OSError as error:
            raise engine.EngineError(tr(f"不能读取规划文件 {file}：{error.strerror}", f"the plan {file} cannot be read: {error.strerror}")) from error
        log = file + "-wal"
        key = (file, state.st_mtime_ns, state.st_size, os.path.getmtime(log) if os.path.exists(log) else 0)
        if key != self._key:
            self._plan = engine.prepared(plan_file.read(file))
            self._key = key
        return self._plan


def check(inputs, prepared, rules="", progress=None):
    """An Answer, as of today. Raises EngineError, Cancelled."""
    if len(inputs) == 0:
        raise engine.EngineError(tr("没有要素可核查：请先选择项目", "no feature to check: select a project first"))
    begun = time.perf_counter()
    projects = engine.layer(inputs.name, "", inputs.crs, inputs.wkb, inputs.fields)
    text, layers, page = engine.check(projects, prepared, progress, rules=rules or None, as_of=datetime.date.today().isoformat())
    return Answer(text, layers, page, time.perf_counter() - begun)
