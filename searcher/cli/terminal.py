"""What is printed, and where: data to standard output, all else to standard error; both always inert."""

from __future__ import annotations

import contextlib
import io
import os
import sys
import time
from collections.abc import Iterable
from itertools import groupby
from types import TracebackType
from typing import IO, TYPE_CHECKING, NamedTuple, Self

import click

if TYPE_CHECKING:
    from corpus.reading.inputs import Reading

    from ..results import Pieces

WIDTH = 100
"""Columns of a page that is not shown on a terminal, and at most."""

QUIET = "dateline.quiet"
"""Key of a context's ``meta``: whether notes are not wanted."""

_NARROWEST = 40
BOLD, DIM, _MARKED = "1", "2", "1;4"
_REDRAW_SECONDS = 0.1
_RATE_SECONDS = 1.0


def inert(text: str) -> str:
    """``text`` without anything that acts on a terminal: no control character but LF and tab stays."""
    from corpus.text import clean

    return clean(text)


def one_line(text: str) -> str:
    """``text`` inert, on one line, with single blanks."""
    from corpus import text as texts

    return texts.one_line(text)


def prepare_streams() -> None:
    """Make both outputs UTF-8 whatever the locale, and let a closed one swallow what is written."""
    sys.stdout = sys.stdout or _nowhere()
    sys.stderr = sys.stderr or _nowhere()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def abandon_output() -> None:
    """Send what is still in standard output's buffer nowhere, as its reader has gone."""
    with contextlib.suppress(OSError, ValueError), _nowhere() as nowhere:
        os.dup2(nowhere.fileno(), sys.stdout.fileno())


def out(text: str) -> None:
    """Write data to standard output; the caller has made it inert."""
    sys.stdout.write(text)


def note(text: str, *, hanging: int | None = None) -> None:
    """Write a sentence to standard error, after all data so far, unless the command is to be quiet."""
    if not is_quiet():
        warn(text, hanging=hanging)


def warn(text: str, *, hanging: int | None = None) -> None:
    """As ``note``, of what must be said: an error, or what is lost.

    Sentences are folded where somebody looks at them. An indented line may be a command, or point at a text:
    it is folded only with ``hanging``, which says in how many columns its other lines begin. Where nothing
    can be written, the work goes on without: what data cannot be written, the end will tell.
    """
    with contextlib.suppress(OSError):
        sys.stdout.flush()
    width = _asked_width(sys.stderr)
    with contextlib.suppress(OSError):
        for line in inert(text).split("\n"):
            can_be_folded = width and (hanging is not None or not line[:1].isspace())
            folded = fold_text(line, width, others=" " * (hanging or 0)) if can_be_folded else [line]
            click.echo("\n".join(folded), err=True)


def is_quiet() -> bool:
    """Whether the command that runs was told to be quiet."""
    ctx = click.get_current_context(silent=True)
    return bool(ctx and ctx.meta.get(QUIET))


class Styled(NamedTuple):
    """A text and how it looks on a terminal."""

    text: str
    style: str


class Screen(NamedTuple):
    """Where a page is shown. All text for people goes through ``line``, which makes it inert.

    Attributes:
        width: columns.
        styled: whether it is a terminal that may show bold type.
        measured: whether the width is that of a terminal, or asked for.
    """

    width: int = WIDTH
    styled: bool = False
    measured: bool = False

    def line(self, *parts: str | Styled) -> None:
        """Write a line."""
        out("".join(map(self._styled_text, parts)) + "\n")

    def lines(self, texts: Iterable[str]) -> None:
        """Write a line for each text; folded, where somebody looks at them."""
        for text in texts:
            if self.measured:
                self.paragraph(text, hanging=2)
            else:
                self.line(text)

    def entry(self, label: str, text: str, columns: int) -> None:
        """Write a label, and beside it a text that begins in so many columns."""
        first, *others = self.wrap(text, " " * columns) or [""]
        self.line(dim(f"{label:<{columns}}"), first.lstrip())
        for line in others:
            self.line(line)

    def paragraph(self, text: str, indent: str = "", *, hanging: int = 0) -> None:
        """Write a text, folded at the page's width, with lines after the first ``hanging`` columns in."""
        for line in self.wrap(text, indent, hanging=hanging):
            self.line(line)

    def pieces(self, pieces: Pieces, indent: str = "", *, hanging: int = 0, style: str = "") -> None:
        """Write a text in pieces, folded; what matched is marked, by its look where that can be shown."""
        if not self.styled:
            from ..results import marked_text

            self.paragraph(marked_text(pieces), indent, hanging=hanging)
            return
        looks = [(character, bool(part)) for text, part in pieces for character in inert(text)]
        text = "".join(" " if character.isspace() else character for character, _ in looks)
        at = 0
        for line in self._fold(text, indent, hanging):
            words = line.lstrip(" ")
            at = text.index(words, at)
            runs = groupby(looks[at : at + len(words)], lambda look: look[1])
            styled = [
                Styled("".join(c for c, _ in run), _MARKED if is_match else style) for is_match, run in runs
            ]
            at += len(words)
            self.line(line[: len(line) - len(words)], *styled)

    def wrap(self, text: str, indent: str = "", *, hanging: int = 0) -> list[str]:
        """``text`` on lines no longer than the page is wide, as far as its words allow."""
        return self._fold(one_line(text), indent, hanging)

    def _fold(self, text: str, indent: str, hanging: int) -> list[str]:
        return fold_text(text, self.width, indent, indent + " " * hanging)

    def _styled_text(self, part: str | Styled) -> str:
        if isinstance(part, str):
            return _on_one_line(part)
        text = _on_one_line(part.text)
        return f"\x1b[{part.style}m{text}\x1b[0m" if self.styled and text and part.style else text


