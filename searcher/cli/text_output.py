"""Answers as a page for people."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice, takewhile
from typing import TYPE_CHECKING

from corpus import Article, Published

from ..present.json_values import entities_of
from ..present.wording import count_phrase
from ..question import RELATED
from ..question_fields import facet_size
from ..results import ArticleCopy, Entities, Hit, Mark, MissingArticle, Pieces, Related, Results
from .terminal import BOLD, DIM, Screen, bold

if TYPE_CHECKING:
    from ..figures.contrast import ArticleFigure, FigureGroup

Table = Sequence[tuple[str, str]]
"""Rows of a name, or of a form, and what it means."""

_DAY = 10  # characters of a date, as precise as a link needs it
_LABEL = 15  # columns
_PASSAGE = 30  # characters before and after a name
_INDENT = "   "
_NAMES = 3  # of each kind, with a hit
_LINKS = 5  # with a hit
_COPIES = 3  # with a hit
_VALUES = 10  # of a facet
_BAR = 20  # columns
_BAR_SIGN = "█"
_BAR_SIGN_OF_COPIES = "░"
_GAP = 2  # columns between a name and its meaning
_SIGN_COPY = "="
_SIGN_WANTED = "⇢"  # stated, and not in the archive


def show_hits(results: Results, screen: Screen) -> None:
    """The hits of a page, each with its names and related articles, and then the facets."""
    question = results.question
    first = (question.page - 1) * question.limit + 1
    most_links = _LINKS if question.related <= RELATED else 0
    signs: dict[str, None] = {}
    for number, hit in enumerate(results.hits, first):
        if number > first:
            screen.line()
        shown = hit.related[:most_links] if most_links else hit.related
        _show_hit(number, hit, shown, screen)
        signs.update(dict.fromkeys(_SIGN_COPY for _ in _copies_beside(hit)))
        signs.update(dict.fromkeys(map(_sign, shown)))
    if signs:
        screen.line()
        screen.pieces(((_legend(signs), ""),), style=DIM)
    sizes = dict(map(facet_size, question.facets))
    for name, counts in results.facets.items():
        once = dict(results.without_copies.facets[name]) if results.without_copies else None
        _show_facet(name, counts, screen, size=sizes[name], is_cut=name in results.more, once=once)
    if results.facets and results.without_copies:
        screen.line()
        show_bar_legend(screen)


def show_article(
    article: Article, stated: Sequence[Related], screen: Screen, marks: Sequence[Mark] = ()
) -> None:
    """An article in full, what matches marked, with the links that its outlet listed."""
    screen.pieces(_marked_stretch(article.title, 0, marks) or (("(no headline)", ""),), style=BOLD)
    for label, text in _particulars(article):
        screen.entry(label, text, _LABEL)
    screen.line()
    start = len(article.text) - len(article.body)
    for line in article.body.splitlines(keepends=True):
        screen.pieces(_marked_stretch(line.rstrip(), start, marks)) if line.strip() else screen.line()
        start += len(line)
    if stated:
        screen.line()
    for related in stated:
        screen.paragraph(related_line(related), hanging=2)


def _marked_stretch(text: str, start: int, marks: Sequence[Mark]) -> Pieces:
    """A stretch of an article in pieces; ``start`` is its offset in the article's text."""
    pieces: list[tuple[str, str]] = []
    at = start
    first = bisect_left(marks, start, key=lambda mark: mark.start)
    for mark in takewhile(lambda mark: mark.end <= start + len(text), islice(marks, first, None)):
        pieces += [(text[at - start : mark.start - start], ""), (mark.text, mark.part)]
        at = mark.end
    return tuple(piece for piece in (*pieces, (text[at - start :], "")) if piece[0])


def show_marks(marks: Sequence[Mark], screen: Screen) -> None:
    """Every match: paragraph, 0 for the headline; offsets, counted in title, blank line and body; part."""
    screen.line()
    if not marks:
        screen.line("Nothing in it matches.")
    for mark in marks:
        place = f"¶{mark.paragraph} {mark.start}–{mark.end}"
        screen.entry(place, f"{mark.text}  ({mark.part})", _LABEL)


