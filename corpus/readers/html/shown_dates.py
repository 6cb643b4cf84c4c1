"""The dates that a page shows: time elements, microdata, hAtom, and lines that are wholly a date."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from ...dates import read_date_line
from ...dates.candidates import Candidate, candidate
from ...dates.labels import label_of
from ...text import one_line
from .furniture import ASIDE, FOOTER, STATING
from .tree import first_heading

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ...dates.lines import DateLine

_ELEMENTS_LIMIT = 20_000  # of a page, that are looked at
_TIMES_LIMIT = 200
_LINES_LIMIT = 500
_PIECES_LIMIT = 24  # texts within one element
_LONGEST_LINE = 160
_LONGEST_NAMES = 300
_FEW = 6  # elements within one that may be a date line
_NEAR = 40  # elements between a headline and its date line
_FARTHEST_OUT = 60  # elements around one, that are looked at
_REST_OF_LINE = 120  # characters beside a date in a byline
_WORDS_OF_LINE = 3
_DATE_WORDS = re.compile(
    r"\b(?:dates?|datetime|time|timestamp|posted|published?|publication|pubdate|pub|dateline|datum|fecha|data|"
    r"created|meta|byline|info)\b"
)
_PUBLISHED_WORDS = re.compile(
    r"\b(?:published?|publication|pub|pubdate|posted|created|(?:entry|post) date)\b"
)
_CHANGED_WORDS = re.compile(r"\b(?:updated?|modified|modification|changed|revised|lastmod)\b")
_MARKED = re.compile(r"\bdate published\b|\bdatepublished\b")
_ENDS_OF_ARTICLES = (ASIDE, FOOTER)  # blogs mark their posts' dates there
_camel = re.compile(r"(?<=[a-z])(?=[A-Z])")
_dividers = re.compile(r"[\W_]+")
_digit = re.compile(r"\d")
_NAMING = ("itemprop", "class", "id")
_UNDATED = frozenset(("script", "style", "meta", "html", "body"))
_IN_TEXT = ("p", "li", "blockquote", "dd", "td", "figcaption")
_BLOCKS = ("div", "article", "header", "section", "main", "body")
_SENTENCE_ENDS = (".", "!", "?", "。", "…", ".”", '."')
_parts = re.compile(r" ?[|•·●⋅/] ?| [–—-] ")
_BY = r"(?:by|von|par|por|door|av|af|da|di)"
_before_name = re.compile(rf"(?P<date>.*?\d\D{{0,6}}?) {_BY} \D{{2,60}}", re.IGNORECASE)
_after_name = re.compile(
    rf"(?:[^\W\d]+ )?{_BY} \D{{2,60}}? (?:am|on|le|el|em|op|den) (?P<date>\D{{0,30}}\d.*)", re.IGNORECASE
)
_preposition = re.compile(r"\A(?:am|on|le|el|em|op|den|vom|du) (?=\S)", re.IGNORECASE)


class ShownDates(NamedTuple):
    """The dates that a page shows.

    Attributes:
        candidates: when its article was published.
        changed: when it was changed, or None.
    """

    candidates: list[Candidate]
    changed: Candidate | None


class _DatedElement(NamedTuple):
    """An element that may state a date.

    Attributes:
        element: itself.
        number: its place in the page.
        words: what it is called, in small letters.
    """

    element: Any
    number: int
    words: str


_Found = list[tuple[_DatedElement, Candidate]]


def shown_dates(tree: Any, furniture: Mapping[Any, str], language: str) -> ShownDates:  # noqa: ANN401 -- lxml ships no types
    """The dates that the page shows of its article.

    Args:
        tree: the page's root.
        furniture: what ``furniture_in`` finds in it.
        language: its BCP 47 tag, or "".
    """
    return _ShownOnPage(tree, furniture, language).dates()


class _ShownOnPage:
    """Looks at a page's elements once, and then at those that may state a date."""

    def __init__(self, tree: Any, furniture: Mapping[Any, str], language: str) -> None:  # noqa: ANN401 -- likewise
        self._language = language
        self._headline = first_heading(tree)
        self._headline_at = 0
        self._headline_around = set() if self._headline is None else {*self._headline.iterancestors()}
        self._articles = sum(1 for _ in tree.iter("article"))
        self._times: list[_DatedElement] = []
        self._others: list[tuple[Any, int]] = []
        self._read: dict[str, DateLine | None] = {}
        self._changed: Candidate | None = None
        self._look_at(tree, furniture)

    def dates(self) -> ShownDates:
        """Those that count."""
        return ShownDates(self._of_times() or self._of_lines(), self._changed)

    def _look_at(self, tree: Any, furniture: Mapping[Any, str]) -> None:  # noqa: ANN401 -- likewise
        """Sorts in what does not stand in furniture, but for furniture that holds the headline as well."""
        apart: dict[Any, str] = {}
        for number, element in enumerate(islice(tree.iter("*"), _ELEMENTS_LIMIT)):
            if element is self._headline:
                self._headline_at = number
            kind = furniture.get(element)
            if kind is None or kind in STATING:
                kind = apart.get(element.getparent()) if apart else None
            if kind and element not in self._headline_around:
                apart[element] = kind
                if kind not in _ENDS_OF_ARTICLES:
                    continue
            if element.tag not in _UNDATED:
                self._sort_in(element, number, in_furniture=element in apart)

    def _sort_in(self, element: Any, number: int, *, in_furniture: bool) -> None:  # noqa: ANN401 -- likewise
        tag, words = element.tag, _words_naming(element)
        is_marked = "published" in words and _MARKED.search(words) is not None
        if is_marked or tag == "time" or (tag == "abbr" and "published" in words):
            if len(self._times) < _TIMES_LIMIT and (is_marked or not in_furniture):
                self._times.append(_DatedElement(element, number, words))
        elif not in_furniture:
            self._others.append((element, number))

    def _of_times(self) -> list[Candidate]:
        marked: _Found = []
        plain: _Found = []
        for place in filter(self._is_of_article, self._times):
            read = candidate("time element", _stamp_of(place.element), language=self._language)
            if read is None or read.published.precision in ("year", "month"):
                continue
            kind = _kind(place)
            if kind == "changed":
                self._changed = self._changed or read
            elif not _is_in_sentence(place.element):
                (marked if kind == "published" else plain).append((place, read))
        return self._nearest(marked) or self._only_day(plain)

    def _of_lines(self) -> list[Candidate]:
        named: _Found = []
        said: _Found = []
        plain: _Found = []
        for place in filter(self._is_of_article, self._lines()):
            for line in _lines_of(place.element):
                read = self._read_line(line)
                if read is None:
                    continue
                if read.published is None or _CHANGED_WORDS.search(place.words):
                    self._changed = self._changed or read_changed(line, self._language)
                    continue
                is_named = _DATE_WORDS.search(place.words) is not None
                group = named if is_named else said if read.is_labelled else plain
                group.append((place, Candidate("date line", read.published)))
        near = [each for each in plain if self._is_near_headline(each[0])]
        return self._nearest(named) or self._nearest(said) or self._nearest(near)

    def _lines(self) -> Iterator[_DatedElement]:
        """The elements that may be date lines."""
        lines = (each for each in self._others if _may_be_date_line(each[0]))
        for element, number in islice(lines, _LINES_LIMIT):
            yield _DatedElement(element, number, _words_naming(element))

    def _read_line(self, line: str) -> DateLine | None:
        """What a line says; an element and its only part say the same."""
        if line not in self._read:
            self._read[line] = read_date_line(line, self._language)
        return self._read[line]

    def _nearest(self, found: _Found) -> list[Candidate]:
        """The one nearest to the headline; of those far from it one, if all name the same day."""
        near = [each for each in found if self._is_near_headline(each[0])]
        if not near:
            return self._only_day(found)
        return [min(near, key=lambda each: abs(each[0].number - self._headline_at))[1]]

    def _only_day(self, found: _Found) -> list[Candidate]:
        """One of them, if all name the same day."""
        return [found[0][1]] if len({read.published.day for _, read in found}) == 1 else []

    def _is_near_headline(self, place: _DatedElement) -> bool:
        return self._headline is not None and abs(place.number - self._headline_at) <= _NEAR

    def _is_of_article(self, place: _DatedElement) -> bool:
        """Whether a place is in no other article than the headline's, nor in the page's own header."""
        if self._headline is None:
            return self._articles <= 1
        around = list(islice(place.element.iterancestors("article", "header", "main"), _FARTHEST_OUT))
        if not around or around[0] in self._headline_around:
            return True
        if around[0].tag == "article":
            return self._articles == 1
        return around[0].tag == "main" or len(around) > 1


