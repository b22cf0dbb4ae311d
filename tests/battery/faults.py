"""A check of the sample over the outputs of an earlier one, while the machine fails it: killed at a write, fsync or rename; ENOSPC, EIO and EINTR from a call on; one allocation
that fails.

Law: every output is what stood there or the new one, whole; an exit code of a verdict means that all of them are the new ones and that the same was printed; after a failure the same
command succeeds.

    faults.py [--every N] [--only kill,error,alloc]      N: every N-th place of each kind (default 1: all)

Calls are failed by strace, allocations by a small library made with the C compiler.
"""

import argparse
import concurrent.futures
import os
import re
import shutil
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = ROOT / "build/bin/libspatial"
CALLS = ("write", "pwrite64", "fsync", "fdatasync", "rename", "openat", "ftruncate")
ERRORS = {"ENOSPC": ("write", "pwrite64", "openat", "ftruncate"), "EIO": ("write", "pwrite64", "fsync", "fdatasync", "rename"), "EINTR": ("write", "pwrite64", "fsync", "fdatasync", "openat")}
VERDICTS = (0, 1, 2, 3)
ALSO = ("report-", "report.xlsx")


def command(out, day):
    sample = ROOT / "sample_data"
    return [str(PROGRAM), "check", "--projects", str(sample / "projects.gpkg"), "--plan", str(sample / "jilin.gpkg"), "--out", str(out), "--as-of", day, "--also", "xlsx,csv", "--lang", "en", "--threads", "1"]


def run(words, scratch, **variables):
    environment = os.environ | {"TMPDIR": str(scratch), "SOURCE_DATE_EPOCH": "1700000000"} | variables
    return subprocess.run(words, capture_output=True, timeout=300, env=environment)


def everything(folder):
    return {p.name: p.read_bytes() for p in sorted(folder.iterdir()) if p.is_file() and not p.name.startswith(".")}


class Job:
    """What stood there, what will stand there, and in which places the way can be broken."""

    def __init__(self, base):
        self.base = base
        self.old, self.scratch = base / "old", base / "tmp"
        self.scratch.mkdir(parents=True)
        assert run(command(self.old, "2026-11-01"), self.scratch).returncode == 3
        self.before = everything(self.old)
        out = base / "new" / "out"
        shutil.copytree(self.old, out)
        done = run(command(out, "2026-11-02"), self.scratch)
        assert done.returncode == 3
        self.after, self.printed = everything(out), self.said(done.stdout, out)
        log = base / "calls"
        shutil.rmtree(out)
        shutil.copytree(self.old, out)
        run(["strace", "-f", "-qq", "-o", str(log), "-e", "trace=" + ",".join(CALLS), *command(out, "2026-11-02")], self.scratch)
        counts = {}
        for line in log.read_text(errors="replace").splitlines():
            if found := re.match(r"(\d+) +(\w+)\(", line):
                counts[found.groups()] = counts.get(found.groups(), 0) + 1
        self.calls = {call: max([n for (_, of), n in counts.items() if of == call], default=0) for call in CALLS}

    @staticmethod
    def said(stdout, out):
        return stdout.replace(str(out).encode(), b"OUT")

    def tried(self, name, words, **variables):
        """``(exit code, what is wrong, or nothing)``"""
        folder = self.base / name
        out, scratch = folder / "out", folder / "tmp"
        shutil.copytree(self.old, out)
        scratch.mkdir()
        try:
            done = run([*words, *command(out, "2026-11-02")], scratch, **variables)
        except subprocess.TimeoutExpired:
            return None, "no end"
        found, wrong = everything(out), []
        renewed = found.get("result.json") == self.after["result.json"]  # then a table of the old result would lie: it is gone first
        for file in sorted({*self.before, *self.after}):
            if found.get(file) not in (self.before.get(file), self.after.get(file)) and not (renewed and file not in found and file.startswith(ALSO)):
                wrong.append(f"{file} is {'gone' if file not in found else 'neither the old nor the new one'}")
        verdict = done.returncode in VERDICTS
        if verdict and (found != self.after or done.returncode != 3 or self.said(done.stdout, out) != self.printed):
            wrong.append(f"exit code {done.returncode}, and not the whole answer")
        loading = done.returncode == 127 and b"error while loading shared libraries" in done.stderr  # before the first line of ours
        if not (verdict or loading or done.returncode in (4, 5, -9, 137)) or done.returncode in (4, 5) and b"error" not in done.stderr and not name.split("-")[1] == "write":  # that of the message itself
            wrong.append(f"exit code {done.returncode}: {done.stderr[-200:]!r}")
        if not wrong and everything(out) != self.after:
            again = run(command(out, "2026-11-02"), self.scratch)
            if again.returncode != 3 or {k: v for k, v in everything(out).items() if k != "audit.log"} != {k: v for k, v in self.after.items() if k != "audit.log"}:
                wrong.append(f"run again it does not succeed: {again.stderr[-200:]!r}")
        shutil.rmtree(folder)
        return done.returncode, "; ".join(wrong)


def injected(call, how):
    return ["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={call}", "-e", f"inject={call}:{how}"]


def kills(job, every):
    return [(f"kill-{call}-{n}", injected(call, f"signal=SIGKILL:when={n}"), {}) for call in ("write", "pwrite64", "fsync", "fdatasync", "rename") for n in range(1, job.calls[call] + 1, every)]


def errors(job, every):
    return [(f"{error}-{call}-{n}", injected(call, f"error={error}:when={n}" + ("" if error == "EINTR" else "+")), {}) for error, calls in ERRORS.items() for call in calls
            for n in range(1, job.calls[call] + 1, every)]


def allocations(job, every):
    """Of those between the first and the last; how many there are is counted first."""
    library, count = job.base / "failing_alloc.so", job.base / "count"
    subprocess.run(["cc", "-O2", "-shared", "-fPIC", "-o", library, ROOT / "tests/battery/failing_alloc.c"], check=True)
    variables = {"LD_PRELOAD": str(library), "FAIL_COUNT": str(count), "FAIL_AT": "-1"}
    count.write_bytes(bytes(8))
    assert job.tried("alloc-none", [], **variables) == (3, "")
    total = struct.unpack("<q", count.read_bytes())[0]
    tries = []
    for n in range(1, total + 1, every):
        own = job.base / f"count-{n}"
        own.write_bytes(bytes(8))
        tries.append((f"alloc-{n}", [], variables | {"FAIL_COUNT": str(own), "FAIL_AT": str(n)}))
    return tries


def battery(base, every, only=("kill", "error", "alloc"), jobs=2):
    """``[(name, exit code, what is wrong)]`` of every try."""
    job = Job(base)
    ways = {"kill": kills, "error": errors, "alloc": allocations}
    tries = [one for kind in only for one in ways[kind](job, every[kind])]
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        return list(pool.map(lambda t: (t[0], *job.tried(t[0], t[1], **t[2])), tries))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--every", type=int, default=1, help="every N-th call; of allocations every 500 N-th")
    parser.add_argument("--only", default="kill,error,alloc")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="faults-") as base:
        results = battery(Path(base), {"kill": options.every, "error": options.every, "alloc": 500 * options.every}, options.only.split(","))
    bad = [(name, wrong) for name, _, wrong in results if wrong]
    for name, wrong in bad:
        print(f"{name}: {wrong}")
    whole = sum(code in VERDICTS for _, code, _ in results)
    print(f"{len(results)} failures of the machine: {whole} whole answers, {len(results) - whole} errors; {len(bad)} of them ours")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
