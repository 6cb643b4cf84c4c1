"""``dateline stats``: what an archive holds, in numbers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from corpus import Rejected

from ...present.json_values import statistics_value
from ...present.wording import count_phrase
from ..opening import open_archive
from ..options import archive_option, common_options, form_options
from ..output_formats import CommandOutput, OutputFormat
from ..program import Command
from ..terminal import Screen, bold, note, screen
from ..text_output import bars

if TYPE_CHECKING:
    from ...statistics import Statistics

_COLUMNS = ("kind", "name", "articles")
_REJECTED_COLUMNS = ("source", "reason")
_LABEL = 11  # columns
_SOURCES = 20
_YEAR = 4  # figures


@click.command(
    cls=Command,
    examples=("dateline stats", "dateline stats --rejected", "dateline stats --json"),
)
@click.option("--rejected", is_flag=True, help="List the inputs that could not be read, with the reasons.")
@form_options(ids=False)
@archive_option
@common_options
def stats(*, archive: Path | str, form: OutputFormat, rejected: bool) -> None:
    """Count the archive's articles: by outlet, by year, without a date; and its links."""
    with open_archive(archive) as opened:
        counts = opened.statistics()
    if rejected:
        _write_rejected(counts.rejected, form)
        return
    form.write(
        CommandOutput(
            text=lambda: _show(counts, screen()),
            value=lambda: statistics_value(counts),
            columns=_COLUMNS,
            rows=lambda: _rows(counts),
        )
    )


def _write_rejected(rejected: Sequence[Rejected], form: OutputFormat) -> None:
    rows = [one.to_json() for one in rejected]
    form.write(
        CommandOutput(
            text=lambda: _show_rejected(rejected, screen()),
            value=lambda: {"schema": "dateline.rejected/1", "rejected": rows},
            columns=_REJECTED_COLUMNS,
            rows=lambda: rows,
        )
    )


def _show_rejected(rejected: Sequence[Rejected], page: Screen) -> None:
    page.lines(f"{one.source}: {one.reason}" for one in rejected)
    note(f"{count_phrase(len(rejected), 'input')} could not be read.")


def _rows(counts: Statistics) -> list[dict[str, object]]:
    pairs = [
        ("all", "", counts.articles),
        ("undated", "", counts.undated),
        *(("source", source, articles) for source, articles in counts.sources),
        *(("month", month, articles) for month, articles in counts.months),
    ]
    return [dict(zip(_COLUMNS, pair, strict=True)) for pair in pairs]


def _show(counts: Statistics, page: Screen) -> None:
    days = f"{counts.first}..{counts.last}" if counts.first else "none"
    lines = (
        ("articles", f"{counts.articles:,}"),
        ("dated", days),
        ("undated", f"{counts.undated:,}"),
        ("links", f"{counts.links:,} stated"),
        ("names by", counts.extractor),
        ("rejected", f"{count_phrase(len(counts.rejected), 'input')}"),
    )
    for label, text in lines:
        page.line(f"{label:<{_LABEL}}{text}")
    _show_group("sources", [(source or "(unknown)", n) for source, n in counts.sources[:_SOURCES]], page)
    if len(counts.sources) > _SOURCES:
        page.line(f"  +{len(counts.sources) - _SOURCES:,} more: --json shows them")
    _show_group("years", _years(counts.months), page)


def _show_group(name: str, values: list[tuple[str, int]], page: Screen) -> None:
    if values:
        page.line()
        page.line(bold(name))
        bars(values, page, indent="  ")


def _years(months: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    years: dict[str, int] = {}
    for month, articles in months:
        year = month[:_YEAR]
        years[year] = years.get(year, 0) + articles
    return list(years.items())
