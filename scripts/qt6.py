"""Names of the plugin that Qt 6 does not have: everything imported from qgis.PyQt, and every chain of attributes that begins with it, is looked up in PyQt5 and in PyQt6.

Exit status 1 and a line for each name that one of them lacks. Run by /usr/bin/python3, which has both; no QGIS is needed.
"""

import ast
import importlib
import sys
from pathlib import Path

PLUGIN = Path(__file__).parents[1] / "plugins" / "qgis" / "libspatial_qgis"
BINDINGS = ("PyQt5", "PyQt6")
MOVED = {"QAction": ("QtWidgets", "QtGui")}  # to another module; qgis.PyQt serves it under both
OF_EACH = ("pyqtSignal", "pyqtSlot")
DROPPED = {"exec_": "exec", "print_": "print"}  # of any object
SWITCHES = ("core/compat.py",)  # asks for the version before it takes a name


def has(binding, modules, chain):
    for module in modules:
        try:
            found = importlib.import_module(f"{binding}.{module}")
            for name in chain:
                found = getattr(found, name)
            return True
        except (ImportError, AttributeError):
            pass
    return False


def chain_of(node):
    """["Qt", "CursorShape", "WaitCursor"] of Qt.CursorShape.WaitCursor; [] of anything else."""
    names = []
    while isinstance(node, ast.Attribute):
        names.insert(0, node.attr)
        node = node.value
    return [node.id, *names] if isinstance(node, ast.Name) else []


def findings(file):
    tree = ast.parse(file.read_text(encoding="utf-8"))
    imported, found = {}, set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("qgis.PyQt."):
            imported.update({alias.asname or alias.name: (node.module.split(".")[-1], alias.name) for alias in node.names if alias.name not in OF_EACH})
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names]
            found |= {(node.lineno, f"{name} is imported directly: take it from qgis.PyQt") for name in names if name.split(".")[0] in BINDINGS}
    inner = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in DROPPED:
            found.add((node.lineno, f"{node.attr}() is not in PyQt6: {DROPPED[node.attr]}()"))
        chain = chain_of(node) if id(node) not in inner else []
        if chain and chain[0] in imported:
            module, name = imported[chain[0]]
            chain[0] = name
            found |= {(node.lineno, f"{'.'.join(chain)} is not in {binding}") for binding in BINDINGS if not has(binding, MOVED.get(name, (module,)), chain)}
    return [f"{file.relative_to(PLUGIN)}:{line}: {text}" for line, text in sorted(found)]


if __name__ == "__main__":
    folder = PLUGIN = Path(sys.argv[1]) if len(sys.argv) > 1 else PLUGIN
    lines = [line for file in sorted(folder.rglob("*.py")) if file.relative_to(folder).as_posix() not in SWITCHES for line in findings(file)]
    print("\n".join(lines))
    sys.exit(bool(lines))
