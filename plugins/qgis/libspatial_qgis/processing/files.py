"""Text files are whole or absent: written beside, flushed, renamed. A plan is a GeoPackage by its content, not by its name."""

import os


def is_geopackage(path):
    """A regular file of the right kind: OGR would follow a VRT under any name, and fetch an address."""
    if not os.path.isfile(path):
        return False
    with open(path, "rb") as file:
        return file.read(16) == b"SQLite format 3\0"


def publish(path, text):
    beside = f"{path}.part"
    try:
        with open(beside, "w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
    finally:
        if os.path.exists(beside):
            os.remove(beside)
