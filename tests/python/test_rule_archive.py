"""What was once shipped decides as it did: every rule set is archived under its version, and the decisions recorded by it come out again, byte for byte."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import libspatial

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "scripts"))
import archive_rules  # noqa: E402

PROGRAM = ROOT / "build/bin/libspatial"
ARCHIVED = sorted(p.name for p in (archive_rules.RULES / "archive").iterdir())


@pytest.mark.parametrize("rules", archive_rules.shipped(), ids=lambda p: p.stem)
def test_what_is_shipped_is_archived(rules, tmp_path):
    found = archive_rules.lock(rules, tmp_path)
    head = libspatial.rules(rules).attrs
    kept = archive_rules.RULES / "archive" / f"{head['id']}-{head['version']}" / found.name
    assert kept.exists() and kept.read_bytes() == found.read_bytes(), f"{rules.name} has changed: raise its version, then make rules-archive"


@pytest.mark.parametrize("name", ARCHIVED)
def test_decisions_come_out_again(name):
    wanted = [row for row in archive_rules.recorded() if row["ruleset"] == name]
    assert wanted == list(archive_rules.decisions(name))


def test_there_are_enough_decisions_of_every_kind():
    rows = archive_rules.recorded()
    assert len(rows) >= 200 and {row["ruleset"] for row in rows} == set(ARCHIVED)
    assert {row["verdict"] for row in rows} == {"pass", "conditional", "needs_review", "not_checked", "conflict"}


def test_an_archived_set_has_a_name_everywhere():
    assert libspatial.rules("jilin-sample-0.1.0").attrs == libspatial.rules("jilin-sample").attrs


def test_a_check_is_verified_after_its_set_has_a_new_version(tmp_path):
    data = tmp_path / "data"
    shutil.copytree(ROOT / "libspatial/data", data)
    check = ["check", "--plan", "sample_data/jilin.gpkg", "--projects", "sample_data/projects.gpkg", "--rules", "jilin-sample", "--as-of", "2026-11-01", "--out", tmp_path / "out"]

    def run(*words):
        return subprocess.run([PROGRAM, *words], cwd=ROOT, env={"PATH": "/usr/bin", "LIBSPATIAL_DATA": str(data)}, capture_output=True, text=True)

    assert run(*check).returncode == 3
    sample = data / "rules/jilin-sample.yaml"
    assert run(*check[:5], "--rules", sample, *check[7:-1], tmp_path / "by-file").returncode == 3
    sample.write_text(sample.read_text(encoding="utf-8").replace("version: 0.1.0", "version: 0.2.0", 1), encoding="utf-8")
    done = run("verify", tmp_path / "out", "--lang", "en")
    assert done.returncode == 0 and "jilin-sample 0.1.0: the input is as recorded" in done.stdout, done.stdout + done.stderr
    assert run("verify", tmp_path / "out", "--rules", sample).returncode == 2, "a set that was named is not replaced"
    assert run("verify", tmp_path / "by-file").returncode == 2, "a file that has changed is not replaced either"
    shutil.rmtree(data / "rules/archive")
    assert run("verify", tmp_path / "out").returncode == 2
