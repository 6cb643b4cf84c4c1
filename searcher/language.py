"""The query language: text to a tree, or an error that points at the token at fault.

Written down for users in docs/query-language.md; ``FORMS`` is its table, printed by ``dateline syntax``.
Precedence, loosest first: OR, then AND and words side by side, then NOT. A query is read left to right by
recursive descent.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile
from typing import NamedTuple

from corpus.errors import DateError, QueryError
from index.text.analysis import LONGEST_TERM, exact_terms, fold, name_key
from index.text.stop_words import common_words

from . import when
from .aliases import LONGEST_ALIAS, Aliases
from .question import Match
from .tree import Dated, Everything, Name, Node, Not, Or, Phrase, Wildcard, Word, all_of

LONGEST_QUERY = 10_000
DEEPEST_NESTING = 50
MOST_PARTS = 1_000
"""Words, phrases, names and dates in one query, those of a phrase counted one by one."""
MOST_WILDCARDS = 30
"""Each is compared with every word of the archive."""

_SHOWN = 40  # letters of a long word in a note

FORMS: tuple[tuple[str, str], ...] = (
    ("airstrikes", "a word in any inflection: airstrike, airstrikes"),
    ('"civilian casualties"', "exactly these words, side by side; upper and lower case are one"),
    ("coalition airstrikes", "both words, anywhere in the article"),
    ("airstrike OR bombardment", "at least one of them"),
    ("coalition NOT Russia", "the first without the second; also: coalition -Russia"),
    ("(raid OR strike) AND civilians", "parentheses group"),
    ("bomb*", "words that begin so; ? stands for one letter inside a word: organi?ation"),
    ("title:Mosul", "in the headline"),
    ('person:"Angela Merkel"', "articles that name this person, under any of the names known for them"),
    ("org:NATO", "… this organisation"),
    ("place:Manbij", "… this place"),
    ('source:"Press TV"', "published by this outlet"),
    ("author:Smith*", "signed by this author"),
    ("language:en", "in this language"),
    ("published:2016-10", "published in October 2016"),
    ('published:"last week"', "any date or range of dates; in quotes when it has blanks"),
    ("published:2016-03-31..2016-10-22", "from one day to another, both included"),
    ("*", "every article"),
)
"""Form and meaning, for people."""

FIELDS: dict[str, str] = {
    "title": "title",
    "headline": "title",
    "person": "people",
    "people": "people",
    "org": "organisations",
    "organisation": "organisations",
    "organisations": "organisations",
    "organization": "organisations",
    "organizations": "organisations",
    "place": "places",
    "places": "places",
    "source": "source",
    "outlet": "source",
    "author": "authors",
    "authors": "authors",
    "language": "language",
    "id": "id",
    "url": "url",
    "published": "published",
    "date": "published",
}
"""What may stand before a colon, and the field it means."""

_TOKEN = re.compile(
    r"""(?P<open>\()|(?P<close>\))
    |"(?P<quoted>[^"]*)"
    |(?P<unclosed>")
    |(?P<prefix>[A-Za-z]+:)(?=[^\s)])
    |(?P<minus>-)(?=[^\s)-])
    |(?P<word>[^\s()"]+)
    |(?P<blank>\s+)""",
    re.VERBOSE,
)
_OPERATORS = frozenset({"AND", "OR", "NOT"})
_STRAIGHT = str.maketrans("“”„‟«»", '""""""')
_POSSESSIVE = re.compile(r"['’]s?$", re.IGNORECASE)
_LETTER_WILDCARD = re.compile(r"\*|\?(?=\?*[^\W_])")  # question marks at a word's end are punctuation
_PATTERN_PARTS = re.compile(r"[*?]|[^\W_*?]+")


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """A query as understood.

    Attributes:
        tree: what to look for.
        dropped: parts that hold nothing to search by, such as a lone ``&``.
        notes: sentences on how something was read where that may surprise.
        aliases: what is looked for under further names.
        places: where parts of the tree stand in the query, as offsets.
    """

    tree: Node
    dropped: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    places: tuple[tuple[Node, int, int], ...] = ()


def read_query(
    text: str, *, now: datetime, match: Match = "all", aliases: Aliases | None = None
) -> ParsedQuery:
    """Read a query.

    Args:
        text: the query.
        now: the moment that "last week" is reckoned from; its own clock tells the day.
        match: whether words side by side must all match, or any of them; of any, the commonest English
            words are dropped, unless there are no others.
        aliases: the archive's own names; what stands in quotes is asked for as it stands.

    Raises:
        QueryError: it cannot be read; points at the token at fault.
        DateError: a date in it cannot be read; likewise.
    """
    if len(text) > LONGEST_QUERY:
        raise QueryError(
            f"A query of {len(text):,} characters is too long; {LONGEST_QUERY:,} are the most.",
            text[:40],
            hint="Ask several shorter questions.",
        )
    return _Parser(text, now, match, aliases or Aliases(None)).question()


class _QueryToken(NamedTuple):
    kind: str
    text: str
    start: int
    end: int
    spaced: bool  # whether a blank, or the query's beginning, stands before it


class _Parser:
    def __init__(self, text: str, now: datetime, match: Match, aliases: Aliases) -> None:
        self.aliases = aliases
        self.text = text
        self.now = now
        self.match = match
        self.tokens = _tokens(text)
        self.next = 0
        self.depth = self.parts = self.wildcards = 0
        self.dropped: list[str] = []
        self.notes: list[str] = []
        self.places: dict[Node, tuple[int, int]] = {}

    def question(self) -> ParsedQuery:
        tree = self.alternatives("")
        if token := self.peek():
            raise self.error(
                token, "This parenthesis closes nothing.", "Remove it, or put the text in quotes."
            )
        if tree is None and self.tokens:
            raise self.error(
                self.tokens[0], "This holds nothing to search by.", "Write a word, or * for every article."
            )
        places = tuple((leaf, *place) for leaf, place in self.places.items())
        return ParsedQuery(
            tree or Everything(), tuple(self.dropped), tuple(self.notes), self.aliases.sentences, places
        )

    # Grammar, loosest first. A method returns None where nothing to search by was found.

    def alternatives(self, field: str) -> Node | None:
        parts = [self.sequence(field)]
        while self.at_operator("OR"):
            operator = self.take()
            parts.append(self.operand(self.sequence, field, operator))
        found = [part for part in parts if part]
        return Or(tuple(found)) if len(found) > 1 else (found[0] if found else None)

    def sequence(self, field: str) -> Node | None:
        """Words side by side, AND among them binding tighter where any of them may match."""
        groups: list[Node] = []
        while (token := self.peek()) and token.kind != "close" and not self.at_operator("OR"):
            part = self.conjunction(field)
            if part:
                groups.append(part)
        if self.match == "all":
            return all_of(*groups) if groups else None
        wanted = self.telling([part for group in groups for part in _alternatives(group)])
        required = [group for group in groups if isinstance(group, Not | Name | Dated)]
        some = [Or(tuple(wanted))] if len(wanted) > 1 else wanted
        return all_of(*some, *required) if groups else None

    def telling(self, wanted: list[Node]) -> list[Node]:
        """What can tell articles apart where any of it may match: without "the" and its like."""
        telling = [part for part in wanted if not (isinstance(part, Word) and _is_common(part.text))]
        if not telling:
            return wanted
        self.dropped += [part.text for part in wanted if isinstance(part, Word) and part not in telling]
        return telling

    def conjunction(self, field: str) -> Node | None:
        first = self.peek()
        if self.at_operator("AND"):
            assert first
            raise self.dangling(first)
        parts = [self.negation(field)]
        while self.at_operator("AND"):
            operator = self.take()
            parts.append(self.operand(self.negation, field, operator))
        found = [part for part in parts if part]
        return all_of(*found) if found else None

    def operand(self, rule: Callable[[str], Node | None], field: str, operator: _QueryToken) -> Node | None:
        before = self.next
        if operator.start == 0 or self.at_operator("AND", "OR"):
            raise self.dangling(operator)
        part = rule(field)
        if self.next == before:
            raise self.dangling(operator)
        return part

    def negation(self, field: str) -> Node | None:
        token = self.peek()
        if token and (self.at_operator("NOT") or (token.kind == "minus" and token.spaced)):
            self.take()
            if not self.peek() or self.at_operator("AND", "OR") or self.peek_kind() == "close":
                raise self.dangling(token)
            self.deepen(token)
            part = self.negation(field)
            self.depth -= 1
            return Not(part) if part else None
        return self.primary(field)

    def primary(self, field: str) -> Node | None:
        token = self.take()
        match token.kind:
            case "open":
                return self.group(token, field)
            case "prefix":
                return self.after_prefix(token, field)
            case "quoted":
                return self.leaf(field, token, quoted=True)
            case "unclosed":
                raise self.error(token, "This quotation mark is never closed.", 'Add the closing ".')
            case "minus":
                raise self.error(
                    token,
                    "A minus sign excludes only with a blank before it.",
                    "Write NOT, or add the blank.",
                )
            case _:
                return self.plain_word(field, token)

    def group(self, opened: _QueryToken, field: str) -> Node | None:
        self.deepen(opened)
        inner = self.alternatives(field)
        if self.peek_kind() != "close":
            raise self.error(opened, "This parenthesis is never closed.", "Add the closing ).")
        self.take()
        self.depth -= 1
        return inner

    # Bounds: what a query costs

    def deepen(self, token: _QueryToken) -> None:
        self.depth += 1
        if self.depth > DEEPEST_NESTING:
            raise self.error(token, f"More than {DEEPEST_NESTING} parts inside each other.", "Simplify.")

    def count(self, token: _QueryToken, *, parts: int = 1, wildcards: int = 0) -> None:
        self.parts += parts
        self.wildcards += wildcards
        if self.parts > MOST_PARTS:
            raise self.error(token, f"More than {MOST_PARTS:,} words.", "Ask several shorter questions.")
        if self.wildcards > MOST_WILDCARDS:
            raise self.error(
                token, f"More than {MOST_WILDCARDS} wildcards.", "Ask several shorter questions."
            )

    # Fields

    def after_prefix(self, token: _QueryToken, field: str) -> Node | None:
        name = token.text[:-1].lower()
        if name in FIELDS:
            self.deepen(token)
            part = self.negation(FIELDS[name])
            self.depth -= 1
            return part
        following = self.peek()
        if following and not following.text.startswith("//"):
            self.notes.append(f"{token.text!r} is not a field; it was read as a word")
        return self.leaf(field, token, quoted=False)

    # Leaves

    def plain_word(self, field: str, token: _QueryToken) -> Node | None:
        """A word; together with those that follow, where they are an alias, or its name."""
        length = self.aliases.length(self.words_ahead(token)) if field in ("", "title") else 0
        if not length:
            return self.leaf(field, token, quoted=False)
        tokens = [token, *(self.take() for _ in range(length - 1))]
        parts = [part for each in tokens if (part := self.leaf(field, each, quoted=False))]
        texts = [_bare(each.text) for each in tokens]
        if not parts:
            return None
        asked = all_of(*parts) if self.match == "all" or len(parts) == 1 else Or(tuple(parts))
        return self.aliases.widen(asked, texts, field)

    def words_ahead(self, token: _QueryToken) -> list[str]:
        """The bare words from this one on, up to an operator, a field, a quote or a parenthesis.

        After a field or a NOT there is but one: neither reaches further.
        """
        before = self.tokens[self.next - 2] if self.next > 1 else token
        alone = before.kind in ("prefix", "minus") or (before.kind == "word" and before.text == "NOT")
        ahead = [] if alone else self.tokens[self.next : self.next + LONGEST_ALIAS - 1]
        plain = takewhile(lambda each: each.kind == "word" and each.text not in _OPERATORS, ahead)
        return [_bare(each.text) for each in (token, *plain)]

    def leaf(self, field: str, token: _QueryToken, *, quoted: bool) -> Node | None:
        is_text = field in ("id", "url") or (quoted and field in ("", "title"))
        wildcards = 0 if is_text else bool(_LETTER_WILDCARD.search(token.text))
        terms = exact_terms(token.text)
        self.count(token, parts=max(1, len(terms)), wildcards=wildcards)
        if len(terms) > 1 and field in ("", "title") and not wildcards:
            self.tell_of_long_words(token.text, terms)
        part = self.read_leaf(field, token, quoted=quoted)
        for leaf in part.parts if isinstance(part, Or) else (part,):
            if leaf:
                self.places.setdefault(leaf, (token.start, token.end))
        return part

    def tell_of_long_words(self, text: str, terms: list[str]) -> None:
        if max(map(len, terms)) == LONGEST_TERM and name_key(text) != " ".join(terms):
            self.notes.append(
                f"a word of {text[:_SHOWN]!r} … has more than {LONGEST_TERM} letters: such words are indexed,"
                " and were looked for, in pieces of so many"
            )

    def read_leaf(self, field: str, token: _QueryToken, *, quoted: bool) -> Node | None:
        if field == "published":
            return self.date(token)
        if field in ("", "title"):
            return self.words(field, token, quoted=quoted)
        if field in ("id", "url"):
            return Name(field, token.text)
        if not exact_terms(token.text) and token.text.strip("*"):
            raise self.error(token, "This holds no letter to know a name by.", "Write the name.")
        return self.aliases.with_forms(Name(field, token.text))

    def words(self, field: str, token: _QueryToken, *, quoted: bool) -> Node | None:
        text = token.text
        if not quoted:
            if text.strip("*") == "" and text:
                return Everything()
            if _LETTER_WILDCARD.search(text):
                return self.wildcard(field, token)
            if text.endswith(":") and text[:-1].lower() in FIELDS:
                self.notes.append(f"{text!r} was read as a word: a field has no blank after its colon")
            text = _POSSESSIVE.sub("", text)
        count = len(exact_terms(text))
        if not count:
            self.dropped.append(token.text)
            return None
        if not quoted and count > 1 and self.match == "any":
            return Or(tuple(Word(term, field) for term in exact_terms(text)))
        return Phrase(text, field) if quoted or count > 1 else Word(text.strip("?!.,;:'’"), field)

    def wildcard(self, field: str, token: _QueryToken) -> Node:
        pattern = token.text.rstrip("?!.,;:'’") if not token.text.endswith("*") else token.text
        if "".join(_PATTERN_PARTS.findall(pattern)) != pattern:
            raise self.error(
                token, "A wildcard stands for letters inside one word.", "Write the parts as separate words."
            )
        if not exact_terms(pattern.replace("*", "").replace("?", "")):
            raise self.error(token, "A wildcard needs at least one letter beside it.", "Add a letter.")
        if len(fold(pattern).replace("*", "")) > LONGEST_TERM:
            raise self.error(
                token,
                f"No word is indexed with more than {LONGEST_TERM} letters.",
                "Write fewer of its letters: longer words are indexed in pieces of so many.",
            )
        return Wildcard(pattern, field)

    def date(self, token: _QueryToken) -> Node:
        try:
            return Dated(when.read_range(token.text, self.now), token.text)
        except DateError as error:
            offset = token.start + (1 if self.text.translate(_STRAIGHT)[token.start] == '"' else 0)
            raise DateError(
                error.message, self.text, offset + error.start, offset + error.end, error.hint
            ) from None

    # Tokens

    def peek(self) -> _QueryToken | None:
        return self.tokens[self.next] if self.next < len(self.tokens) else None

    def peek_kind(self) -> str:
        token = self.peek()
        return token.kind if token else ""

    def take(self) -> _QueryToken:
        token = self.peek()
        if token is None:
            last = self.tokens[-1]
            raise self.error(last, "Something must follow this.", "Complete the query.")
        self.next += 1
        return token

    def at_operator(self, *operators: str) -> bool:
        token = self.peek()
        return bool(token and token.kind == "word" and token.text in operators)

    def dangling(self, token: _QueryToken) -> QueryError:
        return self.error(
            token,
            f"{token.text} needs something on both sides." if token.text != "NOT" else "NOT what?",
            f'To search for the word itself, write "{token.text.lower()}".',
        )

    def error(self, token: _QueryToken, message: str, hint: str) -> QueryError:
        return QueryError(message, self.text, token.start, token.end, hint)


def _bare(word: str) -> str:
    """A word without a possessive and the marks around it."""
    return _POSSESSIVE.sub("", word.strip("?!,;:'’"))


def _alternatives(group: Node) -> tuple[Node, ...]:
    """What a group offers where any of several may match; nothing, where it is a condition."""
    if isinstance(group, Not | Name | Dated):
        return ()
    return group.parts if isinstance(group, Or) else (group,)


def _is_common(word: str) -> bool:
    """Whether nearly every text holds a word, or it is a letter left over, as in ``I'd``."""
    term = exact_terms(word)[0]
    return term in common_words() or (len(term) == 1 and term.isalpha())


def _tokens(text: str) -> list[_QueryToken]:
    tokens = []
    spaced = True
    for match in _TOKEN.finditer(text.translate(_STRAIGHT)):
        kind = match.lastgroup or ""
        if kind != "blank":
            tokens.append(_QueryToken(kind, match[kind], match.start(), match.end(), spaced))
        spaced = kind in ("blank", "open", "prefix")
    return tokens
