"""Parse arguments, call the library, print."""

from __future__ import annotations

import gc

# A short command makes hardly any cycles: looking for them would take a tenth of its time. A search makes
# half as many objects, a good part of them while click is imported.
gc.set_threshold(100_000)

import click  # noqa: E402 -- as said

from .options import debug_option  # noqa: E402 -- it imports click
from .program import NAME, Commands, Program  # noqa: E402 -- likewise

_COMMANDS = {
    "index": "Add articles to an archive: files, folders, '-'; again later: only what changed.",
    "search": "Ask a question: words, dates, people, organisations, places.",
    "show": "Show one article in full.",
    "related": "Show what an article is related to, and why.",
    "compare": "Show how much two articles share, and what differs.",
    "story": "Tell the running story that an article belongs to, day by day.",
    "wanted": "List what outlets link to and the archive lacks, the most wanted first.",
    "timeline": "Count the articles that match, month by month.",
    "stats": "Tell what the archive holds, in numbers.",
    "aliases": "Suggest names that may be one: surnames, spellings, outlets.",
    "check": "Read every byte of the archive; tell what is damaged.",
    "delete": "Delete articles by id.",
    "rebuild": "Make a fresh index of the archive's articles, and put it in place.",
    "demo": "Index the sample archive that comes with the program, and ask it five questions.",
    "syntax": "Show how queries and dates are written.",
    "help": "Show the help of a command, or of a topic such as dates.",
    "completion": "Print what makes a shell complete commands and options.",
}
"""Name → what it is for; the module of that name in ``commands`` is imported when it is called."""


@click.group(
    cls=Program,
    name=NAME,
    commands=Commands(_COMMANDS),
    invoke_without_command=True,
    context_settings={"help_option_names": ["--help", "-h"], "max_content_width": 100},
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

__all__ = ["main"]
