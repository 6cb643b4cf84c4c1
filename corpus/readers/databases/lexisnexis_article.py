"""One document of LexisNexis, line by line -> our fields.

From its top: the outlet, the day and the edition, each in the middle of the page; the headline; labels such
as ``BYLINE:``; the text; labels again, ``LOAD-DATE:`` among them; whose the text is.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ...text import one_line
from .header_lines import date_stamp, find_date, is_copyright
from .labels import byline_names

if TYPE_CHECKING:
    from collections.abc import Sequence

# Our field, or "" for what is not read -> its labels in the languages that LexisNexis has.
_FIELDS = {
    "title": "HEADLINE TITLE KOP TITRE TITEL ÜBERSCHRIFT TITULAR TÍTULO TITOLO",
    "authors": "BYLINE AUTHOR AUTOR AUTEUR NAME SIGNATURE AUTORE",
    "section": "SECTION RUBRIK RUBRIQUE SECTIE SECCIÓN SEZIONE RESSORT",
    "language": "LANGUAGE SPRACHE LANGUE TAAL IDIOMA LINGUA",
    "url": "URL",
    "id": "ACC-NO ACCESSION-NUMBER",
    "standfirst": "HIGHLIGHT CHAPEAU",
    "text": "BODY TEXT TEKST TEXTE FULLTEXT",
    "": (
        "LENGTH LENGTE LÄNGE LONGUEUR LONGITUD LUNGHEZZA DATELINE DATE PUBLICATION-TYPE PUB-TYPE "
        "TYPE-PUBLICATION JOURNAL-CODE CODE-REVUE GRAPHIC GRAFIK LOAD-DATE DATE-CHARGEMENT UPDATE TRANSCRIPT "
        "DOCUMENT-TYPE SUBJECT PERSON COMPANY TICKER ORGANIZATION GEOGRAPHIC INDUSTRY COUNTRY STATE CITY "
        "PUB-SUBJECT UPLOAD SERIES EDITION ISSUE BIO COLUMN NOTES CORRECTION CORRECTION-DATE DISTRIBUTION "
        "GUESTS ANCHORS ORTSZEILE SHOW TYPE ISSN JOURNAL VOLUME SERIE SOURCE CATEGORY"
    ),
}
_MEANINGS = {label: name for name, labels in _FIELDS.items() for label in labels.split(" ")}
# Labels that stand below the text, and in no text.
_BELOW = frozenset(
    (
        *("LOAD-DATE", "DATE-CHARGEMENT", "LANGUAGE", "SPRACHE", "LANGUE", "TAAL", "PUBLICATION-TYPE"),
        *("PUB-TYPE", "TYPE-PUBLICATION", "JOURNAL-CODE", "CODE-REVUE"),
    )
)
_OF_THE_TEXT = (None, "text", "standfirst")
_label = re.compile(r"([A-ZÀ-Þ][A-ZÀ-Þ-]{1,24})[ \t]{0,2}:(?:[ \t\xa0]++|\Z)")
_printed = re.compile(r"\*{2,}[^*]{1,80}\*{2,}")
_words = re.compile(r"[\d.,]{1,9} (?:words|woorden|Wörter|mots|palabras|parole)")
_address = re.compile(r"https?://[^\s/]+/[^\s]*[^\s/]", re.IGNORECASE)
_INDENT = 4  # blanks before a line in the middle of the page
_WRAPPED = 45  # characters: the line after a shorter one was meant to be one
_HEADER = 12  # lines above the headline, at most
_FRONT = 4  # blocks among which the first label stands, or the day, where there is a headline


def fields_in(lines: Sequence[str]) -> tuple[dict[str, object], dict[str, str]]:
    """Our field names and values in a document, and all that it states under labels."""
    header, blocks = _split_header(_blocks(lines))
    above = [one_line(line) for block in header for line in block]
    place, stamp = find_date(above)
    title, stamp, blocks = _split_title(blocks, stamp)
    byline, blocks = _split_byline(blocks)
    labelled, blocks = _split_labels(blocks)
    text, below = _split_text(blocks)
    labels = {
        name: value for block in (*below, *labelled) for name, value in [_label_and_value(block)] if name
    }
    paragraphs = (_value(labels, "standfirst"), _value(labels, "text"), *map(_unwrap_lines, text))
    return {
        "id": _value(labels, "id"),
        "title": title or _value(labels, "title"),
        "body": "\n\n".join(filter(None, paragraphs)),
        "published": stamp,
        "source": above[0] if above and place else "",
        "url": _own_address(_value(labels, "url")) or _address_above(header),
        "authors": byline_names(_value(labels, "authors") or byline),
        "language": _value(labels, "language"),
        "section": _value(labels, "section"),
    }, labels


_Block = list[str]


def _blocks(lines: Sequence[str]) -> list[_Block]:
    """The lines between blank ones; none of what is about the printing."""
    blocks: list[_Block] = [[]]
    for line in lines:
        if _printed.fullmatch(line.strip()):
            break
        if line.strip():
            blocks[-1].append(line.rstrip())
        elif blocks[-1]:
            blocks.append([])
    return [block for block in blocks if block]


def _is_indented(line: str) -> bool:
    return line.startswith(" " * _INDENT)


def _split_header(blocks: list[_Block]) -> tuple[list[_Block], list[_Block]]:
    """The blocks in the middle of the page, without whose the text is; and those that follow.

    Where no line is in the middle, as in what was pasted: those up to the one with the day.
    """
    place = 0
    while place < len(blocks) and (_is_indented(blocks[place][0]) or _is_indented(blocks[place][-1])):
        place += 1
    if not place:
        firsts = [one_line(block[0]) for block in blocks[:_HEADER]]
        place = find_date([line for line in firsts if not _label.match(line)])[0] + 1
    header = [_without_copyright(block) for block in blocks[:place] if not _label.match(block[0].strip())]
    return [block for block in header if block], blocks[place:]


def _without_copyright(block: _Block) -> _Block:
    """A block of the header without whose the text is; the outlet may stand in the line below that."""
    if not is_copyright(block[0]):
        return block
    last = block[-1]
    return [last] if len(block) > 1 and last.strip() in block[0] else []


def _split_title(blocks: list[_Block], stamp: str) -> tuple[str, str, list[_Block]]:
    """Headline, day, and what follows: the headline stands above the first label, or above the day."""
    for place, block in enumerate([] if stamp else blocks[:_FRONT]):
        if found := date_stamp(block[0].strip()):
            return (
                one_line(" ".join(line for each in blocks[:place] for line in each)),
                found,
                blocks[place + 1 :],
            )
    if any(_meaning(block) is not None for block in blocks[1:_FRONT]) and _meaning(blocks[0]) is None:
        return one_line(" ".join(blocks[0])), stamp, blocks[1:]
    return "", stamp, blocks


def _split_byline(blocks: list[_Block]) -> tuple[str, list[_Block]]:
    """A line between headline and labels, and what follows."""
    is_between = len(blocks) > 1 and _meaning(blocks[0]) is None and _meaning(blocks[1]) is not None
    if is_between and len(blocks[0]) == 1 and not _name(blocks[0]):
        return one_line(blocks[0][0]), blocks[1:]
    return "", blocks


def _split_labels(blocks: list[_Block]) -> tuple[list[_Block], list[_Block]]:
    """The blocks with labels above the text, and what follows; one that is not known may stand among them."""
    place = 0
    while place < len(blocks) and (
        _meaning(blocks[place]) is not None
        or (_name(blocks[place]) and any(_stands_above(block) for block in blocks[place + 1 : place + 2]))
    ):
        place += 1
    return blocks[:place], blocks[place:]


def _split_text(blocks: list[_Block]) -> tuple[list[_Block], list[_Block]]:
    """The text, and the blocks with labels below it; whose the text is belongs to neither."""
    end = next((at for at, block in enumerate(blocks) if _name(block) in _BELOW), len(blocks))
    while end and (is_copyright(blocks[end - 1][0]) or _meaning(blocks[end - 1]) not in _OF_THE_TEXT):
        end -= 1
    return blocks[:end], blocks[end:]


def _name(block: _Block) -> str:
    found = _label.match(block[0].lstrip())
    if not found and _words.fullmatch(block[0].strip()):
        return "LENGTH"
    return found[1] if found else ""


def _meaning(block: _Block) -> str | None:
    """The field of a block's label; "" for one that is not read, None for none that is known."""
    return _MEANINGS.get(_name(block))


def _stands_above(block: _Block) -> bool:
    return _meaning(block) is not None and _name(block) not in _BELOW


def _label_and_value(block: _Block) -> tuple[str, str]:
    first = block[0].lstrip()
    found = _label.match(first)
    if not found:
        return "", ""
    return found[1], one_line(" ".join([first[found.end() :], *block[1:]]))


def _value(labels: dict[str, str], field: str) -> str:
    return next((value for name, value in labels.items() if _MEANINGS.get(name) == field and value), "")


def _own_address(stated: str) -> str:
    """The article's own address; an outlet's home page is none."""
    found = _address.search(stated)
    return found[0] if found else ""


def _address_above(header: list[_Block]) -> str:
    """The address that stands as a block of the header, perhaps over several lines."""
    joined = ("".join(line.strip() for line in block) for block in header)
    return next((address for address in joined if _address.fullmatch(address)), "")


def _unwrap_lines(block: _Block) -> str:
    """The lines of a paragraph as one, but where one was begun on purpose."""
    pieces = [block[0].strip()]
    for line in block[1:]:
        is_begun = line.startswith("  ") or len(pieces[-1]) < _WRAPPED
        pieces += ["\n" if is_begun else " ", line.strip()]
    return "".join(pieces)
