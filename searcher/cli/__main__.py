"""``python -m searcher.cli``: the program without its entry point."""

from . import main

main()
