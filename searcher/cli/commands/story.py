"""``dateline story``: the running story that an article belongs to, day by day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ...present.json_values import FIGURE_COLUMNS, STORY_COLUMNS, figure_rows, figures_value, story_rows
from ...present.wording import count_phrase
from ...results import MissingArticle
from ...stories import GAP_DAYS, MOST_ARTICLES
from ...stories.telling import Story, StoryArticle, StoryDay
from ..exit_codes import FOUND, NONE
from ..opening import open_archive
from ..options import (
    a_number,
    archive_option,
    common_options,
    cost_options,
    figures_option,
    form_options,
)
from ..output_formats import CommandOutput, OutputFormat
from ..program import Command
from ..terminal import BOLD, Screen, bold, note, screen
from ..text_output import first_few, missing_line, names_line, show_figures

if TYPE_CHECKING:
    from ...figures.contrast import FigureGroup

_NAMES = 8  # of each kind, that enter on a day
_COPIES = 3  # of an article, listed by outlet
_MISSING = 10  # listed for people
_DAY = 10  # characters of a date


@click.command(
    cls=Command,
    examples=(
        "dateline story 4711",
        "dateline story 4711 --gap 90 --limit 300",
        "dateline story 4711 --figures",
        "dateline story 4711 --json | jq '.missing[].url'",
    ),
)
@click.argument("id_", metavar="ID")
@click.option(
    "-n",
    "--limit",
    type=click.IntRange(min=1),
    metavar="N",
    default=MOST_ARTICLES,
    show_default=True,
    help="Articles of the story, at most, copies included.",
)
@click.option(
    "--gap",
    type=click.FloatRange(min=0),
    metavar="DAYS",
    default=GAP_DAYS,
    show_default=True,
    callback=a_number,
    help="Days without news after which the story has ended; 0: it goes on after any.",
)
@figures_option
@form_options()
@cost_options
@archive_option
@common_options
@click.pass_context
def story(
    ctx: click.Context,
    *,
    id_: str,
    limit: int,
    gap: float,
    figures: bool,
    archive: Path | str,
    timeout: float | None,
    budget: float,
    form: OutputFormat,
) -> None:
    """Tell the running story that the article of ID belongs to, day by day.

    Relations, computed ones and links of outlets both ways, are followed from article to article. One comes
    in where it hangs together with several of the story, or strongly with one. Shown are its articles, copies
    folded into the earliest, the people, organisations and places that each day is the first to name, and
    the articles that the story links to and the archive lacks. With --figures the numbers that articles of
    different outlets or days give of the same thing are shown in their place, where they differ.
    """
    with open_archive(archive, budget) as opened:
        told = opened.story(id_, limit=limit, gap_days=gap or None, timeout=timeout)
        ids = [article.id for article in told.articles]
        groups = opened.figures(ids, timeout=timeout) if figures else ()
    form.write(
        CommandOutput(
            text=lambda: _show_differing(told, groups, screen()) if figures else _show(told, screen()),
            value=lambda: told.to_dict() | figures_value(groups if figures else None),
            columns=FIGURE_COLUMNS if figures else STORY_COLUMNS,
            rows=lambda: figure_rows(groups) if figures else story_rows(told),
            ids=lambda: ids,
        )
    )
    if not form.is_whole:
        for sentence in _ends(told, limit, gap):
            note(sentence)
    ctx.exit(FOUND if len(told.articles) > 1 else NONE)


def _show(told: Story, page: Screen) -> None:
    page.pieces(((_heading(told), ""),), style=BOLD)
    for part in told.parts:
        page.line()
        page.line(bold(part.day or "Undated"))
        _show_day(part, told.id, page)
    if told.missing:
        page.line()
        page.line("Linked to, and not in the archive:")
        for missing in told.missing[:_MISSING]:
            page.paragraph(_missing_line(missing), "  ", hanging=2)
        if len(told.missing) > _MISSING:
            page.line(f"  +{len(told.missing) - _MISSING:,} more: --json")


def _show_differing(told: Story, groups: Sequence[FigureGroup], page: Screen) -> None:
    page.pieces(((_heading(told), ""),), style=BOLD)
    show_figures(groups, page)


def _heading(told: Story) -> str:
    articles = told.articles
    copies = sum(len(article.copies) for part in told.parts for article in part.articles)
    outlets = len({article.source for article in articles if article.source})
    days = "..".join(dict.fromkeys((told.days[0].day, told.days[-1].day))) if told.days else "undated"
    said = f", {_copies_phrase(copies)} among them" if copies else ""
    of = f" of {count_phrase(outlets, 'outlet')}" if outlets else ""
    return f"{count_phrase(len(articles), 'article')}{of}, {days}{said}"


def _show_day(part: StoryDay, asked: str, page: Screen) -> None:
    for article in part.articles:
        page.paragraph(_article_line(article, asked), "  ", hanging=2)
        if article.copies:
            page.paragraph(_copies_line(article), "    ", hanging=2)
    names = names_line(part.names, _NAMES)
    if names:
        page.paragraph(f"new: {names}", "  ", hanging=2)


def _article_line(article: StoryArticle, asked: str) -> str:
    """Headline, outlet and id; a sign before the one that the story was asked of."""
    source = f" · {article.source}" if article.source else ""
    return f"{'▸' if article.id == asked else '-'} {article.title or '(no headline)'}{source} [{article.id}]"


def _copies_line(article: StoryArticle) -> str:
    listed = ", ".join(_copy(copy) for copy in article.copies[:_COPIES])
    more = f" and {len(article.copies) - _COPIES:,} more" if len(article.copies) > _COPIES else ""
    return f"+{_copies_phrase(len(article.copies))}: {listed}{more}"


def _copies_phrase(number: int) -> str:
    return f"{number:,} {'copy' if number == 1 else 'copies'}"


def _copy(copy: StoryArticle) -> str:
    details = ", ".join(part for part in (copy.source, str(copy.published or "")[:_DAY]) if part)
    return f"{details} [{copy.id}]".lstrip()


def _missing_line(missing: MissingArticle) -> str:
    address = f" {missing.url}" if missing.url and missing.title else ""
    return f"{missing_line(missing)}{address} [from {first_few(missing.linked_from, _COPIES)}]"


def _ends(told: Story, limit: int, gap: float) -> Iterator[str]:
    """Where the story was cut, and how to go on."""
    if "articles" in told.cut:
        yield f"Cut at {count_phrase(limit, 'article')}: --limit {limit * 10} for more."
    if "gap" in told.cut:
        more = count_phrase(told.beyond, "article")
        yield f"{more} more after over {gap:g} days without news: --gap {gap * 3:g} for them."
    if "work" in told.cut:
        yield "Not followed to its end, which costs more than is allowed: --budget for more."
    if len(told.articles) == 1 and not told.cut:
        yield f"No other article is known to belong to its story; what is near: dateline related {told.id}"
