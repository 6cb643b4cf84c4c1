"""Parse arguments, call the library, print."""

from __future__ import annotations

import click

from .commands.check import check
from .commands.completion import completion
from .commands.delete import delete
from .commands.demo import demo
from .commands.index import index
from .commands.rebuild import rebuild
from .commands.related import related
from .commands.search import search
from .commands.show import show
from .commands.stats import stats
from .commands.syntax import syntax
from .commands.timeline import timeline
from .failures import EXIT_CODES
from .options import debug_option
from .program import NAME, Program

_CODES = "\n".join(f"{code:>3}  {meaning}" for code, meaning in EXIT_CODES)


@click.group(
    cls=Program,
    name=NAME,
    invoke_without_command=True,
    context_settings={"help_option_names": ["--help", "-h"], "max_content_width": 100},
    epilog=f"\b\nExit codes:\n{_CODES}\n\n\b\nEnvironment:\n"
    "DATELINE_ARCHIVE  the archive, where --archive is not given\n"
    "DATELINE_NOW      an ISO 8601 stamp to take for now, so that 'last week' stays the same week\n"
    "DATELINE_DEBUG    if set, as --debug\n"
    "NO_COLOR          if set, no bold type",
)
@click.version_option(package_name=NAME, prog_name=NAME, message="%(prog)s %(version)s")
@debug_option
@click.pass_context
def main(ctx: click.Context) -> None:
    """Search archives of news articles: by words, dates, people, organisations and places."""
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


main.examples = (
    "dateline demo",
    "dateline index saved-pages/",
    """dateline search '"civilian casualties"' --place Manbij --since 2016-03-31""",
)
for _command in (
    index,
    search,
    show,
    related,
    timeline,
    stats,
    check,
    delete,
    rebuild,
    demo,
    syntax,
    completion,
):
    main.add_command(_command)

__all__ = ["main"]
