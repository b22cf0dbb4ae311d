"""One exception class per error code of the library: ``crs_missing`` is :class:`CrsMissingError`.

Every class derives from :class:`LibspatialError` and carries ``code``, ``zh`` and ``en``; ``str()`` is Chinese when the
environment's language is, English otherwise.
"""

import os

from . import _core


def _chinese():
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if os.environ.get(name):
            return os.environ[name].startswith("zh")
    return False


class LibspatialError(Exception):
    """The work could not be done. Nothing was computed, nothing was written."""

    code = "internal"

    def __init__(self, zh, en):
        super().__init__(zh if _chinese() else en)
        self.zh = zh
        self.en = en


def _class_of(code):
    name = "".join(word.capitalize() for word in code.split("_")) + "Error"
    return type(name, (LibspatialError,), {"code": code, "__module__": __name__, "__doc__": f"Error code ``{code}``: see docs/reference/errors.md."})


CLASSES = {code: _class_of(code) for code in _core.error_codes}
globals().update({cls.__name__: cls for cls in CLASSES.values()})
__all__ = ["LibspatialError", *(cls.__name__ for cls in CLASSES.values())]


def make(code, zh, en):
    """The exception for a code; called by the compiled module."""
    return CLASSES[code](zh, en)
