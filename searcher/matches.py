"""What of an article matches a question, and which part of it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from corpus import Article, EntityKind
from index.articles.documents import lead_of
from index.text.analysis import (
    Term,
    exact_terms,
    fold,
    fold_token,
    name_key,
    term_at,
    terms,
    wildcard_pattern,
    written_tokens,
)
from index.text.english import beginnings
from index.text.languages import analysed_in, stem_in
from index.text.spelling import is_near
from index.text.token_pattern import with_commas

from .beginnings import Beginnings
from .planning import KIND_OF_FIELD, name_keys, name_pattern
from .tree import Name, Near, Node, Phrase, Similar, Wildcard, Word, field_of, leaves, query_text

_MOST_COMPARED = 20_000
"""Words of one text that are compared with those of phrases, and with patterns and spellings."""
_MOST_TERMS = 50_000
"""Where a whole text must be analysed: its first terms."""
_MOST_JOINED = 5_000
"""Ways to go on from one word of several that stand near each other to the next."""
_GROUPING_BY_STOPS = "de"
"""Stands for all languages that group digits so."""
_MOST_REMEMBERED = 1 << 14
"""Words of texts of which it is remembered what they are in a question."""

SingleWord = Word | Phrase | Wildcard | Similar
"""What matches words by themselves; a phrase is several."""


class Match(NamedTuple):
    """A stretch of a text, as offsets, and which part of the question it matches."""

    start: int
    end: int
    wanted: int


class _Asked(NamedTuple):
    """What is asked of one word: ``"exact"``, ``"inflection"``, ``"pattern"`` or ``"spelling"``."""

    kind: str
    text: str
    edits: int = 0


class _Found(NamedTuple):
    """Words that match a part: offsets, and the positions of the first and the last among all words."""

    start: int
    end: int
    first: int = 0
    last: int = 0


class _Chain(NamedTuple):
    """Parts that stand near each other: which, where the last one ends, and each, from left to right."""

    parts: int
    last: int
    members: tuple[_Found, ...]


class Matches(NamedTuple):
    """What matches in an article's headline and in its body, by where it begins."""

    title: list[Match]
    body: list[Match]


class Marker:
    """Finds the matches of one question in articles.

    Attributes:
        parts: the parts of the question that can be seen in a text; ``Match.wanted`` counts them.
    """

    def __init__(self, tree: Node) -> None:
        self.parts = list(dict.fromkeys(leaf for leaf in leaves(tree) if _is_visible(leaf)))
        self.names = [query_text(part) for part in self.parts]
        self._named = [_NameMarker(part, i) for i, part in enumerate(self.parts) if isinstance(part, Name)]
        self._of_field: dict[str, _TextMarker] = {}
        for field in ("", "title", "lead"):
            asked = [(part, i) for i, part in enumerate(self.parts) if field_of(part) == field]
            if asked:
                self._of_field[field] = _TextMarker(asked)

    @property
    def need_names(self) -> bool:
        """Whether the question asks for names, which articles must then come with."""
        return bool(self._named)

    def matches(self, article: Article) -> Matches:
        """What matches in an article; its names are looked at, where the question asks for names."""
        language = analysed_in(article.language)
        title: list[Match] = []
        body: list[Match] = []
        for field, marker in self._of_field.items():
            title += marker.matches(article.title, language)
            if field != "title":
                body += marker.matches(lead_of(article.body) if field else article.body, language)
        for named in self._named:
            in_title, in_body = named.matches(article)
            title += in_title
            body += in_body
        return Matches(sorted(title), sorted(body))


def _is_visible(leaf: Node) -> bool:
    return field_of(leaf) is not None or (isinstance(leaf, Name) and leaf.field in KIND_OF_FIELD)


