"""What the documents show is true: Python and commands run, links lead somewhere, the notebooks of docs/tour execute."""

import json
import re
import shlex
import subprocess
import warnings
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
READMES = ["README.md", "README.zh.md"]
PAGES = [*(ROOT / name for name in READMES), ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", ROOT / "sample_data/README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def blocks(path, language):
    return re.findall(rf"^```{language}\n(.*?)^```", path.read_text(encoding="utf-8"), re.M | re.S)


@pytest.mark.parametrize("page", READMES)
def test_the_python_of_the_readme_runs(page, monkeypatch):
    monkeypatch.chdir(ROOT)
    sources = blocks(ROOT / page, "python")
    assert sources
    for source in sources:
        names = {}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            exec(compile(source, page, "exec"), names)
        assert names["result"].to_dict()["projects"]


def commands(path):
    """The lines of shell blocks that call the program, continued lines joined, comments cut."""
    for block in blocks(path, "(?:sh|bash|console)"):
        for line in block.replace("\\\n", " ").splitlines():
            if re.match(r"(build/bin/)?libspatial ", line):
                yield shlex.split(line, comments=True)


@pytest.mark.parametrize("page", READMES)
def test_the_command_of_the_readme_runs(page, tmp_path):
    found = list(commands(ROOT / page))
    assert found
    for words in found:
        words[words.index("--out") + 1] = str(tmp_path / "out")
        run = subprocess.run([ROOT / "build/bin/libspatial", *words[1:]], cwd=ROOT, capture_output=True, text=True)
        assert run.returncode == 3, run.stderr  # the sample has conflicts
        assert (tmp_path / "out" / "result.json").exists()


def test_every_command_shown_in_the_documents_is_understood():
    for page in PAGES:
        for words in commands(page):
            command = words[1:3] if words[1] in ("plan", "rules", "metrics") else words[1:2]
            for option in (w for w in words[2:] if w.startswith("--")):
                run = subprocess.run([ROOT / "build/bin/libspatial", *command, "--help"], capture_output=True, text=True)
                assert run.returncode == 0 and option.split("=")[0] in run.stdout, f"{page}: {' '.join(words)}"


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_lead_somewhere(page):
    text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.M | re.S)
    targets = [t for t in re.findall(r"\]\(([^)\s]+)\)", text) if not re.match(r"\w+:|#", t)]
    missing = [t for t in targets if not (page.parent / t.split("#")[0]).exists()]
    assert missing == []


@pytest.fixture
def tour(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    import tour

    return tour


@pytest.mark.parametrize("file", sorted((ROOT / "docs").glob("*/*.ipynb")), ids=lambda p: p.stem)
def test_a_notebook_is_kept_without_outputs(file):
    code = [cell for cell in json.loads(file.read_text(encoding="utf-8"))["cells"] if cell["cell_type"] == "code"]
    assert code and not any(cell["outputs"] or cell["execution_count"] for cell in code)


def test_first_steps_executes(tour):
    pictures = tour.pictures(tour.execute())
    assert len(pictures) == 1 and len(pictures[0]) > 50_000


def test_the_notebook_of_metrics_executes(tour):
    assert len(tour.pictures(tour.execute(tour.METRICS))) == 1


def test_the_plan_in_ten_cells_executes(tour):
    shown = [tour.shown(cell) for cell in tour.execute(tour.PLAN).cells if cell.cell_type == "code"]
    assert len(shown) == 10
    assert "上营镇" in shown[8] and ("no polygon" in shown[8] or "没有范围" in shown[8])
    assert "iframe" in shown[9] and "314" in shown[9]
