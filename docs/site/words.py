"""Words of the site: labels of the docstrings and of the theme in Chinese, errors as links, formulas of the catalogue without markup."""

import gettext
import re

LABELS = {"Parameters": "参数 Parameters", "Returns": "返回 Returns", "Raises": "错误 Raises", "Examples": "示例 Examples", "Notes": "说明 Notes", "References": "来源 References",
          "Attributes": "属性 Attributes"}
THEME = {"On this page": "本页内容", "Previous": "上一页", "Next": "下一页", "Home": "首页", "Back to top": "回到顶部", "Skip to content": "跳到正文"}
LABEL = re.compile(r"^(:|\.\. rubric:: )(" + "|".join(LABELS) + r")(:?)$")
ERROR = re.compile(r"(?<![\w.`])errors\.([A-Z]\w+Error)\b")


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


def labelled(app, what, name, thing, options, lines):
    """After numpydoc: labels in both languages, an error links to its class."""
    for number, line in enumerate(lines):
        line = LABEL.sub(lambda m: m[1] + LABELS[m[2]] + m[3], line)
        lines[number] = line if line.lstrip().startswith(">>>") else ERROR.sub(r":exc:`\1 <libspatial.errors.\1>`", line)


def setup(app):
    app.connect("builder-inited", theme)
    app.connect("autodoc-process-docstring", plain, priority=400)
    app.connect("autodoc-process-docstring", labelled, priority=600)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
