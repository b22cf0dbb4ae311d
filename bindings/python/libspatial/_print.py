"""The report page as a printer of documents takes it quickly: every project unfolded, one language, maps as pictures with only the rules they need, tables of fixed columns."""

from __future__ import annotations

import base64
import re
import zlib

COLUMNS = {
    "summary": (5, 19, 9, 7, 8, 10, 10, 10, 10, 12),
    "areas": (34, 24, 20, 22),
    "zones": (34, 20, 16, 18, 12),
    "findings": (17, 10, 9, 7, 34, 23),
}


def unfolded(page: str) -> str:
    """The page with the projects it keeps folded written out, each with the zones its map refers to."""

    def parts(kind: str) -> list[str]:
        blocks = re.findall(rf'<script type="application/octet-stream" data-fold="{kind}"[^>]*>([^<]*)</script>', page)
        return [part for block in blocks for part in zlib.decompress(base64.b64decode(block)).decode("utf-8").split("\x01")]

    articles = parts("p")
    if not articles:
        return page
    shapes = dict(re.findall(r'<path id="([zu]\d+)" d="([^"]*)"', "".join(parts("z"))))
    text = re.sub(r'<use href="#([zu]\d+)"/>', lambda m: f'<path d="{shapes[m[1]]}"/>', "".join(articles))
    page = re.sub(r"<noscript>.*?</noscript>", "", page, flags=re.S)
    at = page.index('<script type="application/octet-stream"')
    return page[:at] + "<section>" + text + "</section>" + re.sub(r'<script type="application/octet-stream"[^>]*>[^<]*</script>\n', "", page[at:])


def _rules(style: str) -> list[tuple[str, str]]:
    """Selectors and declarations of the maps, with plain colours and widths: a picture knows nothing of the page around it."""
    root = dict(re.findall(r"(--[\w-]+):\s*([^;}]+)", style[style.index(":root") : style.index("}") + 1]))
    verdicts = {name: root.get(f"--{value}", value) for name, value in re.findall(r"\.v-([\w-]+) \{ --v: (?:var\(--)?([^);]+)\)?;", style)}
    rules = [("path", "fill-rule: evenodd")]
    for selectors, body in re.findall(r"([^{}]+)\{([^{}]*)\}", style[style.index(".ground") : style.index(".hidden")]):
        variants = [(selectors, body)]
        if "var(--v)" in body:
            variants = [(", ".join(f".v-{name} {s.strip()}, .v-{name}{s.strip()}" for s in selectors.split(",")), body.replace("var(--v)", colour)) for name, colour in verdicts.items()]
        for names, text in variants:
            text = re.sub(r"var\((--[\w-]+)\)", lambda m: root.get(m[1], m[0]), text)
            if "paint-order" in text:  # a halo behind letters: here it would lie over them
                text = re.sub(r"(paint-order|stroke|stroke-width):[^;]*;?", "", text)
            rules.append((names, text))
            thick = re.findall(r"(stroke-width|stroke-dasharray):\s*([^;]+)", text)
            if thick:  # paths are drawn in tenths, their lines are not
                tenfold = "; ".join(f"{key}: {' '.join(str(10 * float(n.removesuffix('px'))) for n in value.split())}" for key, value in thick)
                rules.append((", ".join(f"{s.strip()}[transform]" for s in names.split(",")), tenfold))
    return rules


def for_print(page: str, language: str) -> tuple[str, dict[str, bytes]]:
    """The page to print, and the pictures it names (``map:1`` …)."""
    page = re.sub(r"<script>.*?</script>", "", unfolded(page), flags=re.S)
    style = page[page.index("<style>") + 7 : page.index("</style>")]
    rules = _rules(style)
    found = re.search(r"<svg class=\"defs\".*?(<defs>.*?</defs>).*?</svg>", page, re.S)
    hatches = found[1] if found else ""
    if found:
        page = page.replace(found[0], "")
    pictures: dict[bytes, str] = {}

    def picture(m: re.Match[str]) -> str:
        head, svg = m[1], m[2]
        used = set(" ".join(re.findall(r'class="([^"]*)"', m[0])).split())
        hatched = bool(used & {"zone-farmland", "zone-redline"})
        if hatched:
            used |= {"hatch-farmland", "hatch-redline"}
        chosen = [(", ".join(s for s in names.split(",") if used.issuperset(re.findall(r"\.([\w-]+)", s))), body) for names, body in rules]
        width, height = re.findall(r"[\d.]+", re.findall(r'viewBox="([^"]*)"', head)[0])[2:]
        text = (f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}"{head}><style>' + " ".join(f"{names} {{{body}}}" for names, body in chosen if names.strip()) + "</style>"
                + (hatches if hatched else "") + svg + "</svg>")
        name = pictures.setdefault(text.encode("utf-8"), f"map:{len(pictures) + 1}")
        classes = re.findall(r'class="([^"]*)"', head)
        return f'<img class="{classes[0] if classes else ""}" src="{name}">'

    page = re.sub(r"<svg([^>]*)>(.*?)</svg>", picture, page, flags=re.S)
    if language in ("zh", "en"):
        other = "en" if language == "zh" else "zh"
        page = re.sub(rf' ?<span lang="{other}">[^<]*</span>', "", page)
        page = re.sub(rf'<span lang="{language}">([^<]*)</span>', r"\1", page)
    widths = " ".join(f".{table} th:nth-child({i}) {{ width: {width}% }}" for table, columns in COLUMNS.items() for i, width in enumerate(columns, 1))
    fixed = ", ".join(f".{table}" for table in COLUMNS)
    plain = f"{fixed} {{ table-layout: fixed }} {widths} .badge span {{ display: inline; white-space: normal }} .badge {{ line-height: 1.35 }} img.map {{ display: block; width: 100%; border: 1px solid #aeb8c3 }} .legend img {{ width: 20px; height: 14px; vertical-align: -2px }}"
    return page.replace("</style>", plain + "</style>", 1), {name: text for text, name in pictures.items()}
