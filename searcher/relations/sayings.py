"""What an article says: its words with how much each says, and how they are written there.

The words that a story repeats, those of its headline before the others, tell what it is about.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from corpus import Article
from index.engine.protocol import TextWord
from index.text.analysis import fold_token, written_tokens
from index.text.languages import analysed_in, stem_in
from index.text.stop_words import common_words
from index.text.token_pattern import with_commas

from .unspaced import is_syllable

_REPEATED = 10
"""How often a word is said until saying it again adds little, as ``k1`` of BM25 does for texts; much higher,
for what an article repeats, it is about."""
_OF_HEADLINE = 1
"""What a word of the headline says beside its being said: a headline names what the article is about."""
_OFTEN = 255
"""Times that a word is said that count at most."""
_SAID = [said * (_REPEATED + 1) / (said + _REPEATED) for said in range(_OFTEN + 1)]
_READ = 10_000
"""Characters of a text that are looked at: what an article is about, it says early."""
_ADDRESS = r"\bhttps?://\S++|\bwww\.\S++|(?<!\S)[^\s@]{1,64}+@\S++"
"""What words of addresses say, is nothing of the matter."""
_LENT = 0.4
"""The part of what a word says in an article that it says of another one, which is as near as can be."""


@dataclass(frozen=True)
class Sayings:
    """What an article says.

    Attributes:
        words: each of those that say something, by its stem, as the index has them (index/text/languages.py).
        written: of each stem, how it is written in the text, or else in the headline.
    """

    words: tuple[TextWord, ...]
    written: Mapping[str, str]

    @cached_property
    def is_unspaced(self) -> bool:
        """Whether most of the words are characters of a script that has no blanks between words."""
        return sum([len(word.term) == 1 and not word.term.isascii() for word in self.words]) * 2 > len(
            self.words
        )


def sayings_of(article: Article) -> Sayings:
    """What an article says, its beginning at least."""
    return _sayings(article.title[:_READ], article.body[:_READ], article.language)


def sayings_of_headline(title: str, language: str) -> Sayings:
    """What a headline says."""
    return _sayings(title[:_READ], "", language)


def with_lent(sayings: Sayings, lenders: Iterable[tuple[Sayings, float]]) -> tuple[TextWord, ...]:
    """The words of an article and of others, each of which is as near to it as is told."""
    lent: dict[str, float] = defaultdict(float)
    for other, nearness in lenders:
        for word in other.words:
            lent[word.term] += _LENT * min(1.0, nearness) * word.weight
    own = [word._replace(weight=word.weight + lent.pop(word.term, 0.0)) for word in sayings.words]
    return (*own, *(TextWord(term, 1, weight) for term, weight in lent.items()))


@lru_cache(maxsize=1 << 10)  # the same articles are hits of one page and the next
def _sayings(title: str, body: str, tag: str) -> Sayings:
    """What an article of this headline and text says."""
    language = analysed_in(tag)
    of_headline, of_text = (
        Counter(written_tokens(with_commas(_without_addresses(text), language))) for text in (title, body)
    )
    written: dict[str, str] = {}
    frequencies: dict[str, int] = {}
    for tokens in (of_text, of_headline):
        for token, said in tokens.items():
            if stem := _stem_of(token, language, tag):
                frequencies[stem] = frequencies.get(stem, 0) + said
                # How headlines are written says little: some are capitals throughout.
                if stem not in written or (tokens is of_text and said > of_text[written[stem]]):
                    written[stem] = token
    headline = {_stem_of(token, language, tag) for token in of_headline}
    words = [
        TextWord(stem, said, _SAID[min(_OFTEN, said)] + (_OF_HEADLINE if stem in headline else 0))
        for stem, said in frequencies.items()
    ]
    return Sayings(tuple(words), written)


def _without_addresses(text: str) -> str:
    may_hold_some = "@" in text or "http" in text or "www." in text
    return re.sub(_ADDRESS, " ", text) if may_hold_some else text


@lru_cache(maxsize=1 << 16)
def _stem_of(token: str, language: str, tag: str) -> str:
    """The stem of a word; "" where it is small."""
    term = fold_token(token)
    is_letter = len(term) == 1 and (term.isascii() or is_syllable(term))
    return "" if is_letter or term in common_words(tag) else stem_in(token, language)
