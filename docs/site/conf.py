"""Sphinx for docs/site/build.py, which gathers the source first. Nothing here fetches anything."""

import os
import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

import libspatial

project = "libspatial"
version = release = libspatial.__version__
language = "zh_CN"
extensions = ["myst_nb", "sphinx.ext.autodoc", "numpydoc", "chinese", "words"]
exclude_patterns = ["files"]

myst_heading_anchors = 4
nb_execution_mode = os.environ.get("LIBSPATIAL_DOCS_EXECUTE", "off")
nb_execution_cache_path = os.environ.get("LIBSPATIAL_DOCS_CACHE", "")
nb_execution_timeout = 900
nb_execution_raise_on_error = True
nb_merge_streams = True

autodoc_typehints = "none"  # the docstrings say what may come in
numpydoc_show_class_members = False  # a class shows its own members, by autodoc

html_theme = "furo"
html_title = f"libspatial {release}"
html_static_path = [str(HERE / "static")]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sphinx = False
html_show_copyright = False
html_search_language = "zh"
html_show_search_summary = False  # a page opened as a file may not read another
html_theme_options = {"navigation_with_keys": True, "top_of_page_buttons": []}


def setup(app):
    app.connect("html-page-context", collapsed, priority=400)  # before the theme asks


def collapsed(app, page, template, context, doctree):
    """Of the navigation only the branch of the page is open: all of it, on every one of 400 pages, is four minutes of work and 20 MB."""
    if whole := context.get("toctree"):
        context["toctree"] = lambda **options: whole(**{**options, "collapse": True})
