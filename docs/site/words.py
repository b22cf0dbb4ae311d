"""Words of the site: labels of the docstrings and of the theme in Chinese, errors as links, formulas of the catalogue without markup."""

import gettext
import re

import api_pages

LABELS = {"Parameters": "参数 Parameters", "Returns": "返回 Returns", "Raises": "错误 Raises", "Examples": "示例 Examples", "Notes": "说明 Notes", "References": "来源 References",
          "Attributes": "属性 Attributes"}
THEME = {"On this page": "本页内容", "Previous": "上一页", "Next": "下一页", "Home": "首页", "Back to top": "回到顶部", "Skip to content": "跳到正文"}
LABEL = re.compile(r"^(:|\.\. rubric:: )(" + "|".join(LABELS) + r")(:?)$")
ERROR = re.compile(r"(?<![\w.`])errors\.([A-Z]\w+Error)\b")
PAGE = re.compile(r"(?<![\w/`])docs/([\w/-]+)\.md")


class Words(gettext.NullTranslations):
    """Those of the theme that Sphinx does not translate, then those of Sphinx."""

    def gettext(self, message):
        return THEME.get(message) or super().gettext(message)


def theme(app):
    if hasattr(app.builder, "templates"):
        words = Words()
        words.add_fallback(app.translator)
        app.builder.templates.environment.install_gettext_translations(words)


def plain(app, what, name, thing, options, lines):
    """What stands above the parameters of a metric comes from the catalogue: a formula, no markup."""
    if name.startswith("libspatial.metrics.") and name.rpartition(".")[2] not in ("catalogue", "compute", "describe"):
        for number, line in enumerate(lines):
            if line == "Parameters":
                break
            lines[number] = re.sub(r"([\\|*_`])", r"\\\1", line)


def compiled(app, what, name, thing, options, lines):
    """The properties of a compiled class have their types and words in the stub."""
    if what == "property" and name.startswith("libspatial.Layer."):
        kind, text = api_pages.compiled("Layer")[name.rpartition(".")[2]]
        lines[:] = [f"``{kind}``. {text}", ""]


def labelled(app, what, name, thing, options, lines):
    """After numpydoc: labels in both languages, an error links to its class, a page of docs/ to that page."""
    for number, line in enumerate(lines):
        line = LABEL.sub(lambda m: m[1] + LABELS[m[2]] + m[3], line)
        if not line.lstrip().startswith(">>>"):
            line = PAGE.sub(r":doc:`/\1`", ERROR.sub(r":exc:`\1 <libspatial.errors.\1>`", line))
        lines[number] = line


def setup(app):
    app.add_config_value("site_sources", "", "env")  # a digest that build.py gives: what words and pages are made by
    app.connect("builder-inited", theme)
    app.connect("autodoc-process-docstring", plain, priority=400)
    app.connect("autodoc-process-docstring", compiled, priority=400)
    app.connect("autodoc-process-docstring", labelled, priority=600)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
