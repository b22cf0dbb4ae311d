"""Files are whole or absent: written beside, then renamed."""

import contextlib
import os


@contextlib.contextmanager
def beside(path):
    """A name in the same folder, with the same ending, to write to; it gets the name `path` when the block ends well, and is gone when it does not."""
    folder, name = os.path.split(os.path.abspath(path))
    aside = os.path.join(folder, f".tmp-{os.getpid()}-{name}")
    try:
        yield aside
        os.replace(aside, path)
    finally:
        for left in (aside, aside + "-wal", aside + "-shm", aside + "-journal"):
            if os.path.exists(left):
                os.remove(left)


def publish(path, text):
    with beside(path) as aside, open(aside, "w", encoding="utf-8", newline="") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
