"""Words that two texts share in a script without blanks: Chinese and Japanese.

There the index has characters, not words, and nearly any two texts have many of them in common. Characters
that follow one another in both texts are words, or parts of words, of both.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from corpus import Article
from index.text.analysis import fold

_READ = 10_000
"""Characters of a text that are looked at."""
_LEAST_OF_SYLLABLES = 3
"""Characters of a word of katakana: of two there are many endings."""
_IDEOGRAPHS = "\u3005\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_SYLLABLES = "\u3040-\u30ff\u31f0-\u31ff\uff66-\uff9f"


def is_syllable(character: str) -> bool:
    """Whether a character is one of Japanese syllables: alone it says nothing."""
    return re.fullmatch(f"[{_SYLLABLES}]", character) is not None


def words_in_both(own: Article, other: Article, telling: Collection[str]) -> tuple[str, ...]:
    """The stretches of characters that stand in both articles, those first that stand first in the one.

    Args:
        own: whose order counts.
        other: the article that is compared with it.
        telling: the characters that say something; of a stretch of ideographs two that follow one another.
    """
    pairs, names = set[str](), set[str]()
    for run in _runs(other):
        pairs.update(_pairs_of(run))
        names.add(run)
    found: dict[str, None] = {}
    for run in _runs(own):
        if is_syllable(run[0]):
            found.update({run: None} if run in names else {})
        else:
            found.update(dict.fromkeys(each for each in _stretches(run, pairs) if _tells(each, telling)))
    return tuple(each for each in found if not any(each != longer and each in longer for longer in found))


def _runs(article: Article) -> Iterator[str]:
    """The runs of ideographs, and those of katakana, in headline and text."""
    text = fold(f"{article.title[:_READ]}\n{article.body[:_READ]}")
    pattern = rf"[{_IDEOGRAPHS}]{{2,}}+|[\u30a1-\u30fa\u30fc]{{{_LEAST_OF_SYLLABLES},}}+"
    return (match[0] for match in re.finditer(pattern, text))


def _pairs_of(run: str) -> Iterator[str]:
    return (run[place : place + 2] for place in range(len(run) - 1))


def _stretches(run: str, pairs: Collection[str]) -> Iterator[str]:
    """The longest parts of a run of which all characters that follow one another do so elsewhere."""
    start = 0
    for place, pair in enumerate(_pairs_of(run)):
        if pair not in pairs:
            yield run[start : place + 1]
            start = place + 1
    yield run[start:]


def _tells(stretch: str, telling: Collection[str]) -> bool:
    return any(pair[0] in telling and pair[1] in telling for pair in _pairs_of(stretch))
