"""``dateline timeline``: how many articles match, month by month."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import groupby
from pathlib import Path

import click

from ...question import Question
from ...results import Results
from ..exit_codes import FOUND, NONE
from ..notes import note_explanation
from ..opening import open_archive
from ..options import archive_option, common_options, cost_options, form_options, typed_archive
from ..output_formats import CommandOutput, OutputFormat
from ..question_options import QuestionCommand, question_options
from ..terminal import Screen, note, screen
from ..text_output import bars, show_bar_legend

_COLUMNS = ("month", "articles")
_COLUMN_OF_COPIES = "without_copies"
_LONGEST_GAP = 6  # months without articles, listed one by one for people

Months = list[tuple[str, int]]


@click.command(
    cls=QuestionCommand,
    examples=(
        "dateline timeline airstrike",
        "dateline timeline '\"civilian casualties\"' --place Manbij --last '2 years'",
        "dateline timeline --source 'Press TV' --csv",
    ),
)
@question_options
@form_options(ids=False)
@cost_options
@archive_option
@common_options
@click.pass_context
def timeline(
    ctx: click.Context, *, question: Question, archive: Path | str, budget: float, form: OutputFormat
) -> None:
    """Count the articles that match QUERY, month by month; months without any count 0.

    Words and options mean what they mean to 'dateline search'. Articles of which only the year is known
    stand in a line of their own before its months.
    """
    question = replace(question, limit=1, facets=("month",), related=0)
    with open_archive(archive, budget) as opened:
        results = opened.ask(question)
        once = results.without_copies
        months = list(without_gaps(results.facets["month"]))
        unplaced = results.total - sum(articles for _, articles in months)
        of_month = dict(once.facets["month"]) if once else None
        columns = (*_COLUMNS, _COLUMN_OF_COPIES) if once else _COLUMNS
        rows = list(_rows(months, of_month))
        form.write(
            CommandOutput(
                text=lambda: _show(months, of_month, screen()),
                value=lambda: {
                    "schema": "dateline.timeline/1",
                    "query": _query(results),
                    "total": results.total,
                    **({_COLUMN_OF_COPIES: once.total} if once else {}),
                    "undated": unplaced,
                    **({f"undated_{_COLUMN_OF_COPIES}": once.undated} if once else {}),
                    "months": rows,
                    "receipt": results.receipt.to_dict(),
                },
                columns=columns,
                rows=lambda: rows,
            )
        )
        if not form.is_whole:
            note_explanation(results, opened, typed_archive(ctx), paged=False)
        if unplaced and not form.is_whole:
            fewer = f", {once.undated:,} without copies" if once else ""
            note(f"Undated, and so in no month: {unplaced:,}{fewer}.")
    ctx.exit(FOUND if results.total else NONE)


def without_gaps(counts: Iterable[tuple[str, int]]) -> Iterator[tuple[str, int]]:
    """Months in order, those without articles between the first and the last among them.

    A year that stands for articles of which no month is known comes before its own months.
    """
    expected = None
    for value, articles in counts:
        if len(value) == len("2016-10"):
            number = int(value[:4]) * 12 + int(value[5:]) - 1
            for empty in range(number if expected is None else expected, number):
                yield f"{empty // 12:04}-{empty % 12 + 1:02}", 0
            expected = number + 1
        yield value, articles


def _query(results: Results) -> dict[str, object]:
    value = results.query_dict()
    return {key: value[key] for key in value if key not in ("sort", "page", "limit")}


def _rows(months: Months, once: Mapping[str, int] | None) -> Iterator[dict[str, object]]:
    """Months as rows; with copies counted once as well, if that is known."""
    for month, articles in months:
        row: dict[str, object] = dict(zip(_COLUMNS, (month, articles), strict=True))
        yield row if once is None else {**row, _COLUMN_OF_COPIES: once.get(month, 0)}


def _show(months: Months, once: Mapping[str, int] | None, page: Screen) -> None:
    """Months with bars; long stretches without articles on one line."""
    most = max((articles for _, articles in months), default=0)
    shown: Months = []
    for is_empty, group in groupby(months, key=lambda month: not month[1]):
        stretch = list(group)
        if is_empty and len(stretch) > _LONGEST_GAP:
            bars(shown, page, most=most, once=once)
            page.line(f"⋮       {len(stretch):,} months without articles")
            shown = []
        else:
            shown += stretch
    bars(shown, page, most=most, once=once)
    if once:
        show_bar_legend(page)