def show_figures(groups: Sequence[FigureGroup], screen: Screen) -> None:
    """What articles give different numbers of; a passage that several have, once."""
    for group in groups:
        screen.line()
        screen.line(bold(group.noun))
        alike: dict[str, list[ArticleFigure]] = {}
        for figure in group.figures:
            alike.setdefault(" ".join(figure.passage.split()), []).append(figure)
        for first, *others in alike.values():
            about = ", ".join(part for part in (str(first.published or "")[:_DAY], first.source) if part)
            also = f" (+{len(others)})" if others else ""
            screen.paragraph(
                f"{first.number}  {about} [{first.id}]".replace("  [", " [") + also, "  ", hanging=2
            )
            start, end = first.start - first.passage_start, first.end - first.passage_start
            pieces = (
                (first.passage[:start], ""),
                (first.passage[start:end], first.noun),
                (first.passage[end:], ""),
            )
            screen.pieces(tuple(piece for piece in pieces if piece[0]), "    ")


def show_entities(article: Article, screen: Screen) -> None:
    """Every name found, and the passage that it stands in; offsets count in title, blank line and body."""
    screen.line()
    for entity in article.entities:
        if entity.start is None or entity.end is None:
            screen.entry(entity.kind, f"{entity.name}  listed by the export", _LABEL)
            continue
        before = article.text[max(0, entity.start - _PASSAGE) : entity.start]
        after = article.text[entity.end : entity.end + _PASSAGE]
        passage = f"{entity.start}–{entity.end}  …{before}[{entity.written}]{after}…"
        screen.entry(entity.kind, f"{entity.name}  {passage}", _LABEL)


def when(published: Published | None) -> str:
    """A date for people."""
    return str(published) if published else "undated"


def related_line(related: Related) -> str:
    """A related article on one line; its sign tells stated from computed, and what is not in the archive."""
    place = f" [{related.id}]" if related.id is not None else " not in the archive"
    return f"{_sign(related)} {_headline(related)}{place}"


def missing_line(missing: MissingArticle) -> str:
    """An article that is not in the archive on one line."""
    return f"{_SIGN_WANTED} {_headline(missing)}"


def _headline(linked: Related | MissingArticle) -> str:
    """What an outlet calls what it links to, and when and of what kind it is."""
    kind = "" if linked.media == "article" else linked.media
    details = ", ".join(part for part in (str(linked.published or "")[:_DAY], kind) if part)
    title = linked.title or linked.url or linked.outlet_id
    return f"{title}{f' ({details})' if details else ''}"


def copy_line(copy: ArticleCopy) -> str:
    """A copy on one line."""
    about = ", ".join(part for part in (str(copy.published or "")[:_DAY], copy.source) if part)
    return f"{_SIGN_COPY} {copy.title or copy.url}{f' ({about})' if about else ''} [{copy.id}]"


def copy_shares(copy: ArticleCopy) -> str:
    """How much an article and its copy share, in words; a copy of a copy may share nothing."""
    if not copy.share:
        return "a copy of a copy"
    credit = f", credited to {copy.credit}" if copy.credit else ""
    return f"holds {copy.share:.0%} of this article, which is {copy.copy_share:.0%} of its own text{credit}"


def _sign(related: Related) -> str:
    from ..relations import KINDS

    return _SIGN_WANTED if related.id is None else KINDS[related.kind].sign


def _legend(signs: Iterable[str]) -> str:
    """What the signs before related articles mean."""
    from ..relations import KINDS

    meanings = {_SIGN_COPY: "a copy, and how much of the article stands in it"}
    meanings |= {kind.sign: kind.heading[:1].lower() + kind.heading[1:] for kind in KINDS.values()}
    meanings[_SIGN_WANTED] = "stated, but not in the archive"
    return f"Related: {', '.join(f'{sign} {meaning}' for sign, meaning in meanings.items() if sign in signs)}"


def show_table(title: str, table: Table, screen: Screen) -> None:
    """A title, and below it names or forms with their meanings beside them."""
    wide = max(len(name) for name, _ in table)
    beside = wide + _GAP if wide + _GAP < screen.width * 2 // 3 else _GAP
    screen.line(bold(title))
    for name, meaning in table:
        first, *others = screen.wrap(meaning, " " * (beside + 2))
        if len(name) + _GAP > beside:
            screen.line(f"  {name}")
            screen.line(first)
        else:
            screen.line(f"  {name:<{beside}}{first.lstrip()}")
        screen.lines(others)


