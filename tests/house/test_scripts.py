"""The scripts behind the README's two commands: what they ask of a machine, and what they leave alone."""

import os
import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]


def fake(folder, name, text):
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(f"#!/bin/sh\n{text}\n")
    (folder / name).chmod(0o755)


def setup(tmp_path, installed, user, *words):
    """scripts/setup.sh on a machine where only `installed` is there; apt-get writes down what it is asked for."""
    bin = tmp_path / "bin"
    fake(bin, "id", f"echo {user}")
    fake(bin, "dpkg-query", f'for p in {" ".join(installed) or "none"}; do [ "$p" = "$4" ] && echo installed; done; exit 0')
    fake(bin, "apt-get", f'echo "$@" >> {tmp_path}/asked')
    env = os.environ | {"PATH": f"{bin}:{os.environ['PATH']}", "LIBSPATIAL_ROOT": str(tmp_path)}
    run = subprocess.run([ROOT / "scripts/setup.sh", *words], env=env, capture_output=True, text=True)
    asked = (tmp_path / "asked").read_text() if (tmp_path / "asked").exists() else ""
    return run, asked


def packages(*sets):
    lines = (ROOT / "scripts/packages.txt").read_text().splitlines()
    return [line.split()[1] for line in lines if line and line.split()[0] in sets]


def test_nothing_is_said_when_everything_is_there(tmp_path):
    run, asked = setup(tmp_path, packages("demo"), 0)
    assert (run.returncode, run.stdout, run.stderr, asked) == (0, "", "", "")


def test_root_gets_only_what_is_missing(tmp_path):
    there = packages("demo")[1:]
    run, asked = setup(tmp_path, there, 0)
    assert run.returncode == 0 and re.search(r"install -y --no-install-recommends g\+\+$", asked, re.M), asked


def test_others_get_the_command_and_nothing_is_installed(tmp_path):
    run, asked = setup(tmp_path, [], 1000)
    assert run.returncode == 1 and asked == ""
    assert "sudo apt-get update && sudo apt-get install" in run.stderr and "libgdal-dev" in run.stderr and "qgis" not in run.stderr


def test_the_tests_ask_for_qgis_too(tmp_path):
    run, _ = setup(tmp_path, [], 1000, "test")
    assert "qgis" in run.stderr and "libgdal-dev" in run.stderr


def build(tmp_path, *words, cmake='echo "$@"', env={}):
    """What scripts/build.sh asks cmake for, in a checkout that is configured."""
    fake(tmp_path / "bin", "cmake", f"{cmake} >> {tmp_path}/asked")
    wanted = tmp_path / "bindings/python/requirements-dev.txt"
    for file in (wanted, tmp_path / "build/venv/installed.txt", tmp_path / "build/release/build.ninja"):
        file.parent.mkdir(parents=True)
        file.touch()
    env = os.environ | {"PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}", "LIBSPATIAL_ROOT": str(tmp_path)} | env
    run = subprocess.run([ROOT / "scripts/build.sh", *words], env=env, capture_output=True, text=True)
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")
    return (tmp_path / "asked").read_text().split()


def test_the_demo_compiles_no_test(tmp_path):
    asked = build(tmp_path)
    assert asked[asked.index("--target") + 1 :] == ["libspatial_cli", "libspatial_python"]


def test_what_two_builds_have_in_common_is_compiled_once(tmp_path):
    fake(tmp_path / "bin", "ccache", "")
    build(tmp_path, cmake='echo "$CMAKE_CXX_COMPILER_LAUNCHER $CCACHE_DIR $CCACHE_BASEDIR"', env={name: "" for name in ("CMAKE_CXX_COMPILER_LAUNCHER", "CCACHE_DIR", "CCACHE_BASEDIR")})
    assert (tmp_path / "asked").read_text().split() == ["ccache", f"{tmp_path}/build/cache/ccache", str(tmp_path)]
    assert "ccache" in packages("test"), "the wheel of the tests compiles the library again"


def test_the_tests_are_compiled_for_make_test(tmp_path):
    assert build(tmp_path, "all")[-2:] == ["--target", "all"]
    needed = re.search(r"^test:(.*)$", (ROOT / "Makefile").read_text(), re.M).group(1).split()
    assert needed == ["setup-test", "build-all"]


def test_ci_runs_the_command_of_the_readme():
    lines = [line for line in (ROOT / ".ci/run").read_text().splitlines() if line and not line.startswith("#")]
    assert lines[-1].split()[-1] == "test" and "make" in lines[-1]
    assert re.search(r"^make test\b", (ROOT / "README.md").read_text(encoding="utf-8"), re.M)


def test_the_fuzzers_ask_for_their_compiler(tmp_path):
    run, _ = setup(tmp_path, packages("demo"), 1000, "fuzz")
    assert "clang" in run.stderr and "qgis" not in run.stderr and "libgdal-dev" not in run.stderr
