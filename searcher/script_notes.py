"""What cannot be found by a word in some scripts, as sentences for the receipt of such a question."""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.engine.protocol import Snapshot

from .tree import Near, Node, Phrase, Word, leaves

_WITHOUT_BLANKS = {
    "Thai": r"[\u0e00-\u0e7f]",
    "Lao": r"[\u0e80-\u0eff]",
    "Burmese": r"[\u1000-\u109f]",
    "Khmer": r"[\u1780-\u17ff]",
}
_CHINESE = ("zh", "yue")
_HAN = r"[\u4e00-\u9fff]"


def notes_on_scripts(tree: Node, snapshot: Snapshot) -> Iterator[str]:
    """What of a question's words is not found, however it is written in the articles.

    Args:
        tree: the question.
        snapshot: the archive, of which Chinese articles matter.
    """
    words = [text for text in _texts(tree) if not text.isascii()]
    for script, letters in _WITHOUT_BLANKS.items():
        word = next((text for text in words if re.search(letters, text)), None)
        if word is not None:
            yield (
                f"{script} is written without blanks, and words are not divided here: {word!r} is found where"
                f" it stands by itself; within other letters with wildcards: *{word}*"
            )
    word = next(filter(_has_variants, words), None)
    if word is not None and any(tag.split()[0] in _CHINESE for tag in snapshot.terms("language")):
        yield (
            f"simplified and traditional characters are different words here: {word!r} is found as it is"
            " written; join both ways of writing it with OR"
        )


def _texts(tree: Node) -> Iterator[str]:
    """The words that are asked for as they stand."""
    for part in leaves(tree, negated=True):
        for word in part.parts if isinstance(part, Near) else (part,):
            if isinstance(word, Word | Phrase):
                yield word.text


def _has_variants(text: str) -> bool:
    """Whether a text holds a Chinese character that only one of the two ways of writing has.

    Their national encodings tell: GB 2312 has the simplified characters, Big5 the traditional ones.
    """
    return any(_is_in(each, "gb2312") != _is_in(each, "big5") for each in re.findall(_HAN, text))


def _is_in(character: str, encoding: str) -> bool:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
