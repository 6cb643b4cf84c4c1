"""The receipt's query typed again: it must find the same, whatever was typed first."""

from __future__ import annotations

import random
from pathlib import Path

import searcher
from corpus.errors import TextError

from .scan import NOW, SHOWN, furnish

PIECES = (
    *(
        "bomb",
        "raids",
        "strike",
        "merkel",
        "Trump",
        "US-led",
        "O'Neil",
        "Syria's",
        "l'attack",
        "G-20",
        "9/11",
    ),
    *("AND", "OR", "NOT", "and", "or", "not", "AND,", "OR.", "NOT?", "NEAR,", "NEAR/3", "near/2", "PRE/4"),
    *(
        "(",
        ")",
        '"',
        "“",
        "”",
        "«",
        "»",
        "‹",
        "„",
        "「",
        "」",
        "＂",
        "″",
        "''",
        "-",
        "–",
        "—",
        "−",
        "--",
        "!",
    ),
    *("|", "||", "&&", "&", "*", "bomb*", "r?id", "al-qa*", "O'N*", "U.S.*", "U.S.", "北京", "北京*", "f**k"),
    *(
        '"by elect*"',
        "manbij~",
        "Merkle~1",
        "mosul~2",
        '"bomb town"~5',
        '"a b c"~2',
        "{air strike}",
        "{by el*}",
    ),
    *(
        "title:",
        "lead:",
        "person:",
        "source:",
        "section:",
        "site:",
        "url:",
        "id:",
        "published:",
        "xyz:",
        "title：",
    ),
    *("2016", "2016-10", "last", "week", "[2016 TO 2017]", ">=2016", "since", "2015", "World", "Delta"),
    *(
        "https://north.example.org/news/3?id=3",
        "www.south.example.org/news",
        "outlet:17",
        "-K3",
        "example.org",
    ),
    *(
        "\u00ad",
        "\u200b",
        "\u200e",
        "\ufeff",
        "\x00",
        "\ud800",
        "e\u0301",
        "½",
        'צה"ל',
        '12"',
        "3,000",
        "１２",
    ),
    *("（", "）", "：", "～", "？", "＊", "merk!", "MERKEL", "WINS", "TOWN", "(s)", "the", "of", "a" * 300),
)
_ODD = ((0x20, 0x250), (0x2000, 0x2070), (0x300, 0x3100), (0xFF00, 0xFFEF))
_GLUE = (" ", " ", " ", "", "\u00a0", "\u3000")


def typed(draw: random.Random) -> str:
    """Pieces of questions in any order."""
    text = ""
    for _ in range(draw.randint(1, 7)):
        odd = chr(draw.randrange(*draw.choice(_ODD)))
        text += (odd if draw.random() < 0.05 else draw.choice(PIECES)) + draw.choice(_GLUE)  # noqa: PLR2004 -- some
    return text


def difference(archive: searcher.Archive, text: str, match: str) -> str | None:
    """What the receipt's query finds otherwise; "" for nothing, None where the question is refused."""
    try:
        first = archive.search(text, limit=0, related=0, match=match)
    except TextError:
        return None
    query = first.receipt.query
    try:
        second = archive.search(query, limit=0, related=0)
    except TextError as error:
        return f"{query!a} is refused: {error}"
    return "" if second.ids == first.ids else f"{query!a}: {second.total} for {first.total}"


def report(folder: Path, count: int, seed: int) -> str:
    """How many questions find something else when their receipts are typed again."""
    draw = random.Random(seed)
    read, wrong = 0, []
    with searcher.open(furnish(folder), clock=lambda: NOW) as archive:
        while read < count:
            text, match = typed(draw), draw.choice(["all", "any"])
            found = difference(archive, text, match)
            read += found is not None
            wrong += [f"  {text!a} {match}: {found}"] if found else []
    head = f"{read:,} questions typed again by their receipts: {len(wrong)} find something else"
    return "\n".join([head, *wrong[:SHOWN]])
