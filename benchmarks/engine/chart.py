"""The ratios of answering times as bars, in SVG."""

from __future__ import annotations

import math
from collections.abc import Iterator
from html import escape

from .latency import ratios
from .measured import Measured
from .report import OWN

_COLOURS = {"whoosh": "#7a8793", "sqlite": "#c98a2b", "tantivy": "#2b6cb0"}
_LEFT, _WIDTH, _BAR, _GAP, _HEAD = 190, 470, 9, 9, 46
_DECADES = (-1, 3)
"""The axis: from a tenth to a thousand times as long."""


def svg(measured: Measured, collection: str) -> str:
    """How many times as long as our engine each contender takes, on a logarithmic axis."""
    latency = measured.collections[collection].latency
    others = [name for name in _COLOURS if ratios(latency, OWN, name)]
    found = {name: ratios(latency, OWN, name) for name in others}
    row = _BAR * len(others) + _GAP
    height = _HEAD + row * len(latency) + 24
    box = f"0 0 {_LEFT + _WIDTH + 50} {height}"
    title = f"Time to answer, {escape(collection)}: how many times as long as {OWN}"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" font-family="sans-serif" font-size="11">',
        f'<rect width="100%" height="{height}" fill="#ffffff"/>',
        f'<text x="8" y="16" font-weight="bold">{title}</text>',
        *_legend(others),
        *_axis(height),
    ]
    for number, kind in enumerate(latency):
        top = _HEAD + number * row
        parts.append(
            f'<text x="{_LEFT - 8}" y="{top + row / 2 + 1:.0f}" text-anchor="end">{escape(kind)}</text>'
        )
        for place, name in enumerate(others):
            if kind in found[name]:
                parts += _bar(found[name][kind], top + place * _BAR, _COLOURS[name])
    return "\n".join([*parts, "</svg>\n"])


def _legend(names: list[str]) -> Iterator[str]:
    for place, name in enumerate(names):
        x = _LEFT + 90 * place
        yield f'<rect x="{x}" y="24" width="10" height="10" fill="{_COLOURS[name]}"/>'
        yield f'<text x="{x + 14}" y="33">{name}</text>'


def _axis(height: int) -> Iterator[str]:
    for decade in range(_DECADES[0], _DECADES[1] + 1):
        x = _x(10.0**decade)
        colour = "#333333" if decade == 0 else "#dddddd"
        yield f'<line x1="{x:.0f}" y1="{_HEAD - 6}" x2="{x:.0f}" y2="{height - 20}" stroke="{colour}"/>'
        yield f'<text x="{x:.0f}" y="{height - 6}" text-anchor="middle">×{10.0**decade:g}</text>'


def _bar(ratio: float, y: float, colour: str) -> Iterator[str]:
    one, end = _x(1), _x(ratio)
    left, width = min(one, end), max(1.0, abs(end - one))
    yield f'<rect x="{left:.1f}" y="{y}" width="{width:.1f}" height="{_BAR - 1}" fill="{colour}"/>'
    side, anchor = (end + 3, "start") if ratio >= 1 else (end - 3, "end")
    place = f'x="{side:.1f}" y="{y + _BAR - 1.5}" text-anchor="{anchor}"'
    yield f'<text {place} font-size="8">{_shown(ratio)}</text>'


def _shown(ratio: float) -> str:
    return f"{ratio:.0f}" if ratio >= 10 else f"{ratio:.1f}"  # noqa: PLR2004 -- two digits


def _x(ratio: float) -> float:
    first, last = _DECADES
    place = min(max(math.log10(ratio), first), last)
    return _LEFT + _WIDTH * (place - first) / (last - first)
