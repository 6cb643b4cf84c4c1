"""Rebuild the tables in corpus/dates/tables: how languages write months and days of the week, from CLDR.

    python -m venv .venv-tables && .venv-tables/bin/pip install Babel
    .venv-tables/bin/python tools/build_date_names.py

Babel is needed here only, never at run time. The same version writes the same bytes. A line is a language:
its tag, a tab, its months or days divided by "|", their spellings by blanks, "_" for a blank within a name.
To CLDR's full and short names in every case are added the beginnings of three and four letters that belong to
one name of the language, as papers write them where CLDR has another short form; but none that is another
month or day in any of the languages. Source and licence: tables/LICENCES.md.
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

from babel import Locale

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

TABLES = Path(__file__).parents[1] / "corpus" / "dates" / "tables"
# The languages that texts are analysed in (index/text/languages.py), neighbours whose months could be taken
# for theirs, and regions that have months of their own.
_TAGS = (
    *("bg", "ca", "cs", "da", "el", "en", "et", "eu", "fa", "fi", "fr", "ga", "he", "hi", "hr", "hu", "hy"),
    *("id", "it", "lt", "lv", "ms", "nb", "ne", "nl", "nn", "pl", "ro", "ru", "sk", "sl", "sv", "ta", "tr"),
    *("uk", "vi", "yi"),
)
LANGUAGES = {
    **{tag: (tag,) for tag in _TAGS},
    "ar": ("ar", "ar_DZ", "ar_MA", "ar_SY"),
    "de": ("de", "de_AT"),
    "es": ("es", "es_PE"),
    "pt": ("pt", "pt_PT"),
    "sr": ("sr", "sr_Latn"),
}
PREFIXES = (3, 4)  # letters
LAST_ALPHABET = "\u0530"  # beyond Latin, Greek and Cyrillic, three letters are no way of shortening a name
_before_month = re.compile(r"\A(?:de |d[’'])")
_name = re.compile(r"[^\W\d_][^\d_]+")

Names = list[list[str]]
"""For each month or day, its spellings."""


def months(tag: str) -> Names:
    """The spellings of a language's twelve months."""
    return _spellings([Locale.parse(place).months for place in LANGUAGES[tag]], range(1, 13), tag)


def weekdays(tag: str) -> Names:
    """The spellings of a language's seven days of the week, Monday first."""
    return _spellings([Locale.parse(place).days for place in LANGUAGES[tag]], range(7), tag)


def _spellings(
    found: list[Mapping[str, Mapping[str, Mapping[int, str]]]], numbers: Iterable[int], tag: str
) -> Names:
    names = []
    for number in numbers:
        written = (
            each[context][width][number]
            for each in found
            for context in ("format", "stand-alone")
            for width in ("wide", "abbreviated")
        )
        plain = (_before_month.sub("", name.lower().rstrip(".׳॰")) for name in written)
        distinct = list(dict.fromkeys(name for name in plain if _name.fullmatch(name)))
        # In Hebrew, "in" is written as part of the month.
        names.append(distinct + [f"ב{name}" for name in distinct if tag == "he"])
    return names


def with_beginnings(table: dict[str, Names]) -> dict[str, Names]:
    """The table with the beginnings of its names that cannot be taken for another name."""
    known: dict[str, set[int]] = {}
    for names in table.values():
        for number, spellings in enumerate(names):
            for spelling in spellings:
                known.setdefault(_bare(spelling), set()).add(number)
    whole = {}
    for tag, names in table.items():
        meant: dict[str, set[int]] = {}
        for number, spellings in enumerate(names):
            for beginning in _beginnings(spellings):
                meant.setdefault(beginning, set()).add(number)
        added: Names = [[] for _ in names]
        for beginning, numbers in meant.items():
            if len(numbers) == 1 and known.get(_bare(beginning), numbers) == numbers:
                added[min(numbers)].append(beginning)
        whole[tag] = [list(dict.fromkeys(own + more)) for own, more in zip(names, added, strict=True)]
    return whole


def _beginnings(spellings: Iterable[str]) -> Iterator[str]:
    for spelling in spellings:
        if spelling < LAST_ALPHABET and " " not in spelling:
            yield from (spelling[:length] for length in PREFIXES if _name.fullmatch(spelling[:length]))


def _bare(name: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))


def write(name: str, table: dict[str, Names]) -> None:
    """Write one table, a language a line, in the order of their tags."""
    lines = [
        f"{tag}\t{'|'.join(' '.join(each.replace(' ', '_') for each in spellings) for spellings in names)}\n"
        for tag, names in sorted(table.items())
        if all(names)
    ]
    text = unicodedata.normalize("NFC", "".join(lines))
    (TABLES / name).write_text(text, encoding="utf-8", newline="\n")
    print(f"{name}: {len(lines)} languages, {len(text.encode()):,} bytes")


def main() -> None:
    """Rebuild the tables."""
    write("months.txt", with_beginnings({tag: months(tag) for tag in LANGUAGES}))
    write("weekdays.txt", with_beginnings({tag: weekdays(tag) for tag in LANGUAGES}))


if __name__ == "__main__":
    main()
