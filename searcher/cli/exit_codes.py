"""What went wrong, said in one sentence, and the exit code for it."""

from __future__ import annotations

import unicodedata

import click

from corpus.errors import (
    ArchiveDamagedError,
    ArchiveFormatError,
    ArchiveLockedError,
    DatelineError,
    DeadlineError,
    TextError,
)

from .terminal import one_line, warn

FOUND, NONE, ERROR, REJECTED, LOCKED, DAMAGED, LATE, INTERRUPTED = 0, 1, 2, 3, 4, 5, 6, 130

EXIT_CODES: tuple[tuple[int, str], ...] = (
    (FOUND, "hits were found, or the work is done"),
    (NONE, "nothing was found"),
    (
        ERROR,
        "an error, such as a query that cannot be read or costs too much, or an archive that is not there",
    ),
    (REJECTED, "done, but some inputs were rejected, or articles of a damaged archive lost"),
    (LOCKED, "another writer holds the archive"),
    (DAMAGED, "the archive is damaged, or in a format that this version does not read"),
    (LATE, "the time given by --timeout has passed"),
    (INTERRUPTED, "interrupted by Ctrl-C"),
)
"""Exit code and meaning, for people."""

_AROUND = 40  # characters of a long text shown on either side of the token at fault


def describe(failure: BaseException, *, debug: bool) -> None:
    """Say on standard error what went wrong, after a traceback if one is wanted."""
    import traceback

    if debug and not isinstance(failure, click.UsageError | click.Abort):
        warn("".join(traceback.format_exception(failure)).rstrip())
    for line in _lines(failure):
        warn(line)


def exit_code(failure: BaseException) -> int:
    """The exit code that says what kind of failure it was."""
    match failure:
        case ArchiveLockedError():
            return LOCKED
        case ArchiveDamagedError() | ArchiveFormatError():
            return DAMAGED
        case DeadlineError():
            return LATE
        case KeyboardInterrupt() | EOFError() | click.Abort():
            return INTERRUPTED
        case _:
            return ERROR


def pointer(text: str, start: int, end: int) -> tuple[str, str]:
    """A text as it can be shown on one line, and the line below it, with carets under the token at fault.

    The carets stand right whatever the text holds: blanks stand for tabs and line ends, and characters
    that show as nothing are left out. Only the neighbourhood of the token is shown of a long text.
    """
    end = min(max(end, start + 1), start + 2 * _AROUND)
    first, last = max(0, start - _AROUND), end + _AROUND
    before = ("…" if first else "") + _visible(text[first:start])
    token = _visible(text[start:end])
    after = _visible(text[end:last]) + ("…" if last < len(text) else "")
    carets = " " * _columns(before) + "^" * max(1, _columns(token))
    return before + token + after, carets


def _lines(failure: BaseException) -> list[str]:
    match failure:
        case TextError():
            shown = pointer(failure.text, failure.start, failure.end) if failure.text.strip() else ()
            return [
                f"dateline: {failure.message}",
                *(f"  {line}" for line in shown),
                *_hint_lines(failure.hint),
            ]
        case DatelineError():
            return [f"dateline: {one_line(failure.message)}", *_hint_lines(one_line(failure.hint))]
        case click.UsageError():
            return [f"dateline: {one_line(failure.format_message())}", *_hint_lines(_usage_hint(failure))]
        case click.ClickException():
            return [f"dateline: {one_line(failure.format_message())}"]
        case KeyboardInterrupt() | EOFError() | click.Abort():
            consequence = str(failure) if isinstance(failure, KeyboardInterrupt) else ""
            return [f"dateline: interrupted{'; ' if consequence else ''}{consequence}"]
        case OSError() if failure.strerror:
            where = f": {failure.filename}" if failure.filename else ""
            return [one_line(f"dateline: {failure.strerror}{where}")]
        case _:
            what = one_line(f"{type(failure).__name__}: {failure}")
            return [f"dateline: unexpected {what}", "Run it again with --debug to see where."]


def _hint_lines(hint: str) -> list[str]:
    return [hint] if hint else []


def _usage_hint(failure: click.UsageError) -> str:
    return f"Try: {failure.ctx.command_path} --help" if failure.ctx else ""


def _visible(text: str) -> str:
    return "".join(" " if c in "\t\n\r\v\f" else c for c in text if c in "\t\n\r\v\f" or _shows(c))


def _shows(character: str) -> bool:
    return unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Zl", "Zp")


def _columns(text: str) -> int:
    """Columns that a text takes on a terminal: none for marks, two for wide characters (UAX #11)."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text
    )