def bars(
    counts: Sequence[tuple[str, int]],
    screen: Screen,
    *,
    indent: str = "",
    most: int = 0,
    once: Mapping[str, int] | None = None,
) -> None:
    """Values and counts, aligned, each with a bar.

    Args:
        counts: the values.
        screen: where they are shown.
        indent: before each line.
        most: the count that fills a bar.
        once: the counts of the same values with copies counted once: shown beside these, and in the bars.
    """
    most = most or max((count for _, count in counts), default=0) or 1
    figures = len(f"{most:,}")
    columns = figures + (1 + figures if once is not None else 0)
    room = screen.width - len(indent) - columns - _BAR - 2
    wide = min(room, max((len(value) for value, _ in counts), default=0))
    for value, count in counts:
        fewer = count if once is None else once.get(value, 0)
        beside = "" if once is None else f" {fewer:>{figures},}"
        whole = -(-count * _BAR // most)
        full = whole if fewer == count else max(1, round(fewer * _BAR / most))
        bar = _BAR_SIGN * full + _BAR_SIGN_OF_COPIES * (whole - full)
        screen.line(f"{indent}{_cut(value, wide):<{wide}} {count:>{figures},}{beside} {bar}".rstrip())


def show_bar_legend(screen: Screen) -> None:
    """What stands in bars of articles with and without copies."""
    legend = f"All articles, then those without copies; {_BAR_SIGN_OF_COPIES} are the copies."
    screen.pieces(((legend, ""),), style=DIM)


def names_line(entities: Entities, most: int = _NAMES) -> str:
    """People, organisations and places, the first few of each."""
    kinds = (entities.people, entities.organisations, entities.places)
    return " · ".join(first_few(names, most) for names in kinds if names)


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


def _show_hit(number: int, hit: Hit, shown: Sequence[Related], screen: Screen) -> None:
    title = hit.marked_title or ((hit.title or "(no headline)", ""),)
    screen.pieces(((f"{number}. ", ""), *title), style=BOLD, hanging=len(_INDENT))
    source = [hit.source] if hit.source else []
    folded = [f"+{count_phrase(len(hit.folded), 'copy', 'copies')}"] if hit.folded else []
    about = " · ".join([when(hit.published), *source, hit.id, *folded])
    screen.pieces(((about, ""),), _INDENT, style=DIM)
    if hit.passages:
        for passage in hit.passages:
            screen.pieces(((f"¶{passage.paragraph} ", ""), *passage.pieces), _INDENT, hanging=2)
    else:
        screen.pieces(hit.passage, _INDENT)
    names = names_line(hit.entities)
    if names:
        screen.paragraph(names, _INDENT)
    copies = _copies_beside(hit)
    for copy in copies[:_COPIES]:
        screen.paragraph(f"{copy_line(copy)} {copy.share:.0%}", _INDENT, hanging=2)
    if len(copies) > _COPIES:
        more = count_phrase(len(copies) - _COPIES, "copy", "copies")
        screen.line(f"{_INDENT}+{more}: dateline related {hit.id}")
    for related in shown:
        screen.paragraph(related_line(related), _INDENT, hanging=2)
    if len(hit.related) > len(shown):
        screen.line(f"{_INDENT}+{len(hit.related) - len(shown)} more: dateline related {hit.id}")


def _copies_beside(hit: Hit) -> list[ArticleCopy]:
    """The copies of a hit that it does not stand for."""
    return [copy for copy in hit.copies if copy.id not in hit.folded]


def _show_facet(
    name: str,
    counts: Iterable[tuple[str, int]],
    screen: Screen,
    *,
    size: int | None,
    is_cut: bool,
    once: Mapping[str, int] | None,
) -> None:
    values = list(counts)
    screen.line()
    screen.line(bold(name))
    shown = values if name == "month" or size is not None else values[:_VALUES]
    bars(shown, screen, indent="  ", once=once)
    if not values:
        screen.line("  none")
    if is_cut:
        screen.line(f"  and more: --facets {name}:{max(size or 0, _VALUES) * 10}, or {name}:all")
    elif len(values) > len(shown):
        screen.line(f"  +{len(values) - len(shown)} more: --facets {name}:all")


def first_few(names: Sequence[str], most: int) -> str:
    """The first few of some names, and how many more there are."""
    more = f" (+{len(names) - most})" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"
