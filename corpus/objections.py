"""What is wrong with an article as an object: a field that is not what ``article.py`` says it is.

Python checks no types. What a program made of a table or of another's objects may hold anything, and one
wrong value must not be met when thousands of other articles already wait beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar, get_args

from .article import Article, Entity, EntityKind, Link, Precision, Published, Rejected

_T = TypeVar("_T")
_Reading = Callable[[object, str], Any]
"""Gives a value, of exactly the type that it should have, or objects to what stands at a path."""

_KINDS: tuple[str, ...] = get_args(EntityKind)
_PRECISIONS: tuple[str, ...] = get_args(Precision)
_FARTHEST = 1 << 31
"""Characters: no text is as long."""
_DAY = timedelta(days=1)
_ONLY_TEXTS, _ONLY_TUPLES, _ALL_KINDS = {str}, {tuple}, {*_KINDS}


def plain_article(given: object) -> Article:
    """The article with values of exactly its declared types.

    It is the same object, unless there were subclasses in it: what these add is not kept, and what they
    do otherwise is not asked.

    Raises:
        TypeError: says which field is at fault, and what was expected.
    """
    try:
        if _is_plain(given):
            return given  # type: ignore[return-value] # it was just looked at
    except AttributeError:
        pass  # a field is missing: it is named below
    article: Article = _object_reader(Article, _ARTICLE)(given, "")
    for number, entity in enumerate(article.entities):
        _check_offsets(entity, f"entities[{number}]")
    return article


def plain_rejected(given: Rejected) -> Rejected:
    """The rejected input with values of exactly its declared types.

    Raises:
        TypeError: says which field is at fault, and what was expected.
    """
    rejected: Rejected = _object_reader(Rejected, {"origin": _text, "reason": _text})(given, "")
    return rejected


def name_of(given: object) -> str:
    """The origin of an article or rejection, or an article's id, if it states one; else ""."""
    for field in ("origin", "id"):
        value = _value(given, field)
        if isinstance(value, str) and value:
            return str.__str__(value)
    return ""


def broken_field(value: Any, path: str = "") -> str:  # noqa: ANN401 -- of JSON
    """The path of a text in JSON-ready values that holds half a surrogate pair; "" if none does."""
    match value:
        case str():
            return "" if value.encode("utf-8", "replace").decode() == value else path
        case dict():
            parts = [(f"{path}.{name}" if path else name, each) for name, each in value.items()]
        case list():
            parts = [(f"{path}[{number}]", each) for number, each in enumerate(value)]
        case _:
            parts = []
    return next((found for at, each in parts if (found := broken_field(each, at))), "")


# Nearly every article is plain: that is seen at once, and not value by value.


def _is_plain(given: Any) -> bool:  # noqa: ANN401 -- it is what is to be found out
    return (
        type(given) is Article
        and {*map(type, _texts(given))} == _ONLY_TEXTS
        and {*map(type, (given.authors, given.links, given.entities, given.notices, given.other_ids))}
        == _ONLY_TUPLES
        and {*map(type, (*given.authors, *given.notices, *given.other_ids))} <= _ONLY_TEXTS
        and (given.published is None or _is_plain_date(given.published))
        and (not given.links or _are_plain_links(given.links))
        and (not given.entities or _are_plain_entities(given.entities))
    )


def _texts(of: Article) -> tuple[str, ...]:
    return (of.id, of.title, of.body, of.source, of.url, of.language, of.origin, of.section, of.reader)


def _is_plain_date(given: Any) -> bool:  # noqa: ANN401 -- likewise
    return (
        type(given) is Published
        and type(given.local) is datetime
        and given.local.tzinfo is None
        and {type(given.precision), type(given.origin), type(given.raw)} == _ONLY_TEXTS
        and given.precision in _PRECISIONS
        and (given.instant is None or _is_plain_instant(given.instant, given))
    )


def _is_plain_instant(given: Any, published: Published) -> bool:  # noqa: ANN401 -- likewise
    return type(given) is datetime and given.tzinfo is UTC and _is_near(given, published)


def _are_plain_links(given: tuple[Any, ...]) -> bool:
    return (
        {*map(type, given)} == {Link}
        and {type(text) for link in given for text in (link.title, link.id, link.url, link.media)}
        == _ONLY_TEXTS
        and all(link.published is None or _is_plain_date(link.published) for link in given)
    )


def _are_plain_entities(given: tuple[Any, ...]) -> bool:
    return (
        {*map(type, given)} == {Entity}
        and {type(text) for each in given for text in (each.kind, each.name, each.written)} == _ONLY_TEXTS
        and {each.kind for each in given} <= _ALL_KINDS
        and (_have_no_offsets(given) or _have_plain_offsets(given))
    )


def _have_no_offsets(entities: tuple[Any, ...]) -> bool:
    return all(each.start is None and each.end is None for each in entities)


def _have_plain_offsets(entities: tuple[Any, ...]) -> bool:
    return all(
        type(each.start) is type(each.end) is int and 0 <= each.start <= each.end <= _FARTHEST
        for each in entities
    )


# All others are read field by field.


