"""Keeps what was decided: a lock of every shipped rule set in libspatial/data/rules/archive, for ever, and decisions by each of them in tests/decisions/decisions.csv, which a test makes again.

A version that is there is never written over: a set that has changed gets a new version first. make rules-archive; with --again every decision is made anew, after the sample has changed.
"""

import argparse
import csv
import hashlib
import json
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
RULES, DECISIONS = ROOT / "libspatial/data/rules", ROOT / "tests/decisions/decisions.csv"
DAYS = ("2023-12-31", "2025-06-30", "2025-12-31", "2026-11-01")
COLUMNS = ("ruleset", "as_of", "project", "verdict", "sha256")


def program(*words):
    done = subprocess.run([ROOT / "build/bin/libspatial", *map(str, words)], cwd=ROOT, capture_output=True, text=True)
    if done.returncode > 3:
        sys.exit(done.stderr)


def lock(rules, folder):
    """The canonical form of a set, under the name of its own file."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / (rules.name if rules.is_file() else "ruleset.yaml")
    program("rules", "lock", rules, "--out", file)
    return file


def shipped():
    """The sets that are there today."""
    return sorted(p for p in RULES.iterdir() if p.suffix == ".yaml" or (p / "ruleset.yaml").exists())


def decisions(name):
    """Every project of the sample by an archived set, on every day: rows of the table."""
    with tempfile.TemporaryDirectory() as scratch:
        for day in DAYS:
            program("check", "--plan", "sample_data/jilin.gpkg", "--projects", "sample_data/projects.gpkg", "--rules", name, "--as-of", day, "--out", f"{scratch}/{day}")
            for project in json.loads(Path(scratch, day, "result.json").read_text(encoding="utf-8"))["projects"]:
                text = json.dumps(project, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
                yield dict(zip(COLUMNS, (name, day, project["id"], project["verdict"], hashlib.sha256(text.encode()).hexdigest())))


def recorded():
    with DECISIONS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--again", action="store_true", help="make every decision anew")
    options = parser.parse_args()
    for rules in shipped():
        with tempfile.TemporaryDirectory() as scratch:
            found = lock(rules, Path(scratch)).read_bytes()
            head = json.loads(found)
            name = f"{head['id']}-{head['version']}"
            kept = RULES / "archive" / name / (rules.name if rules.is_file() else "ruleset.yaml")
            if not kept.exists():
                lock(rules, kept.parent)
                print("archived", name)
            elif kept.read_bytes() != found:
                sys.exit(f"{rules}: {name} is archived with another content: raise the version of the set")
    rows = recorded() if DECISIONS.exists() and not options.again else []
    for name in sorted(p.name for p in (RULES / "archive").iterdir()):
        if not any(row["ruleset"] == name for row in rows):
            rows += decisions(name)
    DECISIONS.parent.mkdir(exist_ok=True)
    with DECISIONS.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    print(len(rows), "decisions")


if __name__ == "__main__":
    main()
