"""Write corpus/readers/databases/language_names.tsv: what languages are called in the menus of databases.

The names are those of Unicode's CLDR, as the package babel holds them: each language in the languages that
databases speak to their users in, and in its own.
"""

from __future__ import annotations

import sys
from pathlib import Path

from babel import Locale

TARGET = Path(__file__).parents[1] / "corpus" / "readers" / "databases" / "language_names.tsv"
LANGUAGES = """
    ar bg bn ca cs da de el en es et fa fi fr he hi hr hu id is it ja ko lt lv ms nb nl no pl pt ro ru sk sl
    sr sv th tr uk ur vi zh
"""
MENUS = "en de fr es it pt nl sv da pl ru tr ja ko zh zh_Hant"


def names(tag: str) -> list[str]:
    """The names of a language, without case, each once."""
    shown = [Locale.parse(menu).languages.get(tag, "") for menu in (*MENUS.split(), tag)]
    return list(dict.fromkeys(name.casefold() for name in shown if name))


def main() -> int:
    """Write the table; the exit code."""
    TARGET.write_text("".join(f"{tag}\t{'|'.join(names(tag))}\n" for tag in LANGUAGES.split()), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
