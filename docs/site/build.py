"""Builds the site: build.py [--out build/docs] [--no-notebooks]. Nothing is fetched; a warning, a broken link or a page that would fetch something is an error."""

import argparse
import os
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


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=gather.ROOT / "build" / "docs")
    parser.add_argument("--no-notebooks", action="store_true", help="notebooks are shown and not executed")
    options = parser.parse_args(arguments)
    out = options.out.resolve()
    made, copied = texts()
    gather.write(out / "source", made, copied)
    environment = os.environ | {"LIBSPATIAL_DOCS_OUT": str(out), "LIBSPATIAL_DOCS_EXECUTE": "off" if options.no_notebooks else "cache"}
    words = ["-m", "sphinx", "-b", "html", "-q", "-W", "--keep-going", "-j", "auto", "-c", gather.ROOT / "docs" / "site", "-d", out / "doctrees", out / "source", out / "html"]
    done = subprocess.run([sys.executable, *map(str, words)], env=environment)
    if done.returncode:
        return done.returncode
    fetched = offline.loads(out / "html")
    for file, address in fetched:
        print(f"{file} 会联网读取 / would fetch {address}", file=sys.stderr)
    return 1 if fetched else 0


if __name__ == "__main__":
    sys.exit(main())
