"""Writes sample_data/checked.json: what `libspatial check` says of the sample, shown by the QGIS plugin where there is no engine."""

import json
import subprocess
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
AS_OF = "2026-11-01"


def checked():
    with tempfile.TemporaryDirectory() as folder:
        words = ["check", "--plan", "sample_data/jilin.gpkg", "--projects", "sample_data/projects.gpkg", "--as-of", AS_OF, "--out", folder]
        subprocess.run([ROOT / "build" / "bin" / "libspatial", *words], cwd=ROOT, capture_output=True)
        return json.loads((Path(folder) / "result.json").read_text(encoding="utf-8"))


if __name__ == "__main__":
    (ROOT / "sample_data" / "checked.json").write_text(json.dumps(checked(), ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
