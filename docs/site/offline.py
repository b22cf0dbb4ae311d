"""What a page of the site would fetch from a network when it is opened: nothing."""

import re
from html.parser import HTMLParser
from pathlib import Path

FETCHED = {"src", "srcset", "poster", "data", "background", "xlink:href"}
LINKS = {"link", "image", "use", "feimage"}  # whose href is fetched; that of <a> waits for a click
ABROAD = re.compile(r"^\s*(?:\w+:)?//", re.I)
STYLE = re.compile(r"url\(\s*['\"]?((?:\w+:)?//[^)'\"]+)|@import\s+['\"]((?:\w+:)?//[^'\"]+)", re.I)
COMMENT = re.compile(r"/\*.*?\*/|(?<![:\"'])//[^\n]*", re.S)
SCRIPT = re.compile(r"(?<!href=)(?<!href=\\)[\"'`]((?:https?:|wss?:)?//[\w.-]+\.\w+[^\"'`\s]*)")  # an href in a text waits for a click


class _Page(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.found, self.inside = [], None

    def handle_starttag(self, tag, attributes):
        given = {name: value or "" for name, value in attributes}
        for name, value in given.items():
            if (name in FETCHED or (name == "href" and tag in LINKS)) and any(ABROAD.match(part) for part in (value.split(",") if name == "srcset" else [value])):
                self.found.append(value)
            elif name == "style":
                self.found += styles(value)
            elif name == "srcdoc":
                self.found += page(value)
        self.inside = tag if tag in ("script", "style") else None

    def handle_endtag(self, tag):
        self.inside = None

    def handle_data(self, text):
        self.found += scripts(text) if self.inside == "script" else styles(text) if self.inside == "style" else []


def styles(text):
    return [a or b for a, b in STYLE.findall(text)]


def scripts(text):
    """Addresses in a script; names of XML namespaces are no addresses."""
    return [u for u in SCRIPT.findall(COMMENT.sub(" ", text)) if "www.w3.org/" not in u]


def page(text):
    parser = _Page()
    parser.feed(text)
    parser.close()
    return parser.found


def loads(folder):
    """``(file, address)`` of everything that the pages, styles and scripts of a folder would fetch."""
    found = []
    for file in sorted(Path(folder).rglob("*")):
        look = {".html": page, ".svg": page, ".css": styles, ".js": scripts}.get(file.suffix)
        if look and file.name != "searchindex.js":
            found += [(file.relative_to(folder).as_posix(), address) for address in look(file.read_text(encoding="utf-8"))]
    return found
