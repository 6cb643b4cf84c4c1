"""The news agency that a text credits: ``LONDON (Reuters) -`` before it, ``— AP`` after it.

Only such a line counts, at the beginning or the end of a text: an agency that is written about is none.
"""

from __future__ import annotations

import re
from functools import cache

AGENCIES: dict[str, tuple[str, ...]] = {
    "AAP": ("Australian Associated Press",),
    "AFP": ("Agence France-Presse",),
    "ANI": ("Asian News International",),
    "ANSA": (),
    "AP": ("Associated Press", "The Associated Press"),
    "Anadolu": ("Anadolu Agency",),
    "Belga": (),
    "Bloomberg": ("Bloomberg News",),
    "CP": ("Canadian Press", "The Canadian Press"),
    "EFE": (),
    "IANS": ("Indo-Asian News Service",),
    "IRNA": (),
    "Interfax": (),
    "KCNA": (),
    "Kyodo": ("Kyodo News",),
    "PA": ("PA Media", "Press Association"),
    "PTI": ("Press Trust of India",),
    "Reuters": ("Thomson Reuters",),
    "TASS": ("ITAR-TASS",),
    "UPI": ("United Press International",),
    "Xinhua": ("Xinhua News Agency",),
    "Yonhap": ("Yonhap News Agency",),
    "dpa": ("Deutsche Presse-Agentur",),
}
"""What an agency is called for short → further names."""

_HEAD = 160
_TAIL = 200
"""Characters of a text in which a credit line stands."""


def agency_credited(text: str) -> str:
    """The agency that a text credits with it, by its short name; "" for none."""
    head, tail = text[:_HEAD], text[-_TAIL:]
    match = _before().search(head) or _after().search(tail)
    return _short_names()[next(filter(None, match.groups())).lower()] if match else ""


@cache
def _short_names() -> dict[str, str]:
    return {name.lower(): short for short, others in AGENCIES.items() for name in (short, *others)}


@cache
def _names() -> str:
    found = (name for short, others in AGENCIES.items() for name in (short, *others))
    return "|".join(map(re.escape, sorted(found, key=len, reverse=True)))


@cache
def _before() -> re.Pattern[str]:
    """``(Reuters)`` before a dash or at the very beginning, ``By Associated Press`` as a line."""
    return re.compile(
        rf"[(\[]({_names()})[)\]]\s*[-–—:.]|\A\W*(?:By\s)?[(\[]({_names()})[)\]]|^(?:By )?({_names()})$",
        re.MULTILINE,
    )


@cache
def _after() -> re.Pattern[str]:
    """At the very end: ``— AP``, ``(Reuters)``, ``/dpa``, or the name on a line of its own."""
    return re.compile(
        rf"(?:[-–—/]{{1,2}}[ ]?|^)({_names()})\W{{0,3}}\Z|[(\[](?:Source: )?({_names()})[)\]]\W{{0,3}}\Z",
        re.MULTILINE,
    )
