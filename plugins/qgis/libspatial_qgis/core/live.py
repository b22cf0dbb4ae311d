"""One plan kept ready, and projects checked against it again and again. No widgets; what crosses to another thread is WKB and plain values."""

import datetime
import json
import os
import time

from qgis.core import QgsGeometry

from .. import engine
from . import adapters, plan_file
from .messages import tr

ORDER = ("concentrated", "flexible", "special", "outside")


class Inputs:
    """Features of a layer, read in the main thread."""

    def __init__(self, layer, features, id_field="", kind=""):
        names = [field.name() for field in layer.fields()]
        wkb, fields = [], {name: [] for name in names}
        for feature in features:
            geometry = feature.geometry()
            wkb.append(None if geometry.isNull() else bytes(geometry.asWkb()))
            for name, value in zip(names, feature.attributes()):
                fields[name].append(adapters.plain(value))
        self.name, self.crs, self.wkb, self.fields = layer.name(), adapters.crs_text(layer.crs()), wkb, fields
        self.id_field, self.kind = id_field, kind

    @classmethod
    def sketch(cls, geometry, crs):
        """A drawn shape: no layer, no attributes."""
        one = cls.__new__(cls)
        one.name, one.crs, one.wkb, one.fields, one.id_field, one.kind = tr("草图", "sketch"), adapters.crs_text(crs), [bytes(geometry.asWkb())], {"id": ["1"]}, "", ""
        return one

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
        """The zones, less land that several of them cover, are the projects to 0.01 m²; None when nothing is known of the zones."""
        rows, whole = self.zones()
        return None if not rows else sum(cents for _, _, cents in rows) - self.multi_cover() == whole

    def findings(self):
        """(project, rule, verdict, message), the worst first."""
        rank = {v: i for i, v in enumerate(("conflict", "needs_review", "not_checked", "conditional", "pass", "not_applicable"))}
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
        """(project, role of its pieces) of every rule in conflict: the layer it asks about; of the boundary the outside, or the kinds of so much land."""
        rules = {rule["id"]: rule for rule in self.result["ruleset"]["rules"]}
        wanted = set()
        for project in self.projects:
            for finding in project["findings"]:
                rule = rules.get(finding["rule"])
                if rule is None or finding["verdict"] != "conflict":
                    continue
                if rule["role"] != "ugb":
                    wanted.add((project["id"], rule["role"]))
                elif rule["measure"].startswith("outside"):
                    wanted.add((project["id"], "ugb.outside"))
                else:
                    wanted |= {(project["id"], "ugb." + zone["kind"]) for zone in project["zones"] if zone["area_m2"] == finding["area_m2"]}
        return wanted

    def sheets(self):
        return engine.sheets(self.text, self.layers)


class LivePlan:
    """The plan of a file: read again only when the file has changed."""

    def __init__(self):
        self._key, self._plan = None, None

    def of(self, file):
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

    def check(self, inputs, file, rules="", as_of="", progress=None):
        """An Answer. Raises EngineError, Cancelled."""
        if len(inputs) == 0:
            raise engine.EngineError(tr("没有要素可核查：请先选择项目", "no feature to check: select a project first"))
        begun = time.perf_counter()
        projects = engine.layer(inputs.name, "", inputs.crs, inputs.wkb, inputs.fields)
        options = {"project_id": inputs.id_field or None, "project_kind": inputs.kind or None, "rules": rules or None, "as_of": as_of or datetime.date.today().isoformat()}
        text, layers, page = engine.check(projects, self.of(file), progress, **options)
        return Answer(text, layers, page, time.perf_counter() - begun)
