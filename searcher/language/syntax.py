"""How the parts of a query hang together: recursive descent over its tokens.

Precedence, loosest first: OR; then AND and words side by side; then NOT; then NEAR and PRE. A method returns
None where nothing to search by was found.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile

from corpus.errors import QueryError

from ..aliases import LONGEST_ALIAS, Aliases
from ..question import Match
from ..tree import Dated, Everything, Name, Node, Not, Or, Word, all_of, query_text
from . import patterns, prose
from .field_names import FIELDS, TEXT_FIELDS
from .foreign import our_field, refusal_of_call, refusal_of_prefix, refusal_of_word
from .leaves import LeafReader, bare, note_endings
from .nearness import near
from .reading_notes import LONGEST_QUERY, ReadingNotes
from .tokens import QueryToken, tokens_of
from .typed_text import TypedText

_MOST_WORDS_OF_DATE = 8
_YEARS = re.compile(r"\d{4}\.{2,3}\d{4}")
_MAY_GROW = 500
"""Characters of a query from which it may be too long as understood: ``organizations:(a|b|…`` grows most."""
_OPTION_NAMES = frozenset(
    """
    since until on last person org place source outlet sort limit page facets related undated any json
    """.split()  # noqa: SIM905 -- a list of words is read as one
)
_MISPLACED = {
    "close": ("Something is missing before this parenthesis.", "Complete the query."),
    "unclosed": ("This quotation mark is never closed.", 'Add the closing ".'),
    "minus": ("A minus sign excludes only with a blank before it.", "Write NOT, or add the blank."),
    "within": ("~ stands right after a word or a text in quotes.", 'Write: "a b"~5.'),
    "regex": ("There are no regular expressions here.", "Write a pattern: * is any letters, ? is one."),
}
"""Kind of token → why it cannot stand where it does, and what to do."""


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """A query as understood.

    Attributes:
        tree: what to look for.
        dropped: parts that hold nothing to search by, such as a lone ``&``.
        notes: sentences on how something was read where that may surprise.
        aliases: what is looked for under further names.
        places: where parts of the tree stand in the query, as offsets.
        is_plain: whether all of it was understood just as it was typed.
    """

    tree: Node
    dropped: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    places: tuple[tuple[Node, int, int], ...] = ()
    is_plain: bool = True


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
        raise _too_long(text, f"A query of {len(text):,} characters")
    found = _Parser(TypedText.of(text), now, match, aliases or Aliases(None)).question()
    understood = len(query_text(found.tree)) if len(text) > _MAY_GROW else 0
    if understood > LONGEST_QUERY:  # nobody could ask again what the receipt says
        raise _too_long(text, f"As understood, this is a query of {understood:,} characters. That")
    return found


def _too_long(text: str, what: str) -> QueryError:
    return QueryError(
        f"{what} is too long; {LONGEST_QUERY:,} are the most.",
        text[:40],
        hint="Ask several shorter questions.",
    )


class _Parser:
    def __init__(self, typed: TypedText, now: datetime, match: Match, aliases: Aliases) -> None:
        self.notes = ReadingNotes(typed)
        self.leaves = LeafReader(self.notes, now, match, aliases)
        self.aliases = aliases
        self.match = match
        self.tokens = prose.words_in_parentheses(tokens_of(typed.text))
        self.is_prose = prose.is_prose(self.tokens)
        self.is_in_capitals = prose.is_in_capitals(typed.text, self.tokens)
        self.next = 0
        if self.is_in_capitals:
            self.tokens = self.capitals()

    def question(self) -> ParsedQuery:
        tree = self.alternatives("")
        while (token := self.peek()) and self.is_prose:  # a parenthesis that closes nothing
            self.pass_over(self.take())
            tree = self.rest_of(tree)
        if token:
            raise self.error(
                token, "This parenthesis closes nothing.", "Remove it, or put the text in quotes."
            )
        if tree is None and self.tokens:
            raise self.error(
                self.tokens[0], "This holds nothing to search by.", "Write a word, or * for every article."
            )
        self.note_words()
        notes = self.notes
        return ParsedQuery(
            tree or Everything(),
            tuple(notes.dropped),
            tuple(notes.sentences),
            self.aliases.sentences,
            tuple((leaf, *place) for leaf, place in notes.places.items()),
            notes.is_plain and not notes.sentences and not notes.dropped,
        )

    def rest_of(self, tree: Node | None) -> Node | None:
        following = self.alternatives("") if self.peek() else None
        found = [part for part in (tree, following) if part]
        return all_of(*found) if found else None

    # Grammar, loosest first

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
        telling = [part for part in wanted if not (isinstance(part, Word) and prose.is_common(part.text))]
        if not telling:
            return wanted
        for part in wanted:
            if isinstance(part, Word) and part not in telling:
                self.notes.drop(part.text)
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

    def operand(self, rule: Callable[[str], Node | None], field: str, operator: QueryToken) -> Node | None:
        before = self.next
        if before == 1 or self.at_operator("AND", "OR"):
            raise self.dangling(operator)
        part = rule(field)
        if self.next == before:
            raise self.dangling(operator)
        return part

    def negation(self, field: str) -> Node | None:
        token = self.peek()
        if not token or not (self.at_operator("NOT") or (token.kind == "minus" and token.spaced)):
            return self.proximity(field)
        self.take()
        following = self.peek()
        if not following or self.at_operator("AND", "OR") or following.kind == "close":
            raise self.dangling(token)
        self.check_exclusion(token, following)
        self.notes.deepen(token)
        part = self.negation(field)
        self.notes.leave()
        return Not(part) if part else None

    def proximity(self, field: str) -> Node | None:
        """A part, or several near each other."""
        first = self.next
        parts = [self.primary(field)]
        operators: list[QueryToken] = []
        while (token := self.peek()) and token.kind == "operator" and "/" in token.text:
            operators.append(self.take())
            following = self.peek()
            if not following or following.kind in ("close", "operator", "minus"):
                raise self.dangling(token)
            parts.append(self.primary(field))
        if not operators:
            return parts[0]
        if {operator.text for operator in operators} != {operators[0].text}:
            raise self.error(
                operators[-1], "In a row there is one operator and one number.", f"Write {operators[0].text}."
            )
        self.note_neighbours(first, operators[0])
        return self.placed_near(parts, operators[0], self.tokens[first])

    def placed_near(self, parts: list[Node | None], operator: QueryToken, first: QueryToken) -> Node:
        name, _, number = operator.text.partition("/")
        node = near(parts, int(number), operator, self.notes, ordered=name == "PRE")
        self.notes.place(node, first, self.tokens[self.next - 1])
        return node

    def primary(self, field: str) -> Node | None:
        token = self.take()
        match token.kind:
            case "open":
                return self.group(token, field)
            case "prefix":
                return self.after_prefix(token, field)
            case "quoted":
                return self.quotation(token, field)
            case "word" | "date" | "braced" | "address" if field == "published":
                return self.date(token)
            case "word":
                self.check_range(token)
                return self.plain_word(field, token)
            case "braced" | "address" | "raw":
                self.check_range(token)
                return self.leaves.leaf(field, token)
        if not (self.is_prose and token.kind in ("unclosed", "minus")):
            raise self.refusal_of_place(token)
        self.pass_over(token)
        return None

    def pass_over(self, token: QueryToken) -> None:
        """Take a mark of plain text that stands alone for punctuation: what is found is never less."""
        self.notes.is_plain &= token.kind == "minus"

    def group(self, opened: QueryToken, field: str) -> Node | None:
        self.notes.deepen(opened)
        inner = self.alternatives(field)
        if self.peek_kind() == "close":
            self.take()
        elif self.is_prose:
            self.pass_over(opened)
        else:
            raise self.error(opened, "This parenthesis is never closed.", "Add the closing ).")
        self.notes.leave()
        return inner

    def quotation(self, token: QueryToken, field: str) -> Node | None:
        if self.peek_kind() != "within":
            return self.date(token) if field == "published" else self.leaves.leaf(field, token)
        within = self.take()
        words = patterns.parts_of(token.text, field, token, self.notes) if field in TEXT_FIELDS else []
        if len(words) <= 1 or within.text == "~":
            hint = 'Write: "one other"~5; for a near spelling: word~.'
            raise self.error(within, "~ and a number stand after two words in quotes, or more.", hint)
        self.notes.count(token, parts=len(words), wildcards=token.text.count("*"))
        operator = within._replace(text=f"NEAR/{within.text[1:][:9]}")
        return self.placed_near(list(words), operator, token)

    # Fields

    def after_prefix(self, token: QueryToken, field: str) -> Node | None:
        name = token.text[:-1].lower()
        if name in FIELDS:
            self.notes.deepen(token)
            following = self.peek()
            is_negated = following and (following.kind == "minus" or following.text == "NOT")
            part = (self.negation if is_negated else self.primary)(FIELDS[name])
            self.notes.leave()
            return part
        refusal = refusal_of_prefix(name)
        if refusal and not self.is_prose:
            raise self.error(token, *refusal)
        self.notes.note(f"{token.text!r} is not a field; it was read as a word{_near_field(name)}")
        return self.leaves.leaf(field, token)

    def date(self, token: QueryToken) -> Node:
        """A date: one token, or the words that follow it as well, where they are one together."""
        ahead = self.tokens[self.next : self.next + _MOST_WORDS_OF_DATE - 1]
        plain = takewhile(lambda each: each.kind in ("word", "date"), ahead)
        node, number = self.leaves.date([token, *plain])
        self.next += number - 1
        return node

    # Words

    def plain_word(self, field: str, token: QueryToken) -> Node | None:
        """A word; together with those that follow, where they are an alias, or its name."""
        self.check_word(token)
        length = self.aliases.length(self.words_ahead(token)) if field in ("", "title") else 0
        if not length:
            return self.leaves.leaf(field, token)
        tokens = [token, *(self.take() for _ in range(length - 1))]
        parts = [part for each in tokens if (part := self.leaves.leaf(field, each))]
        texts = [bare(each.text) for each in tokens]
        if not parts:
            return None
        asked = all_of(*parts) if self.match == "all" or len(parts) == 1 else Or(tuple(parts))
        return self.aliases.widen(asked, texts, field)

    def words_ahead(self, token: QueryToken) -> list[str]:
        """The bare words from this one on, up to an operator, a field, a quote or a parenthesis.

        After a field or a NOT there is but one: neither reaches further; nor does what is near.
        """
        before = self.tokens[self.next - 2] if self.next > 1 else token
        alone = before.kind in ("prefix", "minus") or (before.kind == "operator" and before.text != "OR")
        ahead = [] if alone else self.tokens[self.next : self.next + LONGEST_ALIAS - 1]
        plain = list(takewhile(lambda each: each.kind == "word", ahead))
        return [bare(each.text) for each in (token, *plain)]

    # What is refused, and what is noted

    def check_word(self, token: QueryToken) -> None:
        """Refuse what is an operator or a form elsewhere, and nothing here."""
        before = self.tokens[self.next - 2] if self.next > 1 else None
        is_first = before is None or (before.text[-1:].isdigit() and token.text.startswith("/"))
        refusal = refusal_of_word(token.text.strip("?.,;:'’"), is_first=is_first)
        if refusal and not (self.is_in_capitals and token.text.isupper()):
            raise self.error(token, *refusal)
        if token.text.endswith(":") and not self.is_prose and (refusal := refusal_of_prefix(token.text[:-1])):
            raise self.error(token, *refusal)
        if before and before.kind == "quoted" and not self.is_prose:
            self.check_what_follows_phrase(token)

    def check_range(self, token: QueryToken) -> None:
        """Refuse a range without a field."""
        following = self.peek()
        if _YEARS.fullmatch(token.text):
            raise self.error(token, "A range is one of dates.", f"Write: published:{token.text}.")
        is_range = token.kind == "braced" and " TO " in token.text
        if is_range or (token.text[0] == "[" and following and following.text == "TO"):
            hint = "Write: published:[2016-01-01 TO 2016-12-31]."
            raise self.error(token, "A range is one of dates.", hint)

    def check_what_follows_phrase(self, token: QueryToken) -> None:
        """Refuse what may be meant for a phrase's distance, and note what touches it."""
        if token.text[0] == "~" and token.text[1:2].isdigit():
            raise self.error(token, "The number does not belong to the words.", 'Write: "one other"~5.')
        if not token.spaced and token.text[0].isalnum():
            self.notes.note(f"{token.text!r} touches a phrase, and was read as a word beside it")

    def check_exclusion(self, token: QueryToken, following: QueryToken) -> None:
        """Refuse a dash that was meant for an option, and note a minus that may be a number's."""
        if token.kind != "minus":
            self.notes.is_plain &= token.text == self.notes.typed.text[token.start : token.end]
            return
        self.notes.is_plain &= token.text == "-"
        if token.text not in ("-", "--") and following.kind == "word" and following.text in _OPTION_NAMES:
            raise self.error(
                following._replace(start=token.start),
                "An option begins with two hyphens, and stands outside of the query.",
                f"Write --{following.text}; to exclude the word: NOT {following.text}.",
            )
        is_doubtful = self.is_prose or self.is_in_capitals or following.text[:1].isdigit()
        if len(token.text) > 1 or is_doubtful:
            name = following.text
            self.notes.note(f'{token.text}{name} excludes {name}; for the word itself: "{name}"')

    def note_neighbours(self, first: int, operator: QueryToken) -> None:
        """Note words beside those that NEAR joins, which may be meant for a phrase with them."""
        before = self.tokens[first - 1].kind if first else ""
        if "word" in (before, self.peek_kind()):
            self.notes.note(
                f"{operator.text} joins the two parts right beside it; several words are one part in quotes"
            )

    def note_words(self) -> None:
        """Note words and signs of the query that may be meant for something else."""
        for token in self.tokens:
            written = self.notes.typed.text[token.start : token.end]
            if token.kind == "operator" and written.upper() != token.text:
                self.notes.is_plain = False
                if written == "|":
                    self.notes.note("'|' was read as OR")
        for word in prose.lower_operators(self.tokens):
            self.notes.note(f"{word!r} was read as a word; the operator is {word.upper()}, in capitals")
        for sentence in prose.other_signs(self.notes.typed.text, self.tokens):
            self.notes.note(sentence)
        if not self.is_prose:
            note_endings(self.tokens, self.notes)

    def capitals(self) -> list[QueryToken]:
        """The tokens of a headline in capitals."""
        tokens = prose.words_of_capitals(self.tokens)
        if any(token.kind == "operator" and token.text in ("OR", "NOT") for token in tokens):
            self.notes.note(
                "in a text of capitals OR and NOT were read as operators; for words, use lower case or quotes"
            )
        return tokens

    def foreign_call(self, token: QueryToken) -> QueryError:
        text = self.notes.typed.text
        first = token.end + 1
        last = text.find(")", first)
        return self.error(token, *refusal_of_call(token.text, text[first : last if last > 0 else first]))

    def refusal_of_place(self, token: QueryToken) -> QueryError:
        if token.kind == "operator":
            return self.dangling(token)
        return (
            self.foreign_call(token) if token.kind == "call" else self.error(token, *_MISPLACED[token.kind])
        )

    def dangling(self, token: QueryToken) -> QueryError:
        written = self.notes.typed.text[token.start : token.end]
        return self.error(
            token,
            f"{written} needs something on both sides." if token.text != "NOT" else f"{written} what?",
            f'To search for the word itself, write "{written.lower()}".',
        )

    def error(self, token: QueryToken, message: str, hint: str) -> QueryError:
        return self.notes.refusal(token, message, hint)

    # Tokens

    def peek(self) -> QueryToken | None:
        return self.tokens[self.next] if self.next < len(self.tokens) else None

    def peek_kind(self) -> str:
        token = self.peek()
        return token.kind if token else ""

    def take(self) -> QueryToken:
        token = self.peek()
        if token is None:
            raise self.error(self.tokens[-1], "Something must follow this.", "Complete the query.")
        self.next += 1
        return token

    def at_operator(self, *operators: str) -> bool:
        token = self.peek()
        return bool(token and token.kind == "operator" and token.text in operators)


def _alternatives(group: Node) -> tuple[Node, ...]:
    """What a group offers where any of several may match; nothing, where it is a condition."""
    if isinstance(group, Not | Name | Dated):
        return ()
    return group.parts if isinstance(group, Or) else (group,)


def _near_field(name: str) -> str:
    """The field that a name may be meant for, as the end of a sentence."""
    import difflib

    if ours := our_field(name):
        return f"; did you mean {ours}:?"
    near_names = difflib.get_close_matches(name, FIELDS, 1)
    return f"; did you mean {near_names[0]}:?" if near_names else ""
