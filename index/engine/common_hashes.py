"""What an engine is asked of the hashes that documents have in common (``fields.Hashes``)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Sharing:
    """A request for the documents that share hashes with each of some sets of hashes.

    Hashes that few documents hold say something of these. What very many documents say alike is told by the
    least hashes of a set: so few that all their holders can be looked at. A hash that a lone document holds
    is no document's to share.

    Attributes:
        field: of the hashes.
        sets: of hashes, each once.
        common: documents that hold a hash, beyond which it says nothing by itself.
        fewest: how many hashes a document must share.
        rarity: how rare those that say something must be together, of those that it shares: the least sum of
            1 / holders, each rounded down to a millionth.
        told: how many hashes of a set tell it: the least ones, but for those that more than ``widest``
            documents hold.
        part: or else, the part of those that tell the set that a document must share; where no such part of
            them is held by more than ``crowd`` documents, no document shares enough by them.
        crowd: see ``part``; it is no more than ``common``.
        widest: see ``told``.
        most: how many documents are wanted of each set, those first whose hashes are rarest; equals by id.
    """

    field: str
    sets: tuple[tuple[int, ...], ...]
    common: int
    fewest: int
    rarity: float
    told: int
    part: float
    crowd: int
    widest: int
    most: int


RARITY_UNIT = 10**6
"""Rarities are added up in whole numbers, so that the order does not matter."""


class Sharer(NamedTuple):
    """A document that shares hashes with a set.

    Attributes:
        id: of the document.
        holders: how many documents hold each of the hashes that it shares, itself among them, ascending: of
            those that say something, if they are rare enough; else of those that tell the set.
    """

    id: str
    holders: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Pairing:
    """A request for the pairs of documents, among those that match a plan, that share several hashes.

    Attributes:
        field: of the hashes.
        common: documents that hold a hash, whether these match or not, beyond which it says nothing by
            itself.
        fewest: how many hashes the two must share.
        rarity: how rare those that say something must be together: the least sum of 1 / holders, each rounded
            down to a millionth.
        part: how many they must be of all hashes of the one that holds fewer, 0 to 1.
        told: or else, how large a part of those they must share, whether these say something or not.
        widest: documents that hold a hash, beyond which it tells those alone that have all hashes in
            common: of these, enough pairs that all are connected.
        text: a scored field whose length is told of both.
    """

    field: str
    common: int
    fewest: int
    rarity: float
    part: float
    told: float
    widest: int
    text: str


class Pair(NamedTuple):
    """Two documents that share hashes.

    Attributes:
        id, other_id: of the documents, the lesser first.
        held, other_held: how many hashes each of them holds in all.
        length, other_length: how many tokens the text of each has, as scoring rounds it.
        holders: how many documents hold each of the hashes that they share, ascending: of those that say
            something, or of all. More than 65,535 are as many.
    """

    id: str
    other_id: str
    held: int
    other_held: int
    length: int
    other_length: int
    holders: tuple[int, ...]