class _TextMarker:
    """Finds parts of a question in texts, in which each counts under a number."""

    def __init__(self, parts: Iterable[tuple[Node, int]]) -> None:
        self._sought = _SoughtWords()
        self._compared = 0  # in the text at hand
        self._single: dict[int, list[int]] = {}  # what is asked of a word → parts that ask no more
        self._phrases: dict[int, list[tuple[tuple[int, ...], int]]] = {}  # … of a first word → phrases
        self._near: list[tuple[Near, int, range]] = []
        inner = 0  # parts of parts count downwards
        for part, wanted in parts:
            if isinstance(part, Near):
                numbers = range(inner - 1, inner - 1 - len(part.parts), -1)
                self._near.append((part, wanted, numbers))
                inner = numbers[-1]
                for each, number in zip(part.parts, numbers, strict=True):
                    self._ask(each, number)
            else:
                assert isinstance(part, SingleWord)
                self._ask(part, wanted)
        first = range(len(self._sought)) if self._near else self._single.keys() | self._phrases.keys()
        self._beginnings = Beginnings(self._sought.beginnings_of(first))

    def _ask(self, part: SingleWord, wanted: int) -> None:
        self._ask_words(part, wanted)
        if isinstance(part, Phrase) and not part.inflected:  # 1.234 is one number in some languages
            grouped = Phrase(with_commas(part.text, _GROUPING_BY_STOPS))
            if grouped.text != part.text:
                self._ask_words(grouped, wanted)

    def _ask_words(self, part: SingleWord, wanted: int) -> None:
        first, *others = map(self._sought.number, _asked_of(part))
        if others:
            self._phrases.setdefault(first, []).append(((first, *others), wanted))
        else:
            self._single.setdefault(first, []).append(wanted)

    def matches(self, text: str, language: str) -> list[Match]:
        """The matches in a text.

        Args:
            text: of an article.
            language: in which it is stemmed, as ``index.text.languages.analysed_in`` gives it.
        """
        text = with_commas(text, language)  # every character stays in its place
        self._compared = self._sought.compared = 0
        matches: list[Match] = []
        inner: dict[int, list[_Found]] = {}
        for position, term in self._candidates(text, language):
            for each in self._sought.read(term, text, language):
                parts = [(term.end, 1, wanted) for wanted in self._single.get(each, ())]
                if each in self._phrases:
                    parts += self._phrases_from(each, term, text, language)
                for end, words, wanted in parts:
                    if wanted < 0:
                        found = _Found(term.start, end, position, position + words - 1)
                        inner.setdefault(wanted, []).append(found)
                    else:
                        matches.append(Match(term.start, end, wanted))
            if self._compared + self._sought.compared > _MOST_COMPARED:
                break
        for near, wanted, numbers in self._near:
            of_parts = near_each_other([inner.get(number, []) for number in numbers], near)
            matches += [Match(found.start, found.end, wanted) for found in of_parts]
        return matches

    def _phrases_from(
        self, asked: int, first: Term, text: str, language: str
    ) -> Iterator[tuple[int, int, int]]:
        """The phrases that begin with a word that is asked for: where each ends, its words, which."""
        for phrase, wanted in self._phrases[asked]:
            end = self._phrase_end(phrase, text, first, language)
            if end:
                yield end, len(phrase), wanted

    def _candidates(self, text: str, language: str) -> Iterator[tuple[int, Term]]:
        """The terms where a match may begin, in order, and perhaps others; with their positions if needed."""
        starts = None if language or self._near else self._beginnings.places(text)
        if starts is None:
            yield from enumerate(islice(terms(text), _MOST_TERMS))
            return
        for start in starts:
            yield 0, term_at(text, start)

    def _phrase_end(self, phrase: Sequence[int], text: str, first: Term, language: str) -> int:
        """Where a phrase ends that begins with a term; 0 if none does."""
        following = terms(text, first.start)
        end = 0
        for alike, wanted in enumerate(phrase):
            term = next(following, None)
            if term is None or wanted not in self._sought.read(term, text, language):
                self._compared += alike
                return 0
            end = term.end
        self._compared += len(phrase)
        return end


def _asked_of(part: SingleWord) -> Iterator[_Asked]:
    """What a part asks of each of its words."""
    match part:
        case Word(text):
            yield _Asked("inflection", written_tokens(text)[0])
        case Phrase(text, _, inflected):
            for word in written_tokens(text) if inflected else exact_terms(text):
                yield _Asked("inflection" if inflected else "exact", word)
        case Wildcard(pattern):
            yield _Asked("pattern", fold(pattern))
        case Similar(text, edits):
            yield _Asked("spelling", exact_terms(text)[0], edits)


class _SoughtWords:
    """What is asked of single words, each under a number, and which of it a word of a text is."""

    def __init__(self) -> None:
        self._numbers: dict[_Asked, int] = {}
        self._exact: dict[str, int] = {}
        self._patterns: list[tuple[re.Pattern[str], int]] = []
        self._spellings: list[tuple[_Asked, int]] = []
        self._stems: dict[str, dict[str, list[int]]] = {}
        self._known: dict[tuple[str, str, str], tuple[int, ...]] = {}
        self.compared = 0

    def number(self, asked: _Asked) -> int:
        """The number of what is asked."""
        if asked not in self._numbers:
            number = self._numbers[asked] = len(self._numbers)
            match asked.kind:
                case "exact":
                    self._exact[asked.text] = number
                case "pattern":
                    self._patterns.append((wildcard_pattern(asked.text), number))
                case "spelling":
                    self._spellings.append((asked, number))
        return self._numbers[asked]

    def __len__(self) -> int:
        return len(self._numbers)

    def beginnings_of(self, numbers: Collection[int]) -> tuple[str, ...]:
        """Strings of which every English word that is so asked for begins with one; "" is any beginning."""
        asked = (each for each, number in self._numbers.items() if number in numbers)
        return tuple(dict.fromkeys(start for each in asked for start in _beginnings_of(each)))

    def read(self, term: Term, text: str, language: str) -> tuple[int, ...]:
        """What of it a term of a text is."""
        word = text[term.start : term.end] if language else term.exact
        key = term.exact, word, language  # a piece of a long word is not known by it
        known = self._known.get(key)
        if known is None:
            if len(self._known) >= _MOST_REMEMBERED:
                self._known.clear()
            known = self._known[key] = tuple(dict.fromkeys(self._judge(*key)))
        return known

    def _judge(self, exact: str, word: str, language: str) -> Iterator[int]:
        stems = self._stems_in(language)
        if stems:
            yield from stems.get(stem_in(word, language), ())
            yield from stems.get(exact, ()) if language else ()
        if exact in self._exact:
            yield self._exact[exact]
        self.compared += len(self._patterns) + len(self._spellings)
        yield from (number for pattern, number in self._patterns if pattern.fullmatch(exact))
        for asked, number in self._spellings:
            if exact[0] == asked.text[0] and is_near(exact, asked.text, asked.edits):
                yield number

    def _stems_in(self, language: str) -> dict[str, list[int]]:
        """Stem of what is asked for in any inflection → its numbers; in other languages also as it was typed.

        The latter because who types a word without its accents may miss the endings that depend on them.
        """
        if language not in self._stems:
            made: dict[str, list[int]] = {}
            for asked, number in self._numbers.items():
                if asked.kind == "inflection":
                    typed = [fold_token(asked.text)] if language else []
                    for stem in dict.fromkeys((stem_in(asked.text, language), *typed)):
                        made.setdefault(stem, []).append(number)
            self._stems[language] = made
        return self._stems[language]