def read_changed(line: str, language: str) -> Candidate | None:
    """The date in a line that says when the article was changed."""
    label = label_of(one_line(line))
    return candidate("date line", label.stamp if label else line, language=language)


def _stamp_of(element: Any) -> str:  # noqa: ANN401 -- likewise
    stated = element.get("datetime") or element.get("content") or element.get("title")
    return one_line(stated or _text_of(element))


def _kind(place: _DatedElement) -> str:
    """Whether it is called "published" or "changed", by its names or the label before it; else ""."""
    if _CHANGED_WORDS.search(place.words):
        return "changed"
    if _PUBLISHED_WORDS.search(place.words) or place.element.get("pubdate") is not None:
        return "published"
    label = label_of(f"{_label_before(place.element)} 1")
    return "" if label is None else "published" if label.published else "changed"


def _label_before(element: Any) -> str:  # noqa: ANN401 -- likewise
    """The end of the text just before an element."""
    before, parent = element.getprevious(), element.getparent()
    text = before.tail if before is not None else parent.text if parent is not None else ""
    return one_line((text or "")[-_REST_OF_LINE:]).rpartition("|")[2].strip(" :,-")


def _is_in_sentence(element: Any) -> bool:  # noqa: ANN401 -- likewise
    """Whether a date is part of the text, not a line beside it."""
    for around in islice(element.iterancestors(), _FARTHEST_OUT):
        if around.tag in _IN_TEXT:
            own, text = one_line(_text_of(element)), one_line(_text_of(around, 2 * _LONGEST_LINE))
            rest = text.replace(own, "", 1)
            is_sentence = len(rest.split()) > _WORDS_OF_LINE and text.endswith(_SENTENCE_ENDS)
            return is_sentence or len(rest) > _REST_OF_LINE
        if around.tag in _BLOCKS:
            return False
    return False


