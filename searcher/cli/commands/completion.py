"""``dateline completion``: complete commands and options with the Tab key."""

from __future__ import annotations

import os
from pathlib import PurePath

import click

from ..options import common_options
from ..program import COMPLETION, NAME, Command
from ..terminal import out

SHELLS = ("bash", "zsh", "fish")


def _shell(ctx: click.Context, param: click.Parameter, value: str | None) -> str:
    chosen = value or PurePath(os.environ.get("SHELL", "")).name
    if chosen not in SHELLS:
        raise click.BadParameter(f"Which shell? Name one of {', '.join(SHELLS)}.", ctx, param)
    return chosen


@click.command(
    cls=Command,
    examples=(
        'eval "$(dateline completion bash)"',
        "dateline completion fish > ~/.config/fish/completions/dateline.fish",
    ),
)
@click.argument(
    "shell", type=click.Choice(SHELLS), required=False, callback=_shell, metavar="[bash|zsh|fish]"
)
@common_options
@click.pass_context
def completion(ctx: click.Context, *, shell: str) -> None:
    """Print the lines that make a shell complete commands and options; by default for the shell in use."""
    from click.shell_completion import get_completion_class

    made = get_completion_class(shell)
    assert made
    out(made(ctx.find_root().command, {}, NAME, COMPLETION).source() + "\n")
