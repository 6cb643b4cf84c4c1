"""How Bash takes what is offered: quoted, and cut where it cuts words itself."""

from __future__ import annotations

import os
import shlex

from click.shell_completion import BashComplete, CompletionItem, add_completion_class


@add_completion_class
class Bash(BashComplete):
    """Completion in Bash, which takes what is offered as it stands, and begins a new word at every colon."""

    def get_completion_args(self) -> tuple[list[str], str]:
        """The words before the one that was begun, and that one; those that a colon joins are one."""
        before, begun = super().get_completion_args()
        words: list[str] = []
        glued = False
        for word in (*before, begun):
            if words and (glued or word == ":"):
                words[-1] += word
            else:
                words.append(word)
            glued = word == ":"
        return words[:-1], words[-1]

    def format_completion(self, item: CompletionItem) -> str:
        """A value in quotes, where the shell needs them and none is open; of several parts, the last."""
        if item.type != "plain":
            return super().format_completion(item)
        value = item.value.removeprefix(f"{item.value.partition(':')[0]}:") if _colon_typed() else item.value
        return f"{item.type},{value if _quote_is_open() else shlex.quote(value)}"


def _colon_typed() -> bool:
    return ":" in os.environ["COMP_WORDS"].split("\n")[-2:]


def _quote_is_open() -> bool:
    begun = os.environ["COMP_WORDS"].split("\n")[-1]
    return begun[:1] in ("'", '"') and begun.count(begun[0]) == 1
