"""Runs a program and prints its wall time and its peak of memory: clocked.py WORDS… A process of its own, because the peak of a child
starts at that of the one that made it, and the benchmark's is large."""

import json
import os
import subprocess
import sys
import time

start = time.perf_counter()
child = subprocess.Popen(sys.argv[1:], stdout=subprocess.PIPE, text=True)
said = child.stdout.read()
_, status, usage = os.wait4(child.pid, 0)
print(json.dumps({"seconds": time.perf_counter() - start, "peak_mib": usage.ru_maxrss / 1024, "code": os.waitstatus_to_exitcode(status), "said": said}))
