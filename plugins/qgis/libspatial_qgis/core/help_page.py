"""The page behind the help button of an algorithm: its words, its parameters and outputs as they are declared, and its part of the guide. Made when it is asked for, kept in the profile, opened without network."""

import html
import os
import re
from pathlib import Path

from qgis.core import QgsApplication, QgsProcessingParameterDefinition
from qgis.PyQt.QtCore import QUrl
from qgis.PyQt.QtGui import QTextDocument

from .files import publish
from .messages import is_chinese, tr

HERE = Path(__file__).parents[1]
GUIDES = (HERE / "help" / "qgis.md", HERE.parents[2] / "docs" / "how-to" / "qgis.md")  # in the zip; in a checkout
STYLE = "body { font: 15px/1.6 sans-serif; max-width: 60em; margin: 2em auto; padding: 0 1em; color: #22303c } table { border-collapse: collapse } td, th { border: 1px solid #c9d3da; padding: 4px 8px; text-align: left; vertical-align: top } td p { margin: 0 } code { background: #eef2f5 }"


def url(algorithm):
    """Of the page, written now; "" where the profile cannot be written."""
    folder = Path(QgsApplication.qgisSettingsDirPath()) / "libspatial_help"
    file = folder / f"{algorithm.name()}_{'zh' if is_chinese() else 'en'}.html"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        publish(os.fspath(file), page(algorithm))
    except OSError:
        return ""
    return QUrl.fromLocalFile(os.fspath(file)).toString()


def page(algorithm):
    title = html.escape(algorithm.displayName())
    rows = [(p.name(), p.description() + ("" if p.flags() & QgsProcessingParameterDefinition.Flag.FlagOptional or p.defaultValue() is not None else tr("（必填）", " (needed)")), _text(p.defaultValue())) for p in algorithm.parameterDefinitions() if not p.isDestination()]
    outputs = [(o.name(), o.description()) for o in algorithm.outputDefinitions()]
    parts = [f"<h1>{title}</h1><p><code>libspatial:{algorithm.name()}</code></p><p>{html.escape(algorithm.shortHelpString())}</p>",
             _table(tr("参数", "Parameters"), (tr("名称", "name"), tr("含义", "meaning"), tr("默认", "default")), rows), _table(tr("输出", "Outputs"), (tr("名称", "name"), tr("含义", "meaning")), outputs), _guide(algorithm.name())]
    return f"<!doctype html><html><head><meta charset=\"utf-8\"><title>{title}</title><style>{STYLE}</style></head><body>{''.join(parts)}</body></html>"


def _text(value):
    return "" if value is None else str(value)


def _table(title, heads, rows):
    lines = "".join("<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<h2>{title}</h2><table><tr>{''.join(f'<th>{head}</th>' for head in heads)}</tr>{lines}</table>" if rows else ""


def _guide(name):
    """The section of the guide that its table of algorithms leads to from this one."""
    file = next((file for file in GUIDES if file.is_file()), None)
    if file is None:
        return ""
    text = file.read_text(encoding="utf-8")
    link = re.search(rf"^\|[^|]*\(#([^)]+)\)[^|]*\|[^|]*`{name}`", text, re.M)
    sections = {_anchor(section.split("\n", 1)[0]): section for section in re.split(r"^## ", text, flags=re.M)[1:]}
    if link is None or link[1] not in sections:
        return ""
    document = QTextDocument()
    document.setMarkdown("## " + re.sub(r"!?\[([^]]*)\]\([^)]*\)", r"\1", re.sub(r"!\[[^]]*\]\([^)]*\)\n", "", sections[link[1]])))
    body = document.toHtml()
    return "<hr>" + re.sub(r' style="[^"]*"', "", body[body.index("<body"):body.rindex("</body>")].partition(">")[2])


def _anchor(heading):
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
