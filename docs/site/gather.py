"""Gathers the source of the site from the repository: its pages as they are, with links turned to where the pages lie in the site."""

import json
import re
import shutil
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parents[2]
SITE = "docs/site/"
HEADERS = "libspatial/include/libspatial"
ABOVE = {"README.md": "readme.md", "README.zh.md": "readme.zh.md", "CONTRIBUTING.md": "contributing.md", "CHANGELOG.md": "changelog.md", "sample_data/README.md": "sample-data.md"}
CODE = re.compile(r"(^[ ]*(?:```+)(?:.*?\n)^[ ]*```+[ ]*$|`[^`\n]+`)", re.M | re.S)
HAN = re.compile("[\u3400-\u9fff]")
LINK = re.compile(r"(\]\()([^)\s]+)(?=[)\s])")


class Broken(Exception):
    """A link that leads nowhere."""


def pages(root=ROOT):
    """Path in the repository → path in the site, of everything that is a page."""
    found = dict(ABOVE)
    for path in sorted([*(root / "docs").rglob("*.md"), *(root / "docs").rglob("*.ipynb")]):
        name = path.relative_to(root).as_posix()
        if ".ipynb_checkpoints" not in name:
            found[name] = name.removeprefix(SITE).removeprefix("docs/").replace("README.md", "index.md")
    found.update({path.relative_to(root).as_posix(): f"cpp/{path.stem}.md" for path in sorted((root / HEADERS).glob("*.hpp"))})
    return found


def titles(root=ROOT):
    """Path in the site → what the navigation calls it, None where by its own title; of the pages that docs/site/*.md list."""
    found, notebooks = {}, {place for place in pages(root).values() if place.endswith(".ipynb")}
    for path in sorted((root / SITE).glob("*.md")):
        for tree in re.findall(r"^```{toctree}\n(.*?)^```", path.read_text(encoding="utf-8"), re.M | re.S):
            for line in tree.splitlines():
                if line and not line.startswith(":"):
                    title, place = re.fullmatch(r"(?:(.+) <)?([^<>]+?)>?", line).groups()
                    place += ".ipynb" if f"{place}.ipynb" in notebooks else ".md"
                    if place in found:
                        raise Broken(f"{path.name}: {place} is listed twice")
                    found[place] = title
    return found


def headed(text, title):
    """A page whose own title has no Chinese, with that of the navigation added to it."""
    own = re.search(r"^# .*$", text, re.M)
    chinese = re.sub(r"^[\da-z ,-]+", "", (title or "").split(" · ")[0])
    if not own or HAN.search(own[0]) or not HAN.search(chinese):
        return text
    return f"{text[: own.end()]} · {chinese}{text[own.end() :]}"


def _turn(target, page, places, copied, root):
    """Where a link of a page leads in the site; a file that is no page goes along as it is."""
    if re.match(r"\w+:|#", target):
        return target
    path, hash_, anchor = target.partition("#")
    parts = []
    for part in (PurePosixPath(page).parent / path).parts:
        if part != "..":
            parts.append(part)
        elif parts:
            parts.pop()
        else:
            raise Broken(f"{page}: {target}")
    name = "/".join(parts)
    if name == HEADERS:
        name = f"{SITE}cpp.md"
    if name in places:
        return f"/{places[name]}{hash_}{anchor}"
    if not (root / name).is_file():
        raise Broken(f"{page}: {target}")
    copied.add(name)
    return f"/files/{name}"


def turned(text, page, places, copied, root=ROOT):
    """A text of Markdown with its links turned; what stands in code is left as it is."""
    return "".join(part if index % 2 else LINK.sub(lambda m: m[1] + _turn(m[2], page, places, copied, root), part) for index, part in enumerate(CODE.split(text)))


def texts(root=ROOT):
    """Path in the site → text of every page of the repository, and the files they link to. A link that leads nowhere is an error that names page and link."""
    places, named, copied, made = pages(root), titles(root), set(), {}
    for page, place in places.items():
        text = (root / page).read_text(encoding="utf-8")
        if page.endswith(".hpp"):
            text = f"# {Path(page).name}\n\n`#include <libspatial/{Path(page).name}>`\n\n````cpp\n{text}````\n"
        elif page.endswith(".ipynb"):
            notebook = json.loads(text)
            for cell in notebook["cells"]:
                if cell["cell_type"] == "markdown":
                    cell["source"] = turned("".join(cell["source"]), page, places, copied, root)
            text = json.dumps(notebook, ensure_ascii=False, indent=1)
        else:
            text = headed(turned(text, page, places, copied, root), named.get(place))
        made[place] = text
    headers = [Path(place).stem for place in made if place.startswith("cpp/")]
    made["cpp.md"] += toctree(f"{name}.hpp <cpp/{name}>" for name in headers)
    return made, copied


def toctree(lines, *options):
    return "\n".join(["", "```{toctree}", ":maxdepth: 1", *options, *lines, "```", ""])


def write(target, made, copied=(), root=ROOT):
    """Makes `target` hold these texts and files and no others; what has not changed is not touched, so that Sphinx makes only the other pages again."""
    target = Path(target)
    for name in copied:
        file = target / "files" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(root / name, file)
    for place, text in made.items():
        file = target / place
        if not file.is_file() or file.read_text(encoding="utf-8") != text:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
    kept = {target / place for place in made} | {target / "files" / name for name in copied}
    for file in target.rglob("*"):
        if file.is_file() and file not in kept:
            file.unlink()
