"""Measures one peer: python -m peers NAME FOLDER ZONES SECONDS. A JSON object a line."""

import importlib
import json
import signal
import sys
from pathlib import Path

import peers


def main(name, folder, zone_layer, seconds):
    import pyogrio

    data = peers.Data(Path(folder), zone_layer)
    peer = importlib.import_module(f"peers.{name}")
    try:
        version = peer.version()
    except (ImportError, FileNotFoundError):
        print(json.dumps({"engine": name, "what": "", "missing": peer.INSTALL}))
        return
    for row in peers.measure(peer.ways(data), pyogrio.read_info(data.parcel_file)["features"], float(seconds)):
        print(json.dumps({"engine": version} | row), flush=True)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what was started is stopped
    main(*sys.argv[1:])
