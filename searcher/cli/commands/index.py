"""``dateline index``: articles into an archive."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from corpus import Article, Rejected

from ..archives import writing
from ..failures import FOUND, REJECTED
from ..formats import Form, Sheet, write_json
from ..options import archive_option, debug_option, form_options, wait_option
from ..program import Command
from ..terminal import Progress, abandon_output, counted, note

if TYPE_CHECKING:
    from index import Report

_COLUMNS = ("outcome", "id", "origin", "note")
_REJECTED_SHOWN = 20
_INTERRUPTED = "what was committed is kept; run the same command to go on"


def _fields(ctx: click.Context, param: click.Parameter, value: tuple[str, ...]) -> dict[str, str]:
    pairs = [text.partition("=") for text in value]
    for name, sign, key in pairs:
        if not (name and sign and key):
            raise click.BadParameter(f"{name + sign!r} is not NAME=KEY, such as title=headline.", ctx, param)
    return {name: key for name, _, key in pairs}


@click.command(
    cls=Command,
    examples=(
        "dateline index saved-pages/",
        "dateline index export.jsonl --field title=headline --outlet 'Press TV'",
        "zcat export.jsonl.gz | dateline index - --archive news.archive",
    ),
)
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@click.option("--reader", metavar="NAME", help="How to read all sources; else each file's content decides.")
@click.option(
    "--field",
    "fields",
    multiple=True,
    metavar="NAME=KEY",
    callback=_fields,
    help="Read our field NAME from the export's KEY: title=headline.",
)
@click.option("--outlet", metavar="NAME", default="", help="The source of articles that name none.")
@click.option(
    "--day-first/--month-first", default=None, help="How to read 01/02/2016: 1 February, or 2 January."
)
@click.option(
    "--extractor",
    metavar="NAME",
    help="Which names are found in articles: cues, or none. Chosen when the archive is made.",
)
@click.option("--dry-run", is_flag=True, help="Read the sources and report; change nothing.")
@click.option("--verbose", is_flag=True, help="A line on standard error for every article.")
@wait_option
@form_options()
@archive_option
@debug_option
@click.pass_context
def index(
    ctx: click.Context,
    *,
    sources: tuple[str, ...],
    reader: str | None,
    fields: dict[str, str],
    outlet: str,
    day_first: bool | None,
    extractor: str | None,
    dry_run: bool,
    verbose: bool,
    wait: float,
    archive: Path,
    form: Form,
) -> None:
    """Read articles from each SOURCE (a file, a folder, or '-' for standard input) into the archive.

    The archive is made if there is none. An article whose id is there already replaces it, unless nothing
    changed: run it again later and only what changed is written. Inputs that cannot be read are reported,
    each with its reason, and stand in nobody's way.
    """
    import corpus

    # The sources come first: a path mistyped makes no archive.
    articles = corpus.read(*sources, reader=reader, fields=fields, outlet=outlet, day_first=day_first)
    tell = _teller(form, verbose=verbose)
    with Progress("reading" if dry_run else "indexing", shown=not verbose) as progress:
        if dry_run:
            report = _read_only(articles, tell, progress)
        else:
            report = _add(articles, tell, progress, archive, extractor, wait)
    if form == "json":
        write_json(_value(report, dry_run=dry_run))
    _summarise(report, dry_run=dry_run)
    ctx.exit(REJECTED if report.rejected else FOUND)


def _add(
    articles: Iterable[Article | Rejected],
    tell: Callable[[str, str, str, str], None],
    progress: Progress,
    archive: Path,
    extractor: str | None,
    wait: float,
) -> Report:
    try:
        with writing(archive, extractor=extractor, wait=wait) as opened:
            return opened.add(
                articles,
                each=lambda line: tell(line.outcome, line.id, line.origin, line.note),
                progress=progress,
            )
    except KeyboardInterrupt:
        raise KeyboardInterrupt(_INTERRUPTED) from None


def _read_only(
    articles: Iterable[Article | Rejected], tell: Callable[[str, str, str, str], None], progress: Progress
) -> Report:
    """What reading alone can tell; its articles count as added."""
    from index import Report

    report = Report()
    for found in articles:
        if isinstance(found, Rejected):
            report.rejected.append(found)
            tell("rejected", "", found.source, found.reason)
        else:
            report.added += 1
            report.undated += found.published is None
            tell("read", found.id, found.origin, "; ".join(found.notices))
        progress(report.total)
    return report


def _teller(form: Form, *, verbose: bool) -> Callable[[str, str, str, str], None]:
    """What writes a row for each input, and a line for people if they want one."""
    sheet = None if form in ("text", "json") else Sheet(form, _COLUMNS)

    def tell(outcome: str, id_: str, origin: str, remark: str) -> None:
        if sheet:
            written = "" if form == "ids" and outcome == "unchanged" else id_
            try:
                sheet.add({"outcome": outcome, "id": written, "origin": origin, "note": remark})
            except BrokenPipeError:
                abandon_output()  # whoever read it has seen enough; the work goes on
        if verbose:
            note(" ".join(part for part in (f"{outcome:<9}", id_, origin, remark) if part))

    return tell


def _value(report: Report, *, dry_run: bool) -> dict[str, Any]:
    value = {
        "schema": "dateline.index/1",
        "added": 0 if dry_run else report.added,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "undated": report.undated,
        "repeated": report.repeated,
        "rejected": [asdict(rejected) for rejected in report.rejected],
    }
    return value | ({"read": report.added} if dry_run else {})


def _summarise(report: Report, *, dry_run: bool) -> None:
    counts = (
        f"{report.added:,} read"
        if dry_run
        else f"{report.added:,} added, {report.updated:,} updated, {report.unchanged:,} unchanged"
    )
    note(f"{counts}; {report.undated:,} undated, {len(report.rejected):,} rejected.")
    for rejected in report.rejected[:_REJECTED_SHOWN]:
        note(f"  {rejected.source}: {rejected.reason}")
    more = len(report.rejected) - _REJECTED_SHOWN
    if more > 0:
        elsewhere = "" if dry_run else "; dateline stats --rejected lists them"
        note(f"  and {more:,} more{elsewhere}")
    if report.repeated:
        note(
            f"Warning: {counted(report.repeated, 'article')} replaced one of the same id read in this run; "
            "if they come from different outlets, say so with --outlet."
        )
    if not report.total:
        note("Nothing was found in the sources.")
    elif dry_run:
        note("Nothing was written: this was a dry run.")
