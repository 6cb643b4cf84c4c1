"""Options that several commands share."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click

from corpus.archive_folder import WAIT_SECONDS

from .output_formats import FORMATS, OWN_FORMATS, PAGE, OutputFormat
from .program import MORE_OPTIONS
from .terminal import QUIET

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

F = TypeVar("F", bound=Callable[..., Any])

DEFAULT_ARCHIVE = "news.archive"


def a_number(ctx: click.Context, param: click.Parameter, value: float | None) -> float | None:
    """Refuse NaN, which compares with nothing."""
    if value is not None and math.isnan(value):
        raise click.BadParameter("NaN is no number.", ctx, param)
    return value


class Directory(click.Path):
    """A path, which "" is not: a shell's variable that is not set would mean the folder at hand."""

    def __init__(self) -> None:
        super().__init__(path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: ANN401 -- click's signature
        """The path."""
        return super().convert(value, param, ctx) if str(value) else self.fail("It is empty.", param, ctx)

    def shell_complete(
        self,
        ctx: click.Context,  # noqa: ARG002 -- click's signature
        param: click.Parameter,  # noqa: ARG002 -- as above
        incomplete: str,
    ) -> list[CompletionItem]:
        """Folders: the shell knows them."""
        from click.shell_completion import CompletionItem

        return [CompletionItem(incomplete, type="dir")]


class ArchiveAddress(Directory):
    """A folder's path, or ``scheme://…``, which stays as it is: a path would lose a slash of it."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: ANN401 -- click's signature
        """The path, or the address."""
        return value if "://" in str(value) else super().convert(value, param, ctx)


archive_option = click.option(
    "-a",
    "--archive",
    type=ArchiveAddress(),
    metavar="DIR",
    default=DEFAULT_ARCHIVE,
    envvar="DATELINE_ARCHIVE",
    show_default=True,
    help="The archive's directory; $DATELINE_ARCHIVE sets another default.",
)
debug_option = click.option(
    "--debug", is_flag=True, expose_value=False, help="Show a traceback with an unexpected error."
)


def common_options(function: F) -> F:
    """What every command takes."""
    return _quiet_option(debug_option(function))


def _quieten(ctx: click.Context, param: click.Parameter, value: bool) -> None:  # noqa: ARG001, FBT001 -- click's signature
    ctx.meta[QUIET] = ctx.meta.get(QUIET, False) or value


_quiet_option = click.option(
    "-q",
    "--quiet",
    is_flag=True,
    expose_value=False,
    callback=_quieten,
    help="No notes and no progress: data, warnings and errors alone.",
)
wait_option = click.option(
    "--wait",
    type=click.FloatRange(min=0),
    metavar="SECONDS",
    default=WAIT_SECONDS,
    show_default=True,
    callback=a_number,
    help="How long to wait for another writer.",
)


def cost_options(function: F) -> F:
    """What a question may cost."""
    for option in reversed(_COST):
        function = option(function)
    return function


_COST = (
    click.option(
        "--timeout",
        type=click.FloatRange(min=0, min_open=True),
        metavar="SECONDS",
        callback=a_number,
        help="Give the question up after so long.",
    ),
    click.option(
        "--budget",
        type=click.FloatRange(min=0),
        metavar="SECONDS",
        default=2.0,
        envvar="DATELINE_BUDGET",
        show_default=True,
        callback=a_number,
        help="Refuse a question that would cost more than so long of one core, or than 128 MB of memory for"
        " each second; 0: refuse none. $DATELINE_BUDGET sets another default.",
    ),
)


figures_option = click.option(
    "--figures",
    is_flag=True,
    help="Show which numbers the articles give otherwise than others, side by side, each with its passage."
    " English texts alone are looked at.",
)


def typed_archive(ctx: click.Context) -> str:
    """The archive's directory where it was typed, and must be typed again in the next command; else ""."""
    typed = ctx.get_parameter_source("archive") is click.core.ParameterSource.COMMANDLINE
    return str(ctx.params["archive"]) if typed else ""


_BOM_HELP = (
    "With --csv or --tsv: for spreadsheets, with a byte order mark; a text that would be taken for a "
    "formula gets an apostrophe in front."
)


def form_options(*, ids: bool = True) -> Callable[[F], F]:
    """Options that choose the output format, of which one may be given.

    Args:
        ids: whether the command's rows have ids, so that it may print these alone.
    """

    def decorate(function: F) -> F:
        decorated = click.option("--bom", is_flag=True, help=_BOM_HELP)(_with_form(function))
        for each in reversed(OWN_FORMATS):
            if ids or not each.has_ids:
                decorated = click.option(f"--{each.name}", **_option_form(each))(decorated)
        decorated.__dict__[MORE_OPTIONS] = lambda: [
            click.Option([f"--{each.name}"], **_option_form(each))
            for each in FORMATS.values()
            if each not in OWN_FORMATS and (ids or not each.has_ids)
        ]
        return decorated

    return decorate


def _option_form(output_format: OutputFormat) -> dict[str, Any]:
    """The option of a format as click's."""

    def choose(ctx: click.Context, param: click.Parameter, value: bool) -> None:  # noqa: ARG001, FBT001 -- click's signature
        chosen = ctx.params.setdefault("form", PAGE)
        if value and chosen is not PAGE:
            raise click.UsageError(f"--{chosen.name} and --{output_format.name} exclude each other.", ctx)
        if value:
            ctx.params["form"] = output_format

    return {"is_flag": True, "expose_value": False, "callback": choose, "help": output_format.help}


def _with_form(function: F) -> F:
    """A command that is told of ``--bom`` by its format alone."""

    @wraps(function)
    def run(*args: object, form: OutputFormat, bom: bool, **options: object) -> object:
        return function(*args, form=_for_spreadsheets(form) if bom else form, **options)

    return cast("F", run)


def _for_spreadsheets(form: OutputFormat) -> OutputFormat:
    if form.for_spreadsheets is None:
        raise click.UsageError("--bom goes with --csv or --tsv.", click.get_current_context())
    return form.for_spreadsheets
