"""A text as what stands between blanks: words and numbers, each with the punctuation around it."""

from __future__ import annotations

import re
from typing import NamedTuple

_BLANK_OF_NUMBER = "[\xa0\u2009\u202f]"
_RUN = re.compile(rf"(?:\S|(?<=\d){_BLANK_OF_NUMBER}(?=\d{{3}}(?!\d)))++")
_OPENING = "([{<“”„\"'‘’«»*•·–—-|/…"
_CLOSING = ")]}>“”\"'‘’«»*.,;:!?…–—-|/"
_BREAK = frozenset('.,;:!?…–—-|/)(“”"')
"""Of what stands after a word, what ends the phrase that it is in."""
_END = frozenset(".!?…")
_LONGEST_PASSAGE = 300
"""Characters of a sentence that are shown on either side of a figure."""
_ABBREVIATION = re.compile(
    r"(?:[A-Z]|[A-Za-z]\.[A-Za-z]|Mr|Mrs|Ms|Dr|St|Gen|Col|Lt|Sgt|Capt|Rep|Sen|Gov|No|vs"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)"
)


class Chunk(NamedTuple):
    """What stands between two blanks, without the punctuation around it.

    Attributes:
        text: as it is written.
        key: the same in lower case.
        start, end: its offsets.
        before, after: punctuation around it; a line feed is some.
    """

    text: str
    key: str
    start: int
    end: int
    before: str
    after: str

    @property
    def ends_phrase(self) -> bool:
        """Whether what comes next belongs to something else."""
        return "\n" in self.after or not _BREAK.isdisjoint(self.after)


def chunks_of(text: str) -> list[Chunk]:
    """The words and numbers of a text, in order."""
    found = []
    runs = [match.span() for match in _RUN.finditer(text)]
    following_starts = [*(start for start, _ in runs[1:]), len(text)]
    for (start, end), following in zip(runs, following_starts, strict=False):
        run = text[start:end]
        core = run.lstrip(_OPENING)
        first = end - len(core)
        core = core.rstrip(_CLOSING)
        last = first + len(core)
        is_line_end = "\n" in text[end:following]
        found.append(
            Chunk(core, core.lower(), first, last, text[start:first], text[last:end] + "\n" * is_line_end)
        )
    return found


def passage_around(chunks: list[Chunk], first: int, last: int) -> tuple[int, int]:
    """The sentence in which some chunks stand; of a long one the words around them.

    Args:
        chunks: of a text.
        first: place of the first of them.
        last: place of the last.

    Returns:
        Its offsets.
    """
    start, end = first, last
    while start and not _ends_sentence(chunks, start - 1):
        if chunks[first].start - chunks[start - 1].start > _LONGEST_PASSAGE:
            break
        start -= 1
    while end < len(chunks) - 1 and not _ends_sentence(chunks, end):
        if chunks[end + 1].end - chunks[last].end > _LONGEST_PASSAGE:
            break
        end += 1
    closing = chunks[end].after.rstrip("\n")
    return chunks[start].start - len(chunks[start].before), chunks[end].end + len(closing)


def _ends_sentence(chunks: list[Chunk], at: int) -> bool:
    """Whether a sentence, or a line, ends with a chunk."""
    chunk, following = chunks[at], chunks[at + 1]
    if "\n" in chunk.after:
        return True
    if _END.isdisjoint(chunk.after):
        return False
    if chunk.after.startswith(".") and _ABBREVIATION.fullmatch(chunk.text):
        return False
    return not following.text[:1].islower()
