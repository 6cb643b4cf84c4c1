"""Write index/text/spellings.txt: stems by which the British and the American spelling of a word meet.

    write_spellings.py VARCON

The words are those of VarCon (varcon.txt, of the branch v1 of https://github.com/en-wl/wordlist): checked
entries of words that are not rare, in the spellings that are usual on either side. A line holds a British
stem and the American one that stands for both; or one stem alone, that of a verb in *-ise*, which stands for
*-ize* too (``OF_THEIR_OWN``).

Left out is what would join words that are not one: of which VarCon has several meanings (*cheque*, *check*),
whose British stem is that of a common word, or that ``ANOTHER_WORD`` names.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from index.text.english import snowball_stem

TARGET = Path(__file__).parents[1] / "index" / "text" / "spellings.txt"
COMMON = Path(__file__).parents[1] / "corpus" / "entities" / "tables" / "common-words.txt"
RAREST = 60
"""Level of SCOWL up to which words are taken: what large dictionaries hold."""
ANOTHER_WORD = frozenset(
    "adapter caliber kindergartner liter willful willfully willfulness unrealized".split()  # noqa: SIM905 -- a table
)
"""Entries of which one side's stem is that of other words: *adapt*, *calibrate*, *literal*, *will*."""
IN_ONE_MEANING = (
    ("analyse", "analyze"),
    ("licence", "license"),
    ("metre", "meter"),
    ("paralyse", "paralyze"),
    ("practise", "practice"),
    ("programme", "program"),
)
"""Pairs that VarCon splits by meaning, or whose stem is that of other forms, though they are one word."""

OF_THEIR_OWN = frozenset(
    """
    annualis authoris capitalis centralis commercialis criminalis criticis economis federalis finalis
    generalis globalis humanis industrialis internalis itemis legalis liberalis localis marginalis materialis
    nationalis naturalis personalis popularis pressuris privatis professionalis publicis radicalis socialis
    unionis
    """.split()  # noqa: SIM905 -- a table
)
"""British stems that stand for the American spelling too, as Snowball's of that is one of a frequent word:
*national*, *private*. Most others are taken by the American one, though it has other words: *standard*."""

_HEAD = re.compile(r"# (\S+) .*?<verified>.*?\(level (\d+)\)")
_WORD = re.compile(r"[a-z]{3,}(?<!est|.dd)")
"""Without superlatives, most of which nobody forms."""


def pairs(varcon: str) -> Iterator[tuple[str, str]]:
    """British and American words, as VarCon has them."""
    for entry in varcon.split("\n\n"):
        head, *lines = entry.strip().split("\n")
        level = _HEAD.match(head)
        if not level or level[1] in ANOTHER_WORD or int(level[2]) > RAREST or "|" in entry:
            continue
        for line in lines:
            forms = [form.partition(":") for form in line.partition("#")[0].split("/")]
            spelt = [(tags.split(), word.strip()) for tags, _, word in forms]
            american = [word for tags, word in spelt if "A" in tags]
            british = [word for tags, word in spelt if {"B", "Z"} & set(tags)]
            yield from (
                (b, a) for a in american for b in british if _WORD.fullmatch(a) and _WORD.fullmatch(b)
            )


def table(varcon: str) -> dict[str, str]:
    """British stems and the American ones that stand for both, "" for the British one itself."""
    spelt = [*pairs(varcon), *IN_ONE_MEANING]
    known = {word for pair in spelt for word in pair}
    taken = {snowball_stem(word) for word in COMMON.read_text("utf-8").split() if word not in known}
    taken -= {snowball_stem(word) for word, _ in IN_ONE_MEANING}
    found: dict[str, set[str]] = {}
    for british, american in spelt:
        stem, other = snowball_stem(british), snowball_stem(american)
        if stem in OF_THEIR_OWN | {"analys", "paralys"}:
            found.setdefault(stem, set()).add("")
        elif stem != other:
            found.setdefault(stem, set()).add(other)
    return {
        stem: min(others, key=len)  # of recogniz(able) and recogn(ize)
        for stem, others in sorted(found.items())
        if stem not in taken and not others & found.keys()
    }


def main(varcon: str) -> int:
    """Write the table; the exit code."""
    stems = table(Path(varcon).read_text("latin-1"))
    lines = [f"{british} {american}".strip() for british, american in stems.items()]
    TARGET.write_text("".join(f"{line}\n" for line in lines), "ascii")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
