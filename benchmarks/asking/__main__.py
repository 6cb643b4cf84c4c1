"""How faithfully questions are read: python -m benchmarks.asking [--data FOLDER]."""

from __future__ import annotations

import argparse
import os
import tempfile
from pathlib import Path

from . import again, plain_text, scan


def main() -> None:
    """Print the three figures."""
    default = os.environ.get("DATELINE_DATA", Path(__file__).parents[3] / "shared" / "data")
    parser = argparse.ArgumentParser(prog="python -m benchmarks.asking", description=__doc__)
    parser.add_argument("--data", type=Path, default=Path(default), help="folder of the measuring corpora")
    parser.add_argument("--questions", type=int, default=5000, help="as a plain scan answers them")
    parser.add_argument("--fuzz", type=int, default=20_000, help="whose receipts are typed again")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        print(scan.report(Path(folder), options.questions, options.seed), flush=True)
        print(again.report(Path(folder), options.fuzz, options.seed), flush=True)
    print(plain_text.report(options.data, options.questions, options.seed), flush=True)


if __name__ == "__main__":
    main()
