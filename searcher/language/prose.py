"""What tells a question from plain text, such as a headline pasted as it stands.

Operators are written in capitals here, in lower case elsewhere; in plain text *and*, *or* and *not* are
words. A text that holds other common words, as nearly every sentence does, is plain text: of 53,951 headlines
of three collections, 0.6 % hold one of the three and no other common word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from index.text.analysis import exact_terms
from index.text.stop_words import common_words

from .field_names import FIELDS
from .tokens import OPERATORS, QueryToken

_LEAST_OF_PROSE = 6  # words
_LEAST_OF_SENTENCE = 3  # with a full stop
_STOPS = (".", "!", "?", "…", "。")
_END_OF_SENTENCE = re.compile(r"[^\W_]{2}[.!?…。]$")
_LEAST_COMMON = 2
_LEAST_IN_CAPITALS = 3
_MOST_OF_A_QUESTION = 5
_LOWER = frozenset({"and", "or", "not"})
_NEAR_ELSEWHERE = frozenset({"near", "same", "adj", "within"})
_PAIR = 3  # words: two, and what may join them
_COMPARISON = re.compile(r"[<>]=?|=|:|[<>=:]+[^\W_]+")
_COUNT = re.compile(r"[~+]\d+")
_NEAR_IN_LIBRARIES = re.compile(r"[nw][1-9]\d?", re.IGNORECASE)  # as EBSCO writes it; and London's postcodes
_DIVIDED_NUMBER = re.compile(r"(?<!\S)\d{1,3}(?: \d{3})+(?!\S)")
_EQUATION = re.compile(r"[a-z_.]{2,}(?:[<>]=?|=)[^\W_].*", re.IGNORECASE)
_DATE_NAMES = frozenset({"date", "pubdate", "published"})
_DATE_SIGNS = frozenset({"is", "aft", "after", "bef", "before", "geq", "leq", "from", "since"})
_CLASS = re.compile(r"[^\W_]+\[[^\W_]+\][^\W_]*")
_SUFFIXES = frozenset({"s", "es", "ed", "ing", "ly", "n", "ren"})  # that go on the word before: site(s)
_ONE_LETTER = re.compile(r"[^\W_]+\?")
_SINGLE_QUOTES = re.compile(r"(?<![^\s(:])['‘‚][^\s'‘’]+\s[^'‘’]*['’](?![^\s)])")


def common_in(tokens: Sequence[QueryToken]) -> int:
    """How many of the words are common ones, but for those that may be operators."""
    words = [token.text.lower() for token in tokens if token.kind == "word"]
    return sum(word in common_words() and word not in _LOWER for word in words)


def is_prose(tokens: Sequence[QueryToken]) -> bool:
    """Whether a query is a sentence, or a headline."""
    words = [token.text for token in tokens if token.kind == "word"]
    common = common_in(tokens)
    is_sentence = bool(words) and words[-1].endswith(_STOPS) and len(words) >= _LEAST_OF_SENTENCE
    return (is_sentence and common > 0) or (len(words) >= _LEAST_OF_PROSE and common >= _LEAST_COMMON)


def is_in_capitals(text: str, tokens: Sequence[QueryToken]) -> bool:
    """Whether a query is a headline in capitals, so that an operator may be a word of it."""
    if text.upper() != text or text.lower() == text:
        return False
    words = [token for token in tokens if token.kind == "word" and re.search(r"[^\W\d_]{2}", token.text)]
    return len(words) >= _LEAST_IN_CAPITALS


def words_in_parentheses(tokens: Sequence[QueryToken]) -> list[QueryToken]:
    """The tokens of a query: an operator alone in parentheses is a word, as in ``Sen. Wyden (OR)``."""
    around = zip([None, *tokens], tokens, [*tokens[1:], None], strict=False)
    return [
        token._replace(kind="word")
        if token.text in OPERATORS
        and before
        and after
        and (token.kind, before.kind, after.kind) == ("operator", "open", "close")
        else token
        for before, token, after in around
    ]


def words_of_capitals(tokens: Sequence[QueryToken]) -> list[QueryToken]:
    """The tokens of a headline in capitals: an operator that joins nothing is a word of it."""
    settled: list[QueryToken] = []
    for place, token in enumerate(tokens):
        following = tokens[place + 1].kind if place + 1 < len(tokens) else "close"
        before = settled[-1].kind if settled else "open"
        joins = following not in ("close", "operator") or (
            following == "operator" and tokens[place + 1].text == "NOT"
        )
        is_word = token.text in OPERATORS and not (
            joins and (token.text == "NOT" or before not in ("open", "operator", "minus", "prefix"))
        )
        settled.append(token._replace(kind="word") if token.kind == "operator" and is_word else token)
    return settled


def lower_operators(tokens: Sequence[QueryToken]) -> list[str]:
    """The words of a question that may be meant for operators: ``["not"]``; [] in plain text."""
    if not tokens or _END_OF_SENTENCE.search(tokens[-1].text):
        return []
    is_short = len(tokens) <= _MOST_OF_A_QUESTION
    has_signs = any(token.kind in ("operator", "prefix", "open", "minus") for token in tokens)
    is_question = (has_signs and not is_prose(tokens)) or not common_in(tokens)
    found = [
        token.text
        for before, token, after in zip(tokens, tokens[1:], tokens[2:], strict=False)
        if token.kind == "word"
        and token.text.lower() in _LOWER
        and before.kind not in ("operator", "minus")
        and after.kind not in ("operator", "close")
        and (is_question or (is_short and token.text.lower() != "and"))
    ]
    return list(dict.fromkeys(found))


def other_signs(text: str, tokens: Sequence[QueryToken]) -> Iterator[str]:
    """What joins or compares elsewhere, and is a word or nothing here: sentences that say so."""
    words = [token for token in tokens if token.kind == "word"]
    yield from _comparisons(words)
    for token, following in pairwise(tokens):
        if token.kind == "word" and token.text.lower() == "but" and following.text == "NOT":
            yield f"{token.text!r} was read as a word; NOT excludes by itself"
    for match in _DIVIDED_NUMBER.finditer(text):
        yield f"{match[0]!r} was read as several numbers; as one: {match[0].replace(' ', '')}"
    if len(tokens) == len(words) == _PAIR and words[1].text.lower() in _NEAR_ELSEWHERE:
        yield f"{words[1].text!r} was read as a word; words are near each other by NEAR/5, with a number"
    if common_in(tokens) or len(words) > _MOST_OF_A_QUESTION:
        return
    yield from _joints(tokens)
    for token in words:
        yield from _signs_of_word(token.text, is_alone=len(words) == 1)
    if _SINGLE_QUOTES.search(text):
        yield "single quotation marks are punctuation; a phrase stands in double ones"


def _comparisons(words: Sequence[QueryToken]) -> Iterator[str]:
    """Words that compare a field with something elsewhere."""
    texts = [token.text for token in words]
    for before, sign in pairwise(texts):
        if _COMPARISON.fullmatch(sign) and (before.lower() in FIELDS or sign[-1] in "<>="):
            yield f"{sign!r} was read as a word, or as nothing; a field has a colon: published:>2016"
    for name, sign, value in zip(texts, texts[1:], texts[2:], strict=False):
        if name.lower() in _DATE_NAMES and sign.lower() in _DATE_SIGNS and value[0].isdigit():
            yield f"{name!r} was read as a word; a field has a colon: published:>2016"


def _joints(tokens: Sequence[QueryToken]) -> Iterator[str]:
    """What stands between two parts of a question, and may join them elsewhere."""
    for before, token, after in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if _NEAR_IN_LIBRARIES.fullmatch(token.text) and before.kind == after.kind == "word":
            yield f"{token.text!r} was read as a word; words are near each other by NEAR/{token.text[1:]}"
        touches = before.kind == "word" and token.kind == "open" and before.end == token.start
        if touches and after.text not in _SUFFIXES:
            yield f"{before.text!r} touches a parenthesis, and was read as a word beside it"


def _signs_of_word(word: str, *, is_alone: bool) -> Iterator[str]:
    if _EQUATION.fullmatch(word):
        yield f"{word!r} was read as words; a field has a colon: published:>2016"
    if _CLASS.fullmatch(word):
        yield f"{word!r} was read as words; for any one letter: ?"
    if _COUNT.fullmatch(word) and not is_alone:
        yield f"{word!r} was read as a number; words are near each other by NEAR/{word[1:]}"
    if _ONE_LETTER.fullmatch(word):
        bare = word[:-1]
        yield f"{word!r} was read as {bare!r}; for any letters at a word's end: {bare}*"


def is_common(word: str) -> bool:
    """Whether nearly every text holds a word, or it is a letter left over, as in ``I'd``."""
    term = exact_terms(word)[0]
    return term in common_words() or (len(term) == 1 and term.isalpha())
