"""Files of a size one can read: a source of more than 400 lines wants to be two."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
LIMIT = 400


def test_no_source_is_too_long():
    folders = ["docs", "libspatial", "bindings/python", "plugins/qgis", "sample_data"]
    files = [p for f in folders for s in ("*.cpp", "*.hpp", "*.py") for p in (ROOT / f).rglob(s)]
    assert files
    long = {str(p.relative_to(ROOT)): n for p in files if (n := len(p.read_text(encoding="utf-8").splitlines())) > LIMIT}
    assert long == {}
