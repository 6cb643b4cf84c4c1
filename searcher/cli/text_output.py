"""Answers as a page for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from corpus import Article, Published

from ..present.json_values import entities_of
from ..question import RELATED
from ..question_fields import facet_size
from ..results import Entities, Hit, Related, Results
from .terminal import Screen, bold, dim, one_line

_DAY = 10  # characters of a date, as precise as a link needs it
_LABEL = 15  # columns
_PASSAGE = 30  # characters before and after a name
_INDENT = "   "
_NAMES = 3  # of each kind, with a hit
_LINKS = 5  # with a hit
_VALUES = 10  # of a facet
_BAR = 20  # columns
_SIGN_WANTED = "⇢"  # stated, and not in the archive


def show_hits(results: Results, screen: Screen) -> None:
    """The hits of a page, each with its names and related articles, and then the facets."""
    question = results.question
    first = (question.page - 1) * question.limit + 1
    for number, hit in enumerate(results.hits, first):
        if number > first:
            screen.line()
        _show_hit(number, hit, screen, most_links=_LINKS if question.related <= RELATED else 0)
    sizes = dict(map(facet_size, question.facets))
    for name, counts in results.facets.items():
        _show_facet(name, counts, screen, size=sizes[name], is_cut=name in results.more)


def show_article(article: Article, stated: Sequence[Related], screen: Screen) -> None:
    """An article in full, with the links that its outlet listed."""
    screen.line(bold(article.title or "(no headline)"))
    for label, text in _particulars(article):
        screen.line(dim(f"{label:<{_LABEL}}"), one_line(text))
    screen.line()
    for line in article.body.splitlines():
        screen.paragraph(line) if line.strip() else screen.line()
    if stated:
        screen.line()
    for related in stated:
        screen.line(related_line(related))


def show_entities(article: Article, screen: Screen) -> None:
    """Every name found, and the passage that it stands in; offsets count in title, blank line and body."""
    screen.line()
    for entity in article.entities:
        label = dim(f"{entity.kind:<{_LABEL}}")
        if entity.start is None or entity.end is None:
            screen.line(label, one_line(entity.name), dim("  listed by the export"))
            continue
        before = article.text[max(0, entity.start - _PASSAGE) : entity.start]
        after = article.text[entity.end : entity.end + _PASSAGE]
        passage = one_line(f"…{before}[{entity.written}]{after}…")
        screen.line(label, one_line(entity.name), dim(f"  {entity.start}–{entity.end}  "), passage)


def when(published: Published | None) -> str:
    """A date for people."""
    return str(published) if published else "undated"


def related_line(related: Related) -> str:
    """A related article on one line; its sign tells stated from computed, and what is not in the archive."""
    from ..relations import KINDS

    sign = _SIGN_WANTED if related.id is None else KINDS[related.kind].sign
    kind = "" if related.media == "article" else related.media
    day = str(related.published or "")[:_DAY]
    details = ", ".join(part for part in (day, kind) if part)
    place = f" [{related.id}]" if related.id is not None else " not in the archive"
    return f"{sign} {related.title or related.url}{f' ({details})' if details else ''}{place}"


def bars(counts: Sequence[tuple[str, int]], screen: Screen, *, indent: str = "", most: int = 0) -> None:
    """Values and counts, aligned, each with a bar; ``most`` is the count that fills one."""
    most = most or max((count for _, count in counts), default=0) or 1
    figures = len(f"{most:,}")
    room = screen.width - len(indent) - figures - _BAR - 2
    wide = min(room, max((len(value) for value, _ in counts), default=0))
    for value, count in counts:
        bar = "█" * (-(-count * _BAR // most))
        screen.line(f"{indent}{_cut(value, wide):<{wide}} {count:>{figures},} {bar}".rstrip())


def names_line(entities: Entities, most: int = _NAMES) -> str:
    """People, organisations and places, the first few of each."""
    kinds = (entities.people, entities.organisations, entities.places)
    return " · ".join(_first(names, most) for names in kinds if names)


def _particulars(article: Article) -> Iterator[tuple[str, str]]:
    """What is known of an article, and only that: label and text."""
    names = entities_of(article)
    yield "id", article.id
    yield "published", _date_details(article.published)
    for label, text in (
        ("source", article.source),
        ("url", article.url),
        ("authors", ", ".join(article.authors)),
        ("language", article.language),
        ("people", ", ".join(names.people)),
        ("organisations", ", ".join(names.organisations)),
        ("places", ", ".join(names.places)),
        ("read from", article.origin),
        *(("notice", notice) for notice in article.notices),
    ):
        if text:
            yield label, text


def _date_details(published: Published | None) -> str:
    """A date, how finely it is known, and where it comes from."""
    if published is None:
        return "undated"
    zone = ", zone stated" if published.zone_known else ", zone unknown"
    clock = zone if published.precision in ("minute", "second") else ""
    origin = f" from the {published.origin}" if published.origin else ""
    raw = f" {published.raw!r}" if published.raw else ""
    return f"{published} (to the {published.precision}{clock};{origin}{raw})"


def _show_hit(number: int, hit: Hit, screen: Screen, most_links: int) -> None:
    screen.line(f"{number}. ", bold(hit.title or "(no headline)"))
    source = [hit.source] if hit.source else []
    screen.line(_INDENT, dim(" · ".join([when(hit.published), *source, hit.id])))
    screen.passage(hit.snippet, _INDENT)
    names = names_line(hit.entities)
    if names:
        screen.paragraph(names, _INDENT)
    shown = hit.related[:most_links] if most_links else hit.related
    for related in shown:
        screen.paragraph(related_line(related), _INDENT, hanging=2)
    if len(hit.related) > len(shown):
        screen.line(f"{_INDENT}+{len(hit.related) - len(shown)} more: dateline related {hit.id}")


def _show_facet(
    name: str, counts: Iterable[tuple[str, int]], screen: Screen, *, size: int | None, is_cut: bool
) -> None:
    values = list(counts)
    screen.line()
    screen.line(bold(name))
    shown = values if name == "month" or size is not None else values[:_VALUES]
    bars(shown, screen, indent="  ")
    if not values:
        screen.line("  none")
    if is_cut:
        screen.line(f"  and more: --facets {name}:{max(size or 0, _VALUES) * 10}, or {name}:all")
    elif len(values) > len(shown):
        screen.line(f"  +{len(values) - len(shown)} more: --facets {name}:all")


def _first(names: Sequence[str], most: int) -> str:
    more = f" (+{len(names) - most})" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"
