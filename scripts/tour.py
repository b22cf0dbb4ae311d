"""Executes the notebooks of docs/tour and docs/gallery, which are kept without outputs, and writes the map of first_steps.ipynb to docs/images/demo-map.png, the picture of the README."""

import base64
from pathlib import Path

import nbclient
import nbformat

ROOT = Path(__file__).parents[1]
NOTEBOOK = ROOT / "docs" / "tour" / "first_steps.ipynb"
METRICS = ROOT / "docs" / "tour" / "land_use_metrics.ipynb"
PLAN = ROOT / "docs" / "tour" / "plan_in_ten_cells.ipynb"


def execute(file=NOTEBOOK):
    """The notebook with the outputs of a fresh kernel; an error in a cell is raised."""
    notebook = nbformat.read(file, as_version=4)
    nbclient.NotebookClient(notebook, timeout=600, kernel_name="python3", resources={"metadata": {"path": str(file.parent)}}).execute()
    return notebook


def pictures(notebook):
    outputs = (output for cell in notebook.cells for output in cell.get("outputs", []))
    return [base64.b64decode(o["data"]["image/png"]) for o in outputs if "image/png" in o.get("data", {})]


def shown(cell):
    """What a cell printed and gave, as text; also what it said on stderr."""
    return "".join(o.get("text", "") + str(o.get("data", {}).get("text/plain", "")) + str(o.get("data", {}).get("text/html", "")) for o in cell.get("outputs", []))


if __name__ == "__main__":
    (ROOT / "docs" / "images" / "demo-map.png").write_bytes(pictures(execute())[-1])
