"""Words, names, addresses and dates of a query: what one token asks for, in the field that it stands in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from corpus.addresses import address_key
from corpus.dates.names import month_number
from corpus.errors import DateError
from index.text.analysis import LONGEST_TERM, exact_terms, name_key, written_tokens

from .. import when
from ..aliases import Aliases
from ..question import Match
from ..tree import Dated, Everything, Name, Node, Or, Phrase
from . import patterns
from .field_names import FIELDS, TEXT_FIELDS
from .foreign import has_foreign_ending
from .reading_notes import ReadingNotes
from .tokens import ADDRESS, QueryToken, without_marks

_SHOWN = 40  # letters of a long word in a note
_EDGES = "?!.,;:'’"
_POSSESSIVE = re.compile(r"['’]s?$", re.IGNORECASE)
# Articles, prepositions and pronouns that French, Italian and Catalan write as one with a word; in capitals
# those alone that begin no names (N'Djamena, D'Angelo).
_ELISION = re.compile(
    r"(?:[lLcCjJmtsSn]|[qQ]u|[jJ]usqu|[lL]orsqu|[pP]uisqu|[qQ]uoiqu|[dDnN]ell|[aA]ll|[dD]all|[sS]ull|[uU]n|[qQ]uell)['’](?P<word>[^\W\d_].*)"
    r"|d['’](?P<small>[^\W\d_](?<![A-ZÀ-ÞŒ]).*)"
)
_CLOCK = re.compile(r"\d:\d\d")
_SCHEME = re.compile(r"(?:https?:)?//", re.IGNORECASE)
_JOINING_DATES = frozenset(("to", "until", "till", "through", "thru", "onward", "onwards", "-", "–", "—"))
_STAR_IN_DATE = re.compile(r"\w-?\*")


class LeafReader:
    """Reads the leaves of one query."""

    def __init__(self, notes: ReadingNotes, now: datetime, match: Match, aliases: Aliases) -> None:
        self._notes = notes
        self._now = now
        self._match = match
        self._aliases = aliases

    def leaf(self, field: str, token: QueryToken) -> Node | None:
        """What a token asks for in a field; None: nothing to search by."""
        is_quoted = token.kind == "quoted"
        is_text = field in ("id", "url") or (is_quoted and field in TEXT_FIELDS)
        wildcards = 0 if is_text else bool(patterns.WILDCARD.search(token.text))
        terms = exact_terms(token.text)
        self._notes.count(token, parts=max(1, len(terms)), wildcards=wildcards)
        if len(terms) > 1 and field in TEXT_FIELDS and not wildcards:
            self._note_long_words(token.text, terms)
        part = self._read(field, token)
        self._notes.place(part, token)
        return part

    def _note_long_words(self, text: str, terms: list[str]) -> None:
        if max(map(len, terms)) == LONGEST_TERM and name_key(text) != " ".join(terms):
            self._notes.note(
                f"a word of {text[:_SHOWN]!r} … has more than {LONGEST_TERM} letters: such words are indexed,"
                " and were looked for, in pieces of so many"
            )

    def _read(self, field: str, token: QueryToken) -> Node | None:
        if field in TEXT_FIELDS:
            match token.kind:
                case "quoted":
                    return self._phrase(field, token)
                case "braced":
                    return self._braces(field, token)
                case "address":
                    return self._bare_address(field, token)
                case _:
                    return self._word(field, token)
        text = token.text.strip()
        if not text:
            hint = f"Write what it is; for articles that have one: {field}:*"
            raise self._notes.refusal(token, "Nothing stands in these quotation marks.", hint)
        if not text.strip("*"):
            return Name(field, "*")
        match field:
            case "id":
                return Name(field, token.text)
            case "url":
                return self._address(token)
            case "site":
                return self._site(token)
            case _:
                return self._name(field, token)

    # Words

    def _word(self, field: str, token: QueryToken) -> Node | None:
        text = token.text
        if text and not text.strip("*"):
            return Name(field, "*") if field else Everything()
        if patterns.is_spelling(text):
            self._notes.count(token, wildcards=1)
            return patterns.spelling(text, field, token, self._notes)
        plain = patterns.without_stars(text)
        if plain != text:
            self._notes.note(f"{text!r} was read as {plain!r}: ** is no wildcard")
        if patterns.WILDCARD.search(plain):
            return patterns.pattern(plain, field, token, self._notes, exact=False)
        if plain.endswith(":") and plain[:-1].lower() in FIELDS:
            self._notes.note(f"{plain!r} was read as a word: a field has no blank after its colon")
        if not exact_terms(plain):
            self._notes.drop(token.text)
            return None
        return self._of_words(self._without_elision(_POSSESSIVE.sub("", plain) or plain), field)

    def _without_elision(self, text: str) -> str:
        match = _ELISION.fullmatch(text)
        return (match["word"] or match["small"]) if match else text

    def _of_words(self, text: str, field: str) -> Node | None:
        """A word in any inflection, or several side by side."""
        words = written_tokens(text)
        if not words:
            self._notes.drop(text)
            return None
        if len(words) == 1:
            return patterns.word(words[0], field)
        text = without_marks(text)
        in_pieces = max(map(len, words)) >= LONGEST_TERM
        return Phrase(text, field, inflected=not in_pieces and any(map(_is_inflected, words)))

    def _braces(self, field: str, token: QueryToken) -> Node | None:
        text = patterns.without_stars(without_marks(token.text))
        if patterns.WILDCARD.search(text) and exact_terms(text):
            return patterns.pattern(text, field, token, self._notes, exact=False)
        return self._of_words(text, field)

    def _phrase(self, field: str, token: QueryToken) -> Node | None:
        text = without_marks(token.text)
        plain = patterns.without_stars(text)
        if patterns.WILDCARD.search(plain) and exact_terms(plain):
            wildcards = len(patterns.WILDCARD.findall(plain))
            self._notes.count(token, wildcards=wildcards)
            self._notes.is_plain = False
            return patterns.pattern(plain, field, token, self._notes, exact=True)
        if not field and ADDRESS.fullmatch(text):
            self._notes.note(
                f"{text!r} was looked for in the texts; for the article of this address: url:{text}"
            )
        if not exact_terms(plain):
            self._notes.drop(f'"{token.text}"' if token.text.strip() else '""')
            return None
        return Phrase(plain, field)

    def _bare_address(self, field: str, token: QueryToken) -> Node | None:
        """An address without a field: an article's own, or one that stands in a text."""
        words = " ".join(written_tokens(_SCHEME.sub("", token.text)))
        if field or not words:
            return self._of_words(words, field)
        self._notes.note(
            f"{token.text!r} was looked for as an article's address, and in the texts; for one of them:"
            f' url:{token.text} or "{words}"'
        )
        return Or((Name("url", token.text), Phrase(words)))

    # Names and addresses

    def _name(self, field: str, token: QueryToken) -> Name:
        if token.kind != "quoted" and patterns.is_spelling(token.text):
            raise self._notes.refusal(
                token, "Names have no near spellings.", "Write a pattern: * stands for any letters."
            )
        text = without_marks(token.text)
        if not exact_terms(text) and text.strip("*"):
            raise self._notes.refusal(token, "This holds no letter to know a name by.", "Write the name.")
        return self._aliases.with_forms(Name(field, text))

    def _address(self, token: QueryToken) -> Name:
        text = token.text
        key = address_key(text)
        if "*" not in text and not re.search("[/?#]", key):
            whole = f"for all of a site: site:{key}" if key else f"for a part of one: url:*{text.strip('*')}*"
            self._notes.note(f"{text!r} was compared with whole addresses; {whole}")
        return Name("url", text)

    def _site(self, token: QueryToken) -> Name:
        """A host, or a domain that hosts are in."""
        host, _, path = _SCHEME.sub("", token.text).lower().rstrip("/").partition("/")
        host = address_key(f"//{host.strip('.')}") or host
        if path:
            raise self._notes.refusal(token, "A site has no path.", f"Write: url:{host}/{path}*")
        if "." not in host and "*" not in host:
            raise self._notes.refusal(
                token, "A site is a host, or a domain of two names at least.", f"Write: site:*{host}*"
            )
        return Name("site", host)

    # Dates

    def date(self, tokens: Sequence[QueryToken]) -> tuple[Node, int]:
        """The range of days that one token names, or several words together.

        Args:
            tokens: the token after the field, and the words that follow it.

        Returns:
            The days, and how many of the tokens name them.
        """
        first = tokens[0]
        self._notes.count(first)
        if first.text.strip("*") == "" and first.text:
            return Dated(when.Range(None, None), "*"), 1
        for number in range(len(tokens), 1, -1) if self._goes_on(tokens) else ():
            text = self._text_of(tokens[:number])
            try:
                days = self._days(text, first)
            except DateError:
                continue
            self._notes.note(f'published:{text} was read as one date: published:"{text}"')
            return self._place(Dated(days, text), first, tokens[number - 1]), number
        return self._place(Dated(self._days(first.text, first, tokens[1:]), first.text), first, first), 1

    def _goes_on(self, tokens: Sequence[QueryToken]) -> bool:
        """Whether a date may go on after the first word: that is none alone, or the second belongs to it."""
        first, second = tokens[0], tokens[1].text if len(tokens) > 1 else ""
        if first.kind not in ("word", "date") or not second:
            return False
        if second[0].isdigit() or second.lower() in _JOINING_DATES or month_number(second):
            return True
        try:
            self._days(first.text, first)
        except DateError:
            return True
        return False

    def _place(self, dated: Dated, first: QueryToken, last: QueryToken) -> Dated:
        self._notes.place(dated, first, last)
        return dated

    def _text_of(self, tokens: Sequence[QueryToken]) -> str:
        return self._notes.typed.text[tokens[0].start : tokens[-1].end]

    def _days(self, text: str, token: QueryToken, following: Sequence[QueryToken] = ()) -> when.Range:
        typed = self._notes.typed
        start = token.start + (token.kind == "quoted")
        if token.kind == "word" and _STAR_IN_DATE.search(text) and ".." not in text:
            raise self._refused_date(token, "* stands for no part of a date.", "A year is a date: 2016.")
        try:
            days = when.read_range(text, self._now)
        except DateError as error:
            hint = error.hint
            if following:
                hint = f'A date with blanks stands in quotes: published:"last week". {hint}'
            places = typed.span(start + error.start, start + error.end)
            raise DateError(error.message, typed.typed, *places, hint) from None
        clocks = len(_CLOCK.findall(text)) - len(re.findall(r"[+-]\d\d:\d\d", text))
        if clocks and (clocks > 1 or days.since != days.last):
            raise self._refused_date(token, "A range is of whole days.", "Leave out the time of day.")
        return days

    def _refused_date(self, token: QueryToken, message: str, hint: str) -> DateError:
        typed = self._notes.typed
        return DateError(message, typed.typed, *typed.span(token.start, token.end), hint)


def note_endings(tokens: Sequence[QueryToken], notes: ReadingNotes) -> None:
    """Note words that end as truncated ones do elsewhere."""
    for token in tokens:
        if token.kind == "word" and has_foreign_ending(token.text):
            stem = token.text[:-1]
            notes.note(f"{token.text!r} was read as {stem!r}; for words that begin so: {stem}*")


def bare(word: str) -> str:
    """A word without a possessive and the marks around it."""
    return _POSSESSIVE.sub("", word.strip("?!,;:'’"))


def _is_inflected(word: str) -> bool:
    """Whether a word may have inflections: numbers and the single characters of Chinese have none."""
    return len(word) > 1 and any(map(str.isalpha, word))
