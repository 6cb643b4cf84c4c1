"""Which language is an article in?

What the outlet says counts, but for ``en``: templates say that of pages in any language. Where nothing is
said, or ``en`` seems wrong, the text decides: by the detector of the extra ``languages`` (CLD2), if it is
installed and sure; else by the script, where few languages use it. An article of which nothing is known has
no language; it is searched as English is.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

from .text import clean

if TYPE_CHECKING:
    from .article import Article

_LOOKED_AT = 1_500  # characters
_LEAST = 60  # letters by which a language can be told
_ENOUGH = 200  # letters by which what an outlet says can be doubted
_PERCENT = 80  # of a text, that must be in one language
_LATER_TAGS = {"iw": "he", "jw": "jv", "no": "nb", "zh-Hans": "zh"}

# Letters of one language only, or a script of one: asked in this order.
_SCRIPTS: tuple[tuple[str, str], ...] = (
    ("ja", "\u3040-\u30ff"),
    ("zh", "\u4e00-\u9fff"),
    ("ko", "\uac00-\ud7af"),
    ("fa", "پچژگ"),
    ("ar", "\u0621-\u064a"),
    ("he", "\u05d0-\u05ea"),
    ("el", "\u0370-\u03ff"),
    ("uk", "іїєґ"),
    ("ru", "ыэъё"),
    ("th", "\u0e01-\u0e2e"),
    ("hi", "\u0904-\u0939"),
    ("hy", "\u0531-\u0586"),
    ("ka", "\u10d0-\u10fa"),
    ("ta", "\u0b85-\u0bb9"),
)
_TELLING = 0.01  # share of a text's letters: special letters are rare, and foreign names rarer


def with_language(article: Article) -> Article:
    """The article with its detected language; the same object if nothing changes."""
    found = language_of(article.body or article.title, stated=article.language)
    return article if found == article.language else replace(article, language=found)


def language_of(text: str, stated: str = "") -> str:
    """The BCP 47 tag of a text's language, or "".

    Args:
        text: of which the beginning is looked at.
        stated: the tag that its outlet gave it, or "".
    """
    is_doubtful = stated.lower().partition("-")[0] == "en"
    if stated and not is_doubtful:
        return stated
    beginning = clean(text[:_LOOKED_AT])  # the detector takes no control characters
    letters = sum(map(str.isalpha, beginning))
    if letters < (_ENOUGH if stated else _LEAST):
        return stated or _by_script(beginning, letters)
    found = _detect_language(beginning) or _by_script(beginning, letters)
    return stated if not found or (found == "en" and stated) else found


def _detect_language(text: str) -> str:
    """The language that the detector is sure of, or ""."""
    detector = _detector()
    if detector is None:
        return ""
    try:
        is_sure, _, found = detector.detect(text, isPlainText=True)
    except (detector.error, ValueError):  # it takes no text with half a surrogate pair
        return ""
    _, tag, percent, _ = found[0]
    return _LATER_TAGS.get(tag, tag) if is_sure and percent >= _PERCENT and tag != "un" else ""


def _by_script(text: str, letters: int) -> str:
    if text.isascii():
        return ""
    for tag, of_script in _SCRIPTS:
        if len(re.findall(f"[{of_script}]", text)) > _TELLING * letters:
            return tag
    return ""


@cache
def _detector() -> Any:  # noqa: ANN401 -- pycld2 ships no types
    try:
        import pycld2
    except ImportError:
        return None
    return pycld2