def _object_reader(cls: type[_T], fields: Mapping[str, _Reading]) -> Callable[[object, str], _T]:
    """A function that reads an object of a class field by field."""

    def read(given: object, path: str) -> _T:
        if not isinstance(given, cls):
            raise _objection(path, f"{_with_article(cls.__name__)} is expected", given)
        inside = f"{path}." if path else ""
        return cls(**{name: read(_value(given, name), inside + name) for name, read in fields.items()})

    return read


_MISSING = type("nothing", (), {})()


def _value(given: object, field: str) -> object:
    try:
        return getattr(given, field)
    except Exception:  # noqa: BLE001 -- a subclass may raise whatever it likes
        return _MISSING


def _text(given: object, path: str) -> str:
    if not isinstance(given, str):
        raise _objection(path, "a text is expected", given)
    return str.__str__(given)


def _one_of(words: tuple[str, ...]) -> _Reading:
    def read(given: object, path: str) -> str:
        word = _text(given, path)
        if word not in words:
            raise TypeError(f"{path}: one of {', '.join(words)} is expected, not another text")
        return word

    return read


def _optional(read: _Reading) -> _Reading:
    return lambda given, path: None if given is None else read(given, path)


def _several(read: _Reading) -> _Reading:
    def read_all(given: object, path: str) -> tuple[Any, ...]:
        if not isinstance(given, tuple):
            raise _objection(path, "a tuple is expected", given)
        return tuple(read(each, f"{path}[{number}]") for number, each in enumerate(tuple.__iter__(given)))

    return read_all


def _whole_number(given: object, path: str) -> int:
    if not isinstance(given, int) or isinstance(given, bool):
        raise _objection(path, "a whole number or None is expected", given)
    return int.__add__(given, 0)


def _moment(given: object, path: str) -> datetime:
    if not isinstance(given, datetime):
        raise _objection(path, "a datetime is expected", given)
    try:
        day, clock = (given.year, given.month, given.day), (given.hour, given.minute, given.second)
        return datetime(*day, *clock, given.microsecond, given.tzinfo, fold=given.fold)
    except Exception:  # noqa: BLE001 -- what calls itself one and is none, such as pandas' NaT
        raise _objection(path, "a datetime is expected", given) from None


def _local(given: object, path: str) -> datetime:
    moment = _moment(given, path)
    if moment.tzinfo is not None:
        raise TypeError(f"{path}: a datetime without a zone is expected, not one with a zone")
    return moment


def _instant(given: object, path: str) -> datetime:
    moment = _moment(given, path)
    try:
        offset = moment.utcoffset()
    except Exception:  # noqa: BLE001 -- a zone may be anybody's
        offset = None
    if offset != timedelta(0):
        raise TypeError(f"{path}: a datetime in UTC is expected, not one in another zone or in none")
    return moment.replace(tzinfo=UTC)


def _date(given: object, path: str) -> Published:
    published: Published = _object_reader(Published, _PUBLISHED)(given, path)
    if published.instant and not _is_near(published.instant, published):
        raise TypeError(f"{path}.instant: less than a day before or after {path}.local is expected")
    return published


def _is_near(instant: datetime, published: Published) -> bool:
    """Whether a moment is no farther from a local clock, or the day known of it, than a zone can be."""
    length = timedelta() if published.precision in ("second", "minute") else _DAY
    return -_DAY - length < published.local - instant.replace(tzinfo=None) < _DAY


def _check_offsets(entity: Entity, path: str) -> None:
    """Whether they lie in the text is not asked: a text may be replaced, and its names kept."""
    start, end = entity.start, entity.end
    if start is None and end is None:
        return
    if start is None or end is None or not 0 <= start <= end <= _FARTHEST:
        raise TypeError(f"{path}: start and end in order are expected, or None for both")


def _objection(path: str, expected: str, given: object) -> TypeError:
    kind = "None" if given is None else type(given).__name__
    return TypeError(f"{path}: {expected}, not {kind}" if path else f"{expected}, not {kind}")


def _with_article(noun: str) -> str:
    return f"{'an' if noun[0] in 'AEIOU' else 'a'} {noun}"


_PUBLISHED: Mapping[str, _Reading] = {
    "local": _local,
    "precision": _one_of(_PRECISIONS),
    "instant": _optional(_instant),
    "origin": _text,
    "raw": _text,
}
_LINK: Mapping[str, _Reading] = {
    "title": _text,
    "id": _text,
    "url": _text,
    "published": _optional(_date),
    "media": _text,
}
_ENTITY: Mapping[str, _Reading] = {
    "kind": _one_of(_KINDS),
    "name": _text,
    "written": _text,
    "start": _optional(_whole_number),
    "end": _optional(_whole_number),
}
_ARTICLE: Mapping[str, _Reading] = {
    "id": _text,
    "title": _text,
    "body": _text,
    "published": _optional(_date),
    "source": _text,
    "url": _text,
    "authors": _several(_text),
    "language": _text,
    "links": _several(_object_reader(Link, _LINK)),
    "entities": _several(_object_reader(Entity, _ENTITY)),
    "origin": _text,
    "notices": _several(_text),
    "section": _text,
    "reader": _text,
    "other_ids": _several(_text),
}