def fold_text(text: str, width: int, first: str = "", others: str = "") -> list[str]:
    """A text on lines of so many columns, as far as its words allow, after what stands before each line."""
    import textwrap

    return textwrap.wrap(
        text,
        width,
        initial_indent=first,
        subsequent_indent=others,
        break_long_words=False,
        break_on_hyphens=False,
    )


def bold(text: str) -> Styled:
    """For headlines."""
    return Styled(text, BOLD)


def dim(text: str) -> Styled:
    """For what is beside the point."""
    return Styled(text, DIM)


def screen() -> Screen:
    """Standard output as a page."""
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    width = _asked_width(sys.stdout)
    return Screen(width or WIDTH, styled=is_terminal(sys.stdout) and not plain, measured=bool(width))


def _asked_width(stream: IO[str]) -> int:
    """Columns of the terminal, or of ``$COLUMNS``, within bounds; 0 where there is neither."""
    if not (is_terminal(stream) or os.environ.get("COLUMNS")):
        return 0
    import shutil

    return max(_NARROWEST, min(shutil.get_terminal_size((WIDTH, 24)).columns, WIDTH))


def is_terminal(stream: IO[str]) -> bool:
    """Whether a person is at the other end."""
    return not stream.closed and stream.isatty()


class ProgressLine:
    """One line on standard error that tells how far a run has come; nothing where no terminal is.

    Called with the number of articles done, and of all, or None where that is unknown; a context manager
    that wipes its line at the end. Where it is known what is read, the time left is told by its bytes.
    """

    def __init__(self, doing: str, *, shown: bool = True, reading: Reading | None = None) -> None:
        self._doing = doing
        self._reading = reading
        self._size: int | None = None
        self._shown = shown and is_terminal(sys.stderr) and not is_quiet()
        self._began = time.monotonic()
        self._drawn = 0.0

    def __call__(self, done: int, total: int | None = None) -> None:
        """Draw the line anew, if it is time."""
        now = time.monotonic()
        if not self._shown or now - self._drawn < _REDRAW_SECONDS:
            return
        self._drawn = now
        elapsed = now - self._began
        of_all = f" of {total:,}" if total else ""
        rate = f", {done / elapsed:,.0f}/s" if elapsed > 1 else ""
        self._draw(f"{self._doing} {done:,}{of_all}{rate}, {elapsed:.0f} s{self._rest(elapsed)}")

    def tell(self, text: str) -> None:
        """Write a sentence above the line."""
        if self._drawn:
            self._draw("")
            self._drawn = 0.0
        note(text)

    def _rest(self, elapsed: float) -> str:
        """How far reading has come, how long the rest will take, and what is being read."""
        if self._reading is None or elapsed < _RATE_SECONDS:
            return ""
        position = self._reading.position
        if self._size is None:
            self._size = self._reading.size() or 0
        current = f"; reading {position.current}" if position.current else ""
        if not self._size:
            return current
        share = min(1.0, position.read / self._size)
        newly = position.read - position.passed
        if newly <= 0:
            return f"; {share:.0%} read{current}"
        left = elapsed * max(0, self._size - position.read) / newly
        return f"; {share:.0%} read, {_lasting(left)} left{current}"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._drawn:
            self._draw("")

    def _draw(self, text: str) -> None:
        import shutil

        text = _on_one_line(text)[: shutil.get_terminal_size((WIDTH, 24)).columns - 1]
        with contextlib.suppress(OSError):
            sys.stderr.write(f"\r{text}\x1b[K")
            sys.stderr.flush()


def _lasting(seconds: float) -> str:
    """A time for people: ``"12 s"``, ``"3 min"``, ``"2 h 5 min"``."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min" if minutes else f"{rest} s"


def _on_one_line(text: str) -> str:
    return inert(text).replace("\n", " ").replace("\t", " ")


def _nowhere() -> IO[str]:
    return open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123 -- it stands in for a stream
