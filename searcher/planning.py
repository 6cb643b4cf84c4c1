"""A question as a plan for an engine: from our tree to Whoosh's queries, and what becomes of dates.

What must hold without adding to a score (names, dates) is kept apart as filters where it stands at the top
of the tree. No other module makes a query.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from whoosh import query
from whoosh.query import spans

from corpus import EntityKind
from index.articles.documents import FIELD_OF_KIND, address_terms
from index.articles.schema import UNDATED_DAY, UNDATED_MOMENT
from index.engine.plan import EndsBefore, Inflections, Plan
from index.engine.protocol import DocumentChoice, Lookup, Order
from index.text.analysis import LONGEST_TERM, exact_terms, fold, name_key, written_tokens
from index.text.languages import exact_terms_in, stem_in

from .tree import (
    And,
    Dated,
    Everything,
    Leaf,
    Name,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Similar,
    Surname,
    Wildcard,
    Word,
    all_of,
    conjuncts,
    field_of,
    leaves,
)
from .when import Range

Languages = Collection[str]

TITLE_BOOST = 0.5
"""Weight of a word in the headline, on top of its weight in the article."""

FIRST_DAY = UNDATED_DAY + 1
"""Ordinal of the earliest day; from it on, an article is dated."""

KIND_OF_FIELD: dict[str, EntityKind] = {field: kind for kind, field in FIELD_OF_KIND.items()}
EVERYTHING = Plan(query.Every())
"""All articles."""
UNDATED = query.Term("undated", "1")
"""Articles without a publication date."""

ORDERS = {
    "relevance": Order(),
    "newest": Order("moment", descending=True, absent=UNDATED_MOMENT),
    "oldest": Order("moment", absent=UNDATED_MOMENT),
}
"""The order of hits for each way of sorting."""

_NEXT_TO_NOTHING = 1e-9
_EXACT_FIELD = {"": "exact", "title": "title_exact", "lead": "exact"}
_STEM_FIELD = {"": "text", "title": "title"}
_AS_GIVEN = ("id", "site")

_NAME_FIELD = {"title": "headline"}


def plan(tree: Node, languages: Languages = ()) -> Plan:
    """How to execute a tree.

    Args:
        tree: what to look for.
        languages: those other than English in which articles of the archive are stemmed.
    """
    parts = conjuncts(tree)
    core = _conjunction(
        [translate(part, languages) for part in parts if not isinstance(part, Name | Dated | Not)]
    )
    boosts = _title_boosts(tree, languages)
    return Plan(
        query.AndMaybe(core, query.Or(boosts)) if boosts else core,
        filters=tuple(translate(part) for part in parts if isinstance(part, Name | Dated)),
        excluded=tuple(translate(part.part, languages) for part in parts if isinstance(part, Not)),
    )


def plan_under(tree: Node, undated: str, languages: Languages) -> Plan:
    """The plan of a question, under a policy for articles that its date range cannot place.

    Args:
        tree: what to look for.
        undated: "exclude", "include" or "only".
        languages: as of ``plan``.
    """
    days = asked_days(tree)
    if undated == "exclude" or (undated == "include" and not (days.since or days.until)):
        return plan(tree, languages)
    policy = UNDATED if undated == "only" else query.Or([overlapping(days), UNDATED])
    return plan(at_any_time(tree), languages).with_filter(policy)


def asked_days(tree: Node) -> Range:
    """The days that every hit must lie in."""
    days = Range(None, None)
    for part in conjuncts(tree):
        if isinstance(part, Dated):
            days = days.intersection(part.range)
    return days


def at_any_time(tree: Node) -> Node:
    """The same question without the days that every hit must lie in."""
    return all_of(*(part for part in conjuncts(tree) if not isinstance(part, Dated)))


def overlapping(days: Range) -> query.Query:
    """Articles whose publication date can lie within a range: it does for most, it may for coarse ones."""
    parts = []
    if days.since:
        parts.append(query.NumericRange("last_day", days.since.toordinal(), None))
    if days.until:
        parts.append(query.NumericRange("first_day", FIRST_DAY, days.until.toordinal() - 1))
    return query.And(parts) if parts else query.NumericRange("first_day", FIRST_DAY, None)


def translate(node: Node, languages: Languages = ()) -> query.Query:
    """The Whoosh query of a tree."""
    match node:
        case And(parts):
            return _conjunction([_conjunct(part, languages) for part in parts])
        case Or(parts):
            return query.Or([translate(part, languages) for part in parts])
        case Not():
            return _without_score(query.And([query.Every(), _conjunct(node, languages)]))
        case Name() | Dated():
            return _without_score(_condition(node))
        case _:
            return _leaf(node, languages)


def _conjunct(node: Node, languages: Languages) -> query.Query:
    # Not Whoosh's AndNot: its matcher lets documents through that the second part matches.
    return (
        _without_score(query.Not(translate(node.part, languages)))
        if isinstance(node, Not)
        else translate(node, languages)
    )


def _without_score(condition: query.Query) -> query.Query:
    """A condition that holds or not, and says nothing about how well a document answers."""
    # Whoosh takes a score of 0 for none given, and then gives 1.
    return query.ConstantScoreQuery(condition, score=_NEXT_TO_NOTHING)


def day_range(days: Range) -> query.Query:
    """Articles whose whole publication date lies within a range of days."""
    parts = []
    if days.since:
        parts.append(query.NumericRange("first_day", days.since.toordinal(), None))
    if days.until:
        parts.append(query.NumericRange("last_day", None, days.until.toordinal() - 1))
    return _conjunction(parts or [query.NumericRange("first_day", FIRST_DAY, None)])


def name_keys(field: str, text: str) -> tuple[str, ...]:
    """The terms by which a name may stand in a field: as asked, and as the canonical name."""
    if field == "url":
        return tuple(address_terms([text]))
    if field in _AS_GIVEN:
        return (text,)
    asked = name_key(text)
    if field not in KIND_OF_FIELD:
        return (asked,)
    from corpus import entities

    canonical = name_key(entities.canonical(KIND_OF_FIELD[field], text))
    return tuple(dict.fromkeys(key for key in (canonical, asked) if key))


def _condition(leaf: Name | Dated) -> query.Query:
    """What a document fulfils or does not."""
    match leaf:
        case Dated(days, _):
            return day_range(days)
        case Name(field, text) if not text.strip("*"):
            return query.Every(_NAME_FIELD.get(field, field))
        case Name(field, text) if _is_name_pattern(field, text):
            return _wildcard(field, name_pattern(field, text))
        case Name(field, surname=surname):
            forms = keys_of_forms(leaf)
            keys = [query.Term(field, key) for key in forms]
            if field == "id":
                keys += [query.Term("other_id", key) for key in forms]
            if surname:
                keys.append(_surname_alone(field, surname))
            return _any_of(keys)


def keys_of_forms(name: Name) -> tuple[str, ...]:
    """The terms by which a name may stand in its field, under any of its forms."""
    forms = (name.text, *name.also)
    return tuple(dict.fromkeys(key for form in forms for key in name_keys(name.field, form)))


def _surname_alone(field: str, surname: Surname) -> query.Query:
    """Articles that name a person by the surname alone, and nobody else who bears it."""
    parts = [_any_of([query.Term(field, key) for key in surname.keys]), *_where_meant(surname)]
    others = [query.Term(field, other) for other in surname.others]
    others += [query.Term("source", key) for key in surname.elsewhere]
    if others:
        parts.append(_without_score(query.Not(query.Or(others))))
    return _conjunction(parts)


def choice_alone(name: Name) -> DocumentChoice:
    """The same articles of a person who has a surname, but those that carry the name in full."""
    surname = name.surname
    assert surname, name
    where = _where_meant(surname)
    none = [Lookup(name.field, key) for key in (*surname.others, *keys_of_forms(name))]
    none += [Lookup("source", key) for key in surname.elsewhere]
    return DocumentChoice(
        tuple(Lookup(name.field, key) for key in surname.keys),
        tuple(none),
        _conjunction(where) if where else None,
    )


def _where_meant(surname: Surname) -> list[query.Query]:
    """In which outlets and when, where that is not everywhere and always."""
    parts = []
    if surname.outlets is not None:
        parts.append(_without_score(query.Or([query.Term("source", key) for key in surname.outlets])))
    if surname.days is not None:
        parts.append(_any_of([day_range(days) for days in surname.days]))
    return parts


def holding_any(field: str, keys: Collection[str]) -> Plan:
    """Articles that carry one of some names, by their keys."""
    return Plan(query.Or([query.Term(field, key) for key in keys]))


def _leaf(leaf: Leaf, languages: Languages) -> query.Query:
    """What a document holds, and is scored by."""
    if field_of(leaf) == "lead":
        return EndsBefore(_text_query(leaf, languages), "lead_end")
    match leaf:
        case Word(text, field):
            return _word(text, field, languages)
        case Name() | Dated():
            return _condition(leaf)
        case Everything():
            return query.Every()
        case _:
            return _text_query(leaf, languages)


def _text_query(leaf: Leaf, languages: Languages) -> query.Query:
    """What stands at places in a text: words are those of the exact field."""
    match leaf:
        case Word(text, field):
            return _inflections(text, field, languages)
        case Phrase(text, field, inflected):
            return (_inflected_phrase if inflected else _phrase_of)(text, field, languages)
        case Similar(text, edits, field):
            term = exact_terms(text)[0]
            return query.FuzzyTerm(_EXACT_FIELD[field], term, maxdist=edits, prefixlength=1)
        case Wildcard(pattern, field):
            return _wildcard(_EXACT_FIELD[field], fold(pattern))
        case Near(parts, within, ordered):
            near = [_text_query(part, languages) for part in parts]
            return spans.SpanNear2(near, slop=within, ordered=ordered)
        case _:
            raise TypeError(f"{leaf!r} has no places.")


def _inflections(text: str, field: str, languages: Languages) -> query.Query:
    """A word in any inflection, where it stands; a single character has but one form."""
    (exact, *_), name = exact_terms(text), _EXACT_FIELD[field]
    if len(exact) == 1:
        return query.Term(name, exact)
    return Inflections(name, tuple(_stems(text, languages)), stemmed=_STEM_FIELD.get(field, "text"))


def _inflected_phrase(text: str, field: str, languages: Languages) -> query.Query:
    words = [_inflections(word, field, languages) for word in written_tokens(text)]
    return words[0] if len(words) == 1 else spans.SpanNear2(words, slop=1, ordered=True)


def _word(text: str, field: str, languages: Languages) -> query.Query:
    """A word in any inflection, in every language of the archive, and as it was typed.

    The last because who types a word without its accents may miss the endings that depend on them.
    """
    stems = _stems(text, languages)
    forms = [query.Term(_STEM_FIELD[field], term) for term in stems]
    if languages:
        forms.append(query.Term(_EXACT_FIELD[field], exact_terms(text)[0]))
    return forms[0] if len(forms) == 1 else query.DisjunctionMax(forms)


def _stems(text: str, languages: Languages) -> list[str]:
    """The stems of a word, in English and in other languages, each once."""
    token = written_tokens(text)[0]
    return list(dict.fromkeys(stem_in(token, language) for language in ("", *languages)))


def _phrase_of(text: str, field: str, languages: Languages) -> query.Query:
    """A phrase; with a word too long for a term, also as archives hold it that have such terms.

    Also with its numbers as languages of the archive group them: ``1.234`` is ``1234`` in German.
    """
    found = exact_terms(text)
    forms = [found, *(exact_terms_in(text, language) for language in languages)]
    if max(map(len, found)) == LONGEST_TERM:
        forms.append(name_key(text).split(" "))
    distinct = dict.fromkeys(map(tuple, forms))
    return _any_of([_phrase(_EXACT_FIELD[field], list(terms)) for terms in distinct])


def _phrase(field: str, terms: list[str]) -> query.Query:
    return query.Term(field, terms[0]) if len(terms) == 1 else query.Phrase(field, terms)


def _wildcard(field: str, pattern: str) -> query.Query:
    if pattern.endswith("*") and not re.search(r"[*?]", pattern[:-1]):
        return query.Prefix(field, pattern[:-1])
    return query.Wildcard(field, pattern)


def _is_name_pattern(field: str, text: str) -> bool:
    """Whether a name holds wildcards; in an id and in an address, ``?`` is itself."""
    return bool(re.search(r"\*" if field in ("id", "url", "site") else r"[*?]", text))


def name_pattern(field: str, text: str) -> str:
    """A pattern over the terms of names: each piece folded as names are, wildcards and blanks kept."""
    if field == "id":
        return text
    if field in ("url", "site"):
        return _address_pattern(text)
    pieces = re.split(r"([*?]|\s+)", text)
    return "".join(p if re.fullmatch(r"[*?]", p) else " " if p.isspace() else name_key(p) for p in pieces)


def _address_pattern(text: str) -> str:
    """A pattern over keys of addresses: without scheme and ``www.``, the host in lower case."""
    host, slash, path = re.sub(r"^(?:https?:)?//|^www\.", "", text, flags=re.IGNORECASE).partition("/")
    return f"{host.lower().removeprefix('www.')}{slash}{path}"


def _title_boosts(tree: Node, languages: Languages) -> list[query.Query]:
    """The words of a question once more, in the headline: articles about it rank before mentions of it."""
    words = {term for leaf in leaves(tree) if isinstance(leaf, Word) for term in _stems(leaf.text, languages)}
    return [query.Term("title", word, boost=TITLE_BOOST) for word in sorted(words)]


def _any_of(parts: list[query.Query]) -> query.Query:
    return parts[0] if len(parts) == 1 else query.Or(parts)


def _conjunction(parts: list[query.Query]) -> query.Query:
    if not parts:
        return query.Every()
    return parts[0] if len(parts) == 1 else query.And(parts)
