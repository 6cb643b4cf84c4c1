"""The program as a whole: commands that lead with examples, and one way out for every error."""

from __future__ import annotations

import atexit
import gc
import importlib
import os
import sys
import warnings
from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from typing import Any, NoReturn

import click

from .arguments import read_arguments
from .exit_codes import EXIT_CODES, FOUND, describe, exit_code
from .terminal import abandon_output, prepare_streams

NAME = "dateline"
ENVIRONMENT: tuple[tuple[str, str], ...] = (
    ("DATELINE_ARCHIVE", "the archive, where --archive is not given"),
    ("DATELINE_BUDGET", "what a question may cost, where --budget is not given"),
    ("DATELINE_NOW", "an ISO 8601 stamp to take for now, so that 'last week' stays the same week"),
    ("DATELINE_DEBUG", "if set, as --debug"),
    ("COLUMNS", "how wide a page is, where it is not a terminal's"),
    ("NO_COLOR", "if set, no bold type"),
)
"""Variable and meaning, for people."""
TOPICS: dict[str, list[tuple[str, str]]] = {
    "Exit codes": [(str(code), meaning) for code, meaning in EXIT_CODES],
    "Environment": list(ENVIRONMENT),
}
"""What holds for every command: title → rows of a name and its meaning."""
COMPLETION = "_DATELINE_COMPLETE"
MORE_OPTIONS = "more_options"
"""Attribute of a command's function: makes options that came to be after the command was made."""


class Command(click.Command):
    """A command whose help leads with examples.

    Attributes:
        examples: invocations as one would type them.
        asks: whether its words are a query.
    """

    asks = False

    def __init__(self, *args: Any, examples: Sequence[str] = (), **options: Any) -> None:  # noqa: ANN401 -- click's own
        super().__init__(*args, **options)
        self.examples = tuple(examples)

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """Its parameters, with the options that came to be after it was made."""
        more = getattr(self.callback, MORE_OPTIONS, None)
        return [*super().get_params(ctx), *(more() if more else ())]

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the command line as it was meant, or refuse it; half a line, for completion, as it stands."""
        if ctx.resilient_parsing:
            return super().parse_args(ctx, args)
        options = {
            name: option
            for option in self.get_params(ctx)
            if isinstance(option, click.Option)
            for name in (*option.opts, *option.secondary_opts)
        }
        return super().parse_args(ctx, list(read_arguments(args, options, asks=self.asks)))

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the help page: examples first."""
        write_examples(self.examples, formatter)
        super().format_help(ctx, formatter)


class Commands(MutableMapping[str, click.Command]):
    """Commands by name, each imported when it is looked at: a help page needs only what they are for.

    Attributes:
        purposes: name → what the command is for, in the order of the help page.
    """

    def __init__(self, purposes: Mapping[str, str]) -> None:
        self.purposes = dict(purposes)
        self._loaded: dict[str, click.Command] = {}

    def __getitem__(self, name: str) -> click.Command:
        if name not in self._loaded:
            if name not in self.purposes:
                raise KeyError(name)
            module = importlib.import_module(f"..commands.{name}", __name__)
            self._loaded[name] = getattr(module, name)
        return self._loaded[name]

    def __setitem__(self, name: str, command: click.Command) -> None:
        self.purposes[name] = command.get_short_help_str()
        self._loaded[name] = command

    def __delitem__(self, name: str) -> None:
        del self.purposes[name]
        self._loaded.pop(name, None)

    def __iter__(self) -> Iterator[str]:
        return iter(self.purposes)

    def __len__(self) -> int:
        return len(self.purposes)


class Program(click.Group):
    """All commands together, in the order in which they were added."""

    examples: tuple[str, ...] = ()

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 -- click's signature
        """Names in the order in which one meets them."""
        return list(self.commands)

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the help page: examples first."""
        write_examples(self.examples, formatter)
        super().format_help(ctx, formatter)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 -- as above
        """Write what holds for every command: exit codes and the environment."""
        for title, rows in TOPICS.items():
            with formatter.section(title):
                formatter.write_dl(rows)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 -- as above
        """Write what each command is for, without importing it."""
        assert isinstance(self.commands, Commands)
        with formatter.section("Commands"):
            formatter.write_dl(list(self.commands.purposes.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that was called; where there is none of that name, one that may be meant."""
        name = args[0]
        if name not in self.commands and not name.startswith("-"):
            import difflib

            near = difflib.get_close_matches(name, self.commands, 1)
            guess = f"Did you mean {near[0]!r}? " if near else ""
            raise click.UsageError(
                f"There is no command {name!r}. {guess}To search for the word: {NAME} search {name}", ctx
            )
        return super().resolve_command(ctx, args)

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,  # noqa: FBT001, FBT002, ARG002 -- click's signature
        **extra: Any,  # noqa: ANN401 -- click's own
    ) -> NoReturn:
        """Run the program and end the process with its exit code."""
        prepare_streams()
        atexit.register(gc.freeze)
        # Whoosh writes regular expressions in plain strings: Python warns where it compiles them first.
        warnings.simplefilter("ignore", SyntaxWarning)
        name = prog_name or NAME
        variable = complete_var or COMPLETION
        if instruction := os.environ.get(variable):
            from click.shell_completion import shell_complete

            from . import shells  # noqa: F401 -- it tells click how Bash takes what is offered

            sys.exit(shell_complete(self, {}, name, variable, instruction))
        sys.exit(self.run(sys.argv[1:] if args is None else list(args), name, **extra))

    def run(self, args: list[str], name: str = NAME, **extra: Any) -> int:  # noqa: ANN401 -- click's own
        """Run one command line; its exit code. Whatever goes wrong is said on standard error."""
        try:
            return _flush_output(self.obey(args, name, **extra))
        except BrokenPipeError:
            abandon_output()  # whoever read it has seen enough
            return FOUND
        except BaseException as failure:  # noqa: BLE001 -- the one way out
            return _report_failure(failure, debug="--debug" in args or bool(os.environ.get("DATELINE_DEBUG")))

    def obey(self, args: list[str], name: str = NAME, **extra: Any) -> int:  # noqa: ANN401 -- click's own
        """Run one command line; its exit code. Errors are the caller's."""
        try:
            with self.make_context(name, list(args), **extra) as ctx:
                self.invoke(ctx)
        except click.exceptions.Exit as done:
            return done.exit_code
        return FOUND


def _flush_output(code: int) -> int:
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        abandon_output()
    return code


def _report_failure(failure: BaseException, *, debug: bool) -> int:
    try:
        sys.stdout.flush()
    except OSError:
        abandon_output()  # it takes nothing more: a full disk, perhaps, which may be the very failure
    describe(failure, debug=debug)
    return exit_code(failure)


def write_examples(examples: Sequence[str], formatter: click.HelpFormatter) -> None:
    """Write invocations onto a help page."""
    with formatter.section("Examples"):
        for example in examples:
            formatter.write(f"{'':{formatter.current_indent}}{example}\n")
    formatter.write_paragraph()
