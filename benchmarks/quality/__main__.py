"""All figures on how well the news is read: python -m benchmarks.quality [--data FOLDER]."""

from __future__ import annotations

import argparse
import importlib
import os
from pathlib import Path

PARTS = ("html", "page_days", "languages", "dates", "entities")
"""Modules of this folder, each with a ``report``."""


def main() -> None:
    """Print the figures, part by part."""
    default = os.environ.get("DATELINE_DATA", Path(__file__).parents[3] / "shared" / "data")
    parser = argparse.ArgumentParser(prog="python -m benchmarks.quality", description=__doc__)
    parser.add_argument(
        "parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}; all if none is named"
    )
    parser.add_argument("--data", type=Path, default=Path(default), help="folder of the measuring corpora")
    options = parser.parse_args()
    for part in options.parts or PARTS:
        print(importlib.import_module(f".{part}", __package__).report(options.data), flush=True)


if __name__ == "__main__":
    main()
