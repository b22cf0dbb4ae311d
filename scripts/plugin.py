#!/usr/bin/env python3
"""The QGIS plugin as a zip, and the rules of the plugin store it has to keep. The same files give the same bytes.

    python3 scripts/plugin.py [--out FOLDER]

A rule that is broken is printed, and no zip is written."""

import argparse
import ast
import configparser
import re
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PLUGIN = ROOT / "plugins" / "qgis" / "libspatial_qgis"
NEEDED = ("name", "description", "version", "qgisMinimumVersion", "author", "email", "about", "tracker", "repository", "hasProcessingProvider")
KINDS = {".gpkg", ".py", ".md", ".txt", ".json", ".svg", ".qml", ".html", ""}  # LICENSE has no ending
MOST = 20 << 20
SAMPLE = ("jilin.gpkg", "projects.gpkg", "checked.json")
# what the store's scan for security stops or warns of
SUSPECT = {"eval": "eval()", "exec": "exec()", "compile": "compile()", "__import__": "__import__()"}
MODULES = {"subprocess", "pickle", "marshal", "ctypes", "random", "telnetlib", "ftplib", "http", "urllib", "requests", "socket"}
SECRET = re.compile(r"(password|passwd|secret|token|api_key)\s*=\s*[\"'][^\"']+[\"']", re.I)


def files_of(folder):
    return sorted(p for p in folder.rglob("*") if p.is_file() and "__pycache__" not in p.parts)


def metadata(folder):
    data = configparser.ConfigParser()
    data.read(folder / "metadata.txt", encoding="utf-8")
    return data["general"] if data.has_section("general") else {}


def version_of_library():
    return re.search(r"project\(\s*libspatial\s+VERSION\s+([\d.]+)", (ROOT / "CMakeLists.txt").read_text(encoding="utf-8")).group(1)


def flaws_of(folder=PLUGIN):
    """Every rule that is broken, as a sentence."""
    general, flaws = metadata(folder), []
    flaws += [f"metadata.txt: {key} is missing" for key in NEEDED if not general.get(key, "").strip()]
    if general.get("version") != version_of_library():
        flaws.append(f"metadata.txt: version {general.get('version')} is not that of the library, {version_of_library()}")
    if re.search(r"[^\x00-\x7F]|plugin", general.get("name", ""), re.I):
        flaws.append("metadata.txt: the name must be ASCII, without the word plugin")
    for name in ("__init__.py", "LICENSE", general.get("icon") or "icon.svg"):
        if not (folder / name).is_file():
            flaws.append(f"{name} is missing")
    for path in files_of(folder):
        name = path.relative_to(folder)
        if any(part.startswith(".") for part in name.parts) or path.suffix not in KINDS:
            flaws.append(f"{name}: no such file belongs into a plugin")
        elif path.suffix == ".py":
            flaws += [f"{name}:{line}: {what}" for line, what in _suspicious(path.read_text(encoding="utf-8"))]
    if sum(p.stat().st_size for p in [*files_of(folder), *(ROOT / "sample_data" / name for name in SAMPLE)]) > MOST:
        flaws.append("larger than 20 MB")
    return flaws


def _suspicious(source):
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Assert):
            yield node.lineno, "assert is gone when Python optimises"
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SUSPECT:
            yield node.lineno, SUSPECT[node.func.id]
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else [a.name for a in node.names] if isinstance(node, ast.Import) else []
            for name in names:
                if name.split(".")[0] in MODULES:
                    yield node.lineno, f"import of {name}"
        elif isinstance(node, ast.Attribute) and ast.unparse(node) == "sys.executable":
            yield node.lineno, "another program started"
        elif isinstance(node, ast.ExceptHandler) and node.type is None:
            yield node.lineno, "except without a type"
        elif isinstance(node, ast.ExceptHandler) and len(node.body) == 1 and isinstance(node.body[0], ast.Pass) and ast.unparse(node.type) in ("Exception", "BaseException"):
            yield node.lineno, "an error that is hidden"
    for number, line in enumerate(source.splitlines(), 1):
        if SECRET.search(line):
            yield number, "looks like a secret"


def write(out, folder=PLUGIN):
    """The zip: one folder, files by name, no times."""
    out.mkdir(parents=True, exist_ok=True)
    made = out / f"{folder.name}-{metadata(folder)['version']}.zip"
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        help_page = ROOT / "docs" / "how-to" / "qgis.md"
        entries = [(f"{folder.name}/{p.relative_to(folder).as_posix()}", p.read_bytes()) for p in files_of(folder)] + [(f"{folder.name}/help/qgis.md", help_page.read_bytes())]
        entries += [(f"{folder.name}/sample/{name}", (ROOT / "sample_data" / name).read_bytes()) for name in SAMPLE]
        for name, content in sorted(entries):
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.external_attr, entry.compress_type = 0o644 << 16, zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return made


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "plugin")
    options = parser.parse_args()
    flaws = flaws_of()
    for flaw in flaws:
        print(flaw, file=sys.stderr)
    if flaws:
        return 1
    print(write(options.out))
    return 0


if __name__ == "__main__":
    sys.exit(main())
