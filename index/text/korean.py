"""Korean words without the particles that are written onto them.

A particle is cut from a word of three syllables or more, so that two are left, or from what is not written
in Hangul (``NATO는``); again and again, for they follow each other (서울에서는), and so that a noun that ends
as a particle does has one form with a particle and without. This is a rule, no dictionary: 전문가 (expert)
and 전문 (profession) become one. Verbs are left as they are, and so are parts of compounds.
"""

from __future__ import annotations

import re

_PARTICLES = (  # noqa: SIM905 -- a table
    "은 는 이 가 을 를 의 에 로 와 과 도 만 "  # topic, subject, object, of, at, by, and, too, only
    "에서 에게 한테 께서 으로 까지 부터 처럼 보다 마다 조차 마저 이나 이며 라고 이라고 에는 에도 에만 "
    "에서는 에서도 에게서 에게는 으로는 으로도 으로부터 로부터 까지는 까지도 부터는 과의 와의 에서의 으로의"
).split()
"""Case markers and auxiliary particles, as grammars of Korean list them; those of news texts."""
_PARTICLE = (  # compiled when first used
    rf"(?<=[가-힣]{{2}})(?:{'|'.join(sorted(_PARTICLES, key=len, reverse=True))})$"
    rf"|(?<=[^\W가-힣])(?:{'|'.join(sorted(_PARTICLES, key=len, reverse=True))})$"
)


def without_particles(word: str) -> str:
    """A word without the particles at its end."""
    while (shorter := re.sub(_PARTICLE, "", word)) != word:
        word = shorter
    return word
