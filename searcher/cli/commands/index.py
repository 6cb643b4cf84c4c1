"""``dateline index``: articles into an archive."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from corpus import Rejected

from ...present.wording import count_phrase
from ..completions import offer_files, offer_names
from ..exit_codes import FOUND, REJECTED
from ..opening import open_index
from ..options import archive_option, common_options, form_options, wait_option
from ..output_formats import CommandOutput, OutputFormat
from ..program import Command
from ..terminal import ProgressLine, abandon_output, note, one_line, warn

if TYPE_CHECKING:
    from corpus.readers.rows.field_maps import FieldMaps
    from corpus.reading.inputs import Reading
    from index import Index, Report
    from index.ingest.report import Line

Tell = Callable[[str, str, str, str], None]
"""Called with outcome, id, origin and note of each input."""

_COLUMNS = ("outcome", "id", "origin", "note")
_REJECTED_SHOWN = 20
_COUNTS_SHOWN = 10
_INTERRUPTED = "what was committed is kept; run the same command to go on"


def _fields(ctx: click.Context, param: click.Parameter, value: tuple[str, ...]) -> dict[str, str]:
    pairs = [text.partition("=") for text in value]
    for name, sign, key in pairs:
        if not (name and sign and key):
            raise click.BadParameter(f"{name + sign!r} is not NAME=KEY, such as title=headline.", ctx, param)
    return {name: key for name, _, key in pairs}


def _one_outlet(ctx: click.Context, param: click.Parameter, value: tuple[str, ...]) -> str:
    names = dict.fromkeys(value)
    if len(names) > 1:
        raise click.BadParameter(f"It is one outlet, not {len(names)}.", ctx, param)
    return next(iter(names), "")


@click.command(
    cls=Command,
    examples=(
        "dateline index saved-pages/",
        "dateline index export.jsonl --field title=headline --outlet 'Press TV'",
        "zcat export.jsonl.gz | dateline index - --archive news.archive",
        "dateline index --retry",
    ),
)
@click.argument("sources", nargs=-1, metavar="SOURCE...", shell_complete=offer_files)
@click.option("--reader", metavar="NAME", help="How to read all inputs; else each file's content decides.")
@click.option(
    "--field",
    "fields",
    multiple=True,
    metavar="NAME=KEY",
    callback=_fields,
    help="Read our field NAME from the export's KEY: title=headline.",
)
@click.option(
    "--outlet",
    "--source",
    "outlet",
    metavar="NAME",
    multiple=True,
    callback=_one_outlet,
    shell_complete=offer_names("source"),
    help="The source of articles that name none.",
)
@click.option(
    "--day-first/--month-first", default=None, help="How to read 01/02/2016: 1 February, or 2 January."
)
@click.option(
    "--encoding",
    metavar="NAME",
    default="",
    help="How all inputs are encoded, whatever they say: windows-1251, shift_jis, macintosh …",
)
@click.option(
    "--extractor",
    metavar="NAME",
    help="Which names are found in articles: cues, or none. Chosen when the archive is made.",
)
@click.option("--again", is_flag=True, help="Read all files anew, also those that have not changed.")
@click.option(
    "--retry",
    is_flag=True,
    help="Read again what earlier runs rejected, in the way in which they read it; takes no SOURCE.",
)
@click.option(
    "--prune",
    is_flag=True,
    help="After reading, remove the articles whose files are gone from the folders named as SOURCE.",
)
@click.option("--yes", is_flag=True, help="With --prune: even where more than a tenth would be removed.")
@click.option(
    "--processes",
    metavar="N",
    type=click.IntRange(min=1),
    help="How many processes read, and as many make documents; else as many as are of use.",
)
@click.option("--dry-run", is_flag=True, help="Read the inputs and report; change nothing.")
@click.option("--verbose", is_flag=True, help="A line on standard error for every article.")
@wait_option
@form_options()
@archive_option
@common_options
@click.pass_context
def index(
    ctx: click.Context,
    *,
    sources: tuple[str, ...],
    reader: str | None,
    fields: dict[str, str],
    outlet: str,
    day_first: bool | None,
    encoding: str,
    extractor: str | None,
    again: bool,
    retry: bool,
    prune: bool,
    yes: bool,
    processes: int | None,
    dry_run: bool,
    verbose: bool,
    wait: float,
    archive: Path | str,
    form: OutputFormat,
) -> None:
    """Read articles from each SOURCE (a file, a folder, or '-' for standard input) into the archive.

    The archive is made if there is none. An article whose id is there already replaces it, unless nothing
    changed. Files that were read before and have not changed are not opened again, and an interrupted run
    is gone on with: run the same command again. Inputs that cannot be read are reported, each with its
    reason, and stand in nobody's way.
    """
    _check_sources(sources, retry=retry, dry_run=dry_run)
    _check_pruning(sources, prune=prune, yes=yes, dry_run=dry_run)
    import corpus
    from corpus.readers.rows.field_maps import FieldMaps

    # The sources come first: a path mistyped makes no archive.
    articles = corpus.read(
        *sources, reader=reader, fields=fields, outlet=outlet, day_first=day_first, encoding=encoding
    )
    maps = FieldMaps(reader=reader, fields=fields, encoding=encoding)
    removed: tuple[str, ...] = ()
    work = _Work(_teller(form, verbose=verbose), maps, shown=not verbose, processes=processes, again=again)
    if dry_run:
        report = work.read_only(articles)
    elif retry:
        with _telling_what_is_kept(), _open_existing(archive, wait) as opened:
            report = work.add(opened, opened.rejected_inputs(), "retrying")
    else:
        with _telling_what_is_kept(), open_index(archive, extractor=extractor, wait=wait) as opened:
            report = work.add(opened, articles, "indexing")
            removed = opened.prune(*sources, even_many=yes) if prune else ()
    if not form.has_rows:  # those were written one by one
        form.write(
            CommandOutput(
                text=lambda: None,
                value=lambda: _value(report, dry_run=dry_run) | ({"pruned": list(removed)} if prune else {}),
                columns=_COLUMNS,
                rows=lambda: (),
            )
        )
    _summarise(report, dry_run=dry_run)
    if prune:
        _tell_of_removed(removed)
    ctx.exit(REJECTED if report.rejected else FOUND)


def _check_sources(sources: tuple[str, ...], *, retry: bool, dry_run: bool) -> None:
    if retry and (sources or dry_run):
        other = "SOURCE" if sources else "--dry-run"
        raise click.UsageError(f"--retry and {other} exclude each other.")
    if not (sources or retry):
        raise click.UsageError("Missing argument 'SOURCE...'.")


def _check_pruning(sources: tuple[str, ...], *, prune: bool, yes: bool, dry_run: bool) -> None:
    """What is to be pruned must be there before anything is read."""
    if yes and not prune:
        raise click.UsageError("--yes belongs to --prune.")
    if not prune:
        return
    if dry_run or not sources:
        raise click.UsageError(f"--prune and {'--dry-run' if dry_run else '--retry'} exclude each other.")
    from index.ingest.gone_files import check_folders

    check_folders(sources)


@contextlib.contextmanager
def _telling_what_is_kept() -> Iterator[None]:
    """An interruption says what is kept."""
    try:
        yield
    except KeyboardInterrupt:
        raise KeyboardInterrupt(_INTERRUPTED) from None


def _open_existing(archive: Path | str, wait: float) -> Index:
    import index as library

    return library.open(archive, wait=wait)


class _Work:
    """Takes inputs in, and tells of each."""

    def __init__(
        self, tell: Tell, maps: FieldMaps, *, shown: bool, processes: int | None, again: bool
    ) -> None:
        self._tell = tell
        self._maps = maps
        self._shown = shown
        self._processes = processes
        self._again = again

    def add(self, opened: Index, articles: Reading, doing: str) -> Report:
        """Into an archive."""
        with ProgressLine(doing, shown=self._shown, reading=articles) as progress:
            return opened.add(
                articles,
                each=lambda line: self._each(line, progress),
                progress=progress,
                processes=self._processes,
                again=self._again or doing == "retrying",
                guarded=True,
            )

    def _each(self, line: Line, progress: ProgressLine) -> None:
        self._show_map(line.reader, line.origin, progress)
        self._tell(line.outcome, line.id, line.origin, line.note)

    def _show_map(self, reader: str, origin: str, progress: ProgressLine) -> None:
        """How the keys of a file are read, at its first article."""
        if shown := self._maps.of_article(reader, origin):
            progress.tell(shown)

    def read_only(self, articles: Reading) -> Report:
        """What reading alone can tell; its articles count as added."""
        from index import Report
        from index.ingest.intake import Intake
        from index.ingest.ledger import Ledger

        report = Report()
        with (
            ProgressLine("reading", shown=self._shown, reading=articles) as progress,
            Intake(articles, Ledger.empty(), processes=self._processes, guarded=True) as intake,
        ):
            for found, _ in intake:
                if isinstance(found, Rejected):
                    report.rejected.append(found)
                    self._tell("rejected", "", found.source, found.reason)
                else:
                    report.added += 1
                    self._show_map(found.reader, found.origin, progress)
                    report.describe(found.reader, found.source, found.language, found.dated_by)
                    self._tell("read", found.id, found.origin, found.note)
                progress(report.total)
        return report


def _teller(form: OutputFormat, *, verbose: bool) -> Tell:
    """What writes a row for each input, and a line for people if they want one."""
    add = form.sheet(_COLUMNS) if form.has_rows else None

    def tell(outcome: str, id_: str, origin: str, remark: str) -> None:
        if add:
            written = "" if form.has_ids and outcome == "unchanged" else id_
            try:
                add({"outcome": outcome, "id": written, "origin": origin, "note": remark})
            except BrokenPipeError:
                abandon_output()  # whoever read it has seen enough; the work goes on
        if verbose:
            warn(" ".join(part for part in (f"{outcome:<9}", id_, origin, remark) if part))

    return tell


def _value(report: Report, *, dry_run: bool) -> dict[str, Any]:
    value = {
        "schema": "dateline.index/1",
        "added": 0 if dry_run else report.added,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "undated": report.undated,
        "repeated": report.repeated,
        "retitled": report.retitled,
        "joined": report.joined,
        "fuller": report.fuller,
        "rejected": [rejected.to_json() for rejected in report.rejected],
        "unopened": report.unopened,
        "readers": dict(report.readers.most_common()),
        "sources": dict(report.sources.most_common()),
        "languages": dict(report.languages.most_common()),
        "date_sources": dict(report.date_sources.most_common()),
    }
    return value | ({"read": report.added} if dry_run else {})


def _summarise(report: Report, *, dry_run: bool) -> None:
    counts = (
        f"{report.added:,} read"
        if dry_run
        else f"{report.added:,} added, {report.updated:,} updated, {report.unchanged:,} unchanged"
    )
    note(f"{counts}; {report.undated:,} undated, {len(report.rejected):,} rejected.")
    if report.unopened:
        note(f"Of the unchanged, {report.unopened:,} are in files that have not changed and were not opened.")
    for name, kinds, nameless in (
        ("readers", report.readers, "unknown"),
        ("sources", report.sources, "without a source"),
        ("languages", report.languages, "unknown"),
        ("dates", report.date_sources, "unknown"),
    ):
        if kinds:
            note(f"  {name:<9} {_counts(kinds, nameless)}", hanging=12)
    for rejected in report.rejected[:_REJECTED_SHOWN]:
        warn(f"  {rejected.origin}: {rejected.reason}", hanging=4)
    more = len(report.rejected) - _REJECTED_SHOWN
    if more > 0:
        elsewhere = "" if dry_run else "; dateline stats --rejected lists them"
        warn(f"  and {more:,} more{elsewhere}")
    _tell_of_versions(report)
    if not report.total:
        note("Nothing was found in the sources.")
    elif dry_run:
        note("Nothing was written: this was a dry run.")


def _tell_of_versions(report: Report) -> None:
    """What became of inputs that are versions of one article."""
    for count, what in (
        (report.joined, "joined with another page of the same article"),
        (report.fuller, "less text than the archive has of the article: the fuller text was kept"),
        (report.retitled, "replaced a version under another headline; --verbose says which"),
    ):
        if count:
            note(f"  {count_phrase(count, 'input')}: {what}.")
    if report.repeated:
        replaced = count_phrase(report.repeated, "article")
        advice = "; if they come from different outlets, say so with --outlet" if report.retitled else ""
        warn(f"Warning: {replaced} replaced one of the same id read in this run{advice}.")


def _tell_of_removed(origins: tuple[str, ...]) -> None:
    note(f"{count_phrase(len(origins), 'article')} removed, as their files are gone.")
    for origin in origins[:_REJECTED_SHOWN]:
        note(f"  {one_line(origin)}")
    if len(origins) > _REJECTED_SHOWN:
        note(f"  and {len(origins) - _REJECTED_SHOWN:,} more")


def _counts(kinds: Mapping[str, int], nameless: str) -> str:
    """``"html 1,204, jsonl 17"``: the most frequent first, and how many more there are."""
    ordered = sorted(kinds.items(), key=lambda item: (-item[1], item[0]))
    shown = [f"{one_line(name) or nameless} {count:,}" for name, count in ordered[:_COUNTS_SHOWN]]
    more = len(ordered) - _COUNTS_SHOWN
    return ", ".join(shown) + (f", and {more:,} more" if more > 0 else "")