def _may_be_date_line(element: Any) -> bool:  # noqa: ANN401 -- likewise
    """Whether a short text in or after an element has a digit, as date lines do."""
    if _has_digit(element.text) or _has_digit(element.tail):
        return True
    return len(element) <= _FEW and any(_has_digit(each.text) or _has_digit(each.tail) for each in element)


def _has_digit(text: str | None) -> bool:
    return text is not None and _digit.search(text, 0, _LONGEST_LINE) is not None


def _lines_of(element: Any) -> Iterator[str]:  # noqa: ANN401 -- likewise
    """The text of an element, that before its first part and after it, and what stands beside a name."""
    texts = (_text_of(element), element.text, element.tail)
    for line in dict.fromkeys(one_line(text[: _LONGEST_LINE + 1]) for text in texts if text):
        if len(line) <= _LONGEST_LINE and _has_digit(line):
            yield line
            parts = _parts.split(line)
            yield from parts if len(parts) > 1 else ()
            if beside := _before_name.fullmatch(line) or _after_name.fullmatch(line):
                yield beside["date"]
            if preposition := _preposition.match(line):
                yield line[preposition.end() :]


def _text_of(element: Any, limit: int = _LONGEST_LINE) -> str:  # noqa: ANN401 -- likewise
    """The beginning of an element's text, somewhat longer than the limit where it is longer."""
    pieces: list[str] = []
    for piece in islice(element.itertext(), _PIECES_LIMIT):
        pieces.append(piece[: limit + 1])
        if sum(map(len, pieces)) > limit:
            break
    return "".join(pieces)


def _words_naming(element: Any) -> str:  # noqa: ANN401 -- likewise
    if not element.keys():
        return ""
    return _words_of(" ".join(filter(None, map(element.get, _NAMING)))[:_LONGEST_NAMES])


@lru_cache(maxsize=16_384)  # pages of an outlet share their names
def _words_of(names: str) -> str:
    return _dividers.sub(" ", _camel.sub(" ", names)).lower()
