"""A page per public name of the Python package, grouped and named in Chinese by api.toml."""

import ast
import importlib
import tomllib
from pathlib import Path

import gather

GROUPS = Path(__file__).with_name("api.toml")
ERRORS = "api/errors"


def groups():
    return tomllib.loads(GROUPS.read_text(encoding="utf-8"))["group"]


def public():
    """Every public name with its module: what ``__all__`` of the package, and of each module that has one, says."""
    import libspatial

    folder = Path(libspatial.__file__).parent
    modules = [f"libspatial.{path.stem}" for path in sorted(folder.glob("*.py")) if not path.stem.startswith("_")]
    found = {}
    for module in [libspatial, *map(importlib.import_module, modules)]:
        for name in getattr(module, "__all__", ()):
            found[f"{module.__name__}.{name}"] = getattr(module, name)
    return found


def compiled(name):
    """Property → type and description of a compiled class, as the stub of the module has them."""
    stub = gather.ROOT / "bindings" / "python" / "libspatial" / "_core.pyi"
    found = next(node for node in ast.parse(stub.read_text(encoding="utf-8")).body if isinstance(node, ast.ClassDef) and node.name == name)
    return {f.name: (ast.unparse(f.returns), ast.get_docstring(f)) for f in found.body if isinstance(f, ast.FunctionDef) and not f.name.startswith("_")}


def _page(full, chinese):
    thing = public()[full]
    kind = "autoclass" if isinstance(thing, type) else "autofunction"
    short = full.removeprefix("libspatial.")
    members = ["   :members:"] if isinstance(thing, type) and not issubclass(thing, Warning) else []
    if thing.__module__ == "libspatial._core":  # described in the stub: words.py
        members.append("   :undoc-members:")
    return "\n".join([f"# {short} {chinese}", "", "```{eval-rst}", f".. currentmodule:: {full.rpartition('.')[0]}", "", f".. {kind}:: {full}", *members, "```", ""])


def texts(made):
    """The pages of the interface, added to those of the repository."""
    index, things = "", public()
    for group in groups():
        lines = []
        for name, chinese in group["names"].items():
            full = f"{group['module']}.{name}"
            short = full.removeprefix("libspatial.")
            made[f"api/{short}.md"] = _page(full, chinese)
            lines.append(f"{short} {chinese} </api/{short}>")
        index += gather.toctree(lines, f":caption: {group['title']}")
    classes = sorted(name for name in things if name.startswith("libspatial.errors."))
    body = "\n\n".join(f".. autoexception:: {name}" for name in classes)
    made[f"{ERRORS}.md"] = "\n".join(["# errors 错误类", "", "每个错误代码一个类；代码、何时发生、怎么办见[错误与退出码](/reference/errors.md)。",
                                      "*A class per code; codes, when they happen and what to do: [errors and exit codes](/reference/errors.md).*", "",
                                      "```{eval-rst}", ".. automodule:: libspatial.errors", "   :no-members:", "", body, "```", ""])
    made["api.md"] += index + gather.toctree([f"errors 错误类 </{ERRORS}>", "指标函数，逐个 · Functions of metrics </metrics>"], ":caption: 错误和指标函数 · Errors, functions of metrics")
    return made
