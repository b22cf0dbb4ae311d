"""Builds the site: build.py [--out build/docs] [--no-notebooks]. Nothing is fetched; a warning, a broken link or a page that would fetch something is an error."""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import api_pages
import gather
import metric_pages
import offline


def texts():
    """Every page of the site, and the files it shows beside them."""
    made, copied = gather.texts()
    return metric_pages.texts(api_pages.texts(made)), copied


def digest(*folders):
    """Of what lies in these folders, not below them."""
    files = (path for folder in folders for path in sorted(Path(folder).iterdir()) if path.is_file())
    return hashlib.sha256(b"".join(path.name.encode() + path.read_bytes() for path in files)).hexdigest()[:16]


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=gather.ROOT / "build" / "docs")
    parser.add_argument("--no-notebooks", action="store_true", help="notebooks are shown and not executed")
    options = parser.parse_args(arguments)
    out = options.out.resolve()
    import libspatial

    # Notebooks are executed again when they, the package or the sample have changed; every page is made again when the scripts here have.
    engine = digest(Path(libspatial.__file__).parent, gather.ROOT / "sample_data")
    for old in (out / "notebooks").glob("*"):
        if old.is_dir() and old.name != engine:
            shutil.rmtree(old)
    sources = engine + digest(Path(__file__).parent)
    made, copied = texts()
    gather.write(out / "source", made, copied)
    environment = os.environ | {"LIBSPATIAL_DOCS_CACHE": str(out / "notebooks" / engine), "LIBSPATIAL_DOCS_EXECUTE": "off" if options.no_notebooks else "cache"}
    words = ["-m", "sphinx", "-b", "html", "-q", "-W", "--keep-going", "-j", "auto", "-D", f"site_sources={sources}", "-c", gather.ROOT / "docs" / "site", "-d", out / "doctrees", out / "source", out / "html"]
    done = subprocess.run([sys.executable, *map(str, words)], env=environment)
    if done.returncode:
        return done.returncode
    fetched = offline.loads(out / "html")
    for file, address in fetched:
        print(f"{file} 会联网读取 / would fetch {address}", file=sys.stderr)
    return 1 if fetched else 0


if __name__ == "__main__":
    sys.exit(main())
