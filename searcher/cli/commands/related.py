"""``dateline related``: what an article is related to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ...present.json_values import FIGURE_COLUMNS, RELATED_COLUMNS, copy_row, figure_rows, figures_value
from ...question import DECAY_DAYS
from ...results import Family, Related
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
from ..terminal import Screen, bold, screen
from ..text_output import copy_line, copy_shares, related_line, show_figures, when

if TYPE_CHECKING:
    from ...figures.contrast import FigureGroup


@click.command(
    cls=Command,
    examples=(
        "dateline related 4711",
        "dateline related 4711 --limit 20 --decay 0",
        "dateline related 4711 --ids | xargs -n 1 dateline show",
    ),
)
@click.argument("id_", metavar="ID")
@click.option(
    "-n",
    "--limit",
    type=click.IntRange(min=0),
    metavar="N",
    default=10,
    show_default=True,
    help="Computed related articles, at most.",
)
@click.option(
    "--decay",
    type=click.FloatRange(min=0),
    metavar="DAYS",
    default=DECAY_DAYS,
    show_default=True,
    callback=a_number,
    help="How fast nearness fades with the time between two articles; 0: not at all.",
)
@figures_option
@form_options()
@cost_options
@archive_option
@common_options
@click.pass_context
def related(
    ctx: click.Context,
    *,
    id_: str,
    limit: int,
    decay: float,
    figures: bool,
    archive: Path | str,
    timeout: float | None,
    budget: float,
    form: OutputFormat,
) -> None:
    """Show the copies of the article of ID, and what it is related to, in three groups.

    Copies: articles with the same text, a part of it or a passage, in order of time, and how much of the
    article stands in each. Stated: the links that its outlet listed, in that order, those to articles that
    are not in the archive among them. Computed: articles that say the same, and the words and names they
    share. Backlinks: articles whose outlets link to this one. With --figures the numbers that the copies
    give otherwise are shown after them, and are the rows.
    """
    from ...relations import KINDS

    with open_archive(archive, budget) as opened:
        article = opened.get(id_)
        family = opened.family(id_, timeout=timeout)
        ids = [member.id for member in family.members]
        differing = opened.figures(ids, timeout=timeout) if figures else ()
        relations = opened.related(id_, limit=limit, decay_days=decay or None, timeout=timeout, family=family)
        apart = [kind.name for kind in KINDS.values() if not kind.with_hits]
        groups = {
            name: [to for to in relations if to.kind == name]
            if name not in apart
            else opened.related(id_, limit=limit, decay_days=decay or None, timeout=timeout, kinds=(name,))
            for name in KINDS
        }
    rows = [*map(copy_row, family.copies), *(to.to_dict() for group in groups.values() for to in group)]
    form.write(
        CommandOutput(
            text=lambda: _show(article.title, family, groups, differing, screen()),
            value=lambda: {
                "schema": "dateline.related/1",
                "id": article.id,
                "title": article.title,
                "copies": [copy.to_dict() for copy in family.copies],
                "family": [copy.to_dict() for copy in family.members],
                "credit": family.credit,
                "related": [to.to_dict() for to in relations],
                # Their outlets stated them: so this has called them from the first.
                "backlinks": [to.to_dict() | {"kind": "stated"} for to in groups["backlink"]],
                **{name: [to.to_dict() for to in groups[name]] for name in apart if name != "backlink"},
                **figures_value(differing if figures else None),
            },
            columns=FIGURE_COLUMNS if figures else RELATED_COLUMNS,
            rows=lambda: figure_rows(differing) if figures else rows,
            ids=lambda: (row["id"] for row in rows if row["id"]),
        )
    )
    ctx.exit(FOUND if family.copies or any(groups.values()) else NONE)


def _show(
    title: str,
    family: Family,
    groups: Mapping[str, Sequence[Related]],
    differing: Sequence[FigureGroup],
    page: Screen,
) -> None:
    from ...relations import KINDS

    page.line(bold(title or "(no headline)"))
    if len(family.members) > 1:
        page.line()
        page.line(f"Copies{f', credited to {family.credit}' if family.credit else ''}, in order of time:")
    for member in family.members:
        if member.id != family.id:
            page.paragraph(copy_line(member), "  ", hanging=2)
            page.paragraph(copy_shares(member), "    ")
        elif len(family.members) > 1:
            page.line(f"  * this article, {when(member.published)}")
    show_figures(differing, page)
    for name, group in groups.items():
        page.line()
        page.line(f"{KINDS[name].heading}: {'' if group else 'none'}".rstrip())
        for to in group:
            page.paragraph(related_line(to), "  ", hanging=2)
            if to.score is not None:
                page.paragraph(f"{to.score:.2f}: {', '.join(to.shared)}", "    ")