def _beginnings_of(asked: _Asked) -> tuple[str, ...]:
    match asked.kind:
        case "inflection":
            found = beginnings(stem_in(asked.text, ""))
        case "pattern":
            found = (re.split(r"[*?]", asked.text, maxsplit=1)[0],)
        case "spelling":
            found = (asked.text[:1],)
        case _:
            found = (asked.text,)
    # Figures may be written in groups: 200,000.
    return tuple(each[:1] if each[:1].isdecimal() else each for each in found)


def near_each_other(parts: Sequence[Sequence[_Found]], near: Near) -> list[_Found]:
    """Those matches of parts that are in a row of one match of each, as near as ``near`` asks."""
    if not all(parts):
        return []
    spots = sorted((found, number) for number, matches in enumerate(parts) for found in matches)
    spots.sort(key=lambda spot: spot[0].first)
    firsts = [found.first for found, _ in spots]
    chains = [_Chain(0, -1, ())]
    for length in range(len(parts)):
        longer: list[_Chain] = []
        for chain in chains:
            low = bisect_right(firsts, chain.last)
            high = bisect_right(firsts, chain.last + near.within) if length else len(spots)
            longer += (
                _Chain(chain.parts | 1 << number, found.last, (*chain.members, found))
                for found, number in spots[low:high]
                if (number == length if near.ordered else not chain.parts >> number & 1)
            )
            if len(longer) > _MOST_JOINED and length:
                break
        chains = longer
    return list(dict.fromkeys(member for chain in chains for member in chain.members))


class _NameMarker:
    """Finds a name that is asked for: where it was found when the article was read, or else by its forms."""

    def __init__(self, name: Name, wanted: int) -> None:
        self._wanted = wanted
        self._kind: EntityKind = KIND_OF_FIELD[name.field]
        self._is_named = _name_test(name)
        self._forms = _forms(self._kind, name)
        self._by_text: _TextMarker | None = None

    def matches(self, article: Article) -> tuple[list[Match], list[Match]]:
        """Where it stands in an article's headline, and in its body."""
        found = list(self._as_found(article))
        if not found:
            return self._by_forms(article.title), self._by_forms(article.body)
        body = len(article.text) - len(article.body)
        return (
            [Match(start, end, self._wanted) for start, end in found if end <= len(article.title)],
            [Match(start - body, end - body, self._wanted) for start, end in found if start >= body],
        )

    def _as_found(self, article: Article) -> Iterator[tuple[int, int]]:
        for entity in article.entities:
            start, end = entity.start or 0, entity.end or 0  # those that were only listed have none
            if 0 <= start < end and entity.kind == self._kind and self._is_named(name_key(entity.name)):
                yield start, end

    def _by_forms(self, text: str) -> list[Match]:
        """By its forms, written with a capital where the script has them: *May* is named, and no *may*."""
        if not self._forms:
            return []
        self._by_text = self._by_text or _TextMarker([(form, self._wanted) for form in self._forms])
        return [match for match in self._by_text.matches(text, "") if not text[match.start].islower()]


def _name_test(name: Name) -> Callable[[str], bool]:
    """Whether a name's key is that of what is asked for."""
    if re.search(r"[*?]", name.text):
        pattern = wildcard_pattern(name_pattern(name.field, name.text))
        return lambda key: bool(pattern.fullmatch(key))
    keys = {key for form in (name.text, *name.also) for key in name_keys(name.field, form)}
    if name.surname:
        keys.update(name.surname.keys)
    return keys.__contains__


def _forms(kind: EntityKind, name: Name) -> list[Phrase]:
    """How a name may be written: as asked, its canonical form, their aliases, and a person's last name."""
    from corpus import entities

    if re.search(r"[*?]", name.text):
        return []
    canonical = entities.canonical(kind, name.text)
    forms = [name.text, *name.also, canonical, *entities.aliases(kind, canonical)]
    if kind == "person":
        forms.append(canonical.split()[-1] if canonical.split() else "")
    return [Phrase(form) for form in dict.fromkeys(forms) if exact_terms(form)]
