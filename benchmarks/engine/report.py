"""Figures as tables of text: for the terminal, and between two marks of docs/benchmarks.md."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from .latency import mean_ratio, ratios
from .measured import Collected, Measured

OWN = "dateline"
BEGIN, END = "<!-- figures: written by `make bench BENCH=--write-docs` -->", "<!-- end of figures -->"
_MEGA = 1_000_000


def tables(measured: Measured) -> str:
    """All figures, as Markdown."""
    parts = [_machine(measured)]
    for name, collected in measured.collections.items():
        parts += [f"### {name}: {collected.documents:,} articles", *_collection(collected)]
    parts += _product(measured)
    return "\n\n".join(parts) + "\n"


def rewritten(text: str, figures: str) -> str:
    """A document with new figures between the marks.

    Raises:
        ValueError: it has not exactly one such place.
    """
    pattern = re.compile(f"(?<={re.escape(BEGIN)}\n).*?(?={re.escape(END)})", re.DOTALL)
    if len(pattern.findall(text)) != 1:
        raise ValueError(f"there must be one {BEGIN} with its {END}")
    return pattern.sub(lambda _: f"\n{figures}\n", text)


def summary(measured: Measured) -> str:
    """One line for each collection and contender: geometric means of ratios."""
    lines = []
    for name, collected in measured.collections.items():
        for other in _others(collected):
            found = ratios(collected.latency, OWN, other)
            mean = mean_ratio(found)
            if mean is None:
                continue
            worst = sorted(found.items(), key=lambda pair: pair[1])[:3]
            shown = ", ".join(f"{kind} {_times(ratio)}" for kind, ratio in worst)
            lines.append(f"{name}: {other} takes {_times(mean)} as long; least favourable: {shown}")
    return "\n".join(lines)


def _machine(measured: Measured) -> str:
    about = measured.machine
    versions = ", ".join(f"{name} {v}" for name, v in about.items() if name not in ("date", "system", "load"))
    return (
        f"Measured on {about['date']} ({about['system']}, load {about['load']} at the start; {versions}),"
        f" {measured.rounds} rounds."
    )


def _collection(collected: Collected) -> Iterator[str]:
    if collected.indexing:
        yield _indexing(collected)
    if collected.latency:
        yield _answers(collected)
    if collected.agreement:
        yield _agreement(collected)


def _indexing(collected: Collected) -> str:
    own = collected.indexing.get(OWN)
    rows = []
    for name, run in collected.indexing.items():
        rows.append(
            [
                name,
                f"{run.documents / run.wall:,.0f}",
                _times(run.wall and own.wall / run.wall) if own else "",
                f"{run.documents / run.cpu:,.0f}",
                f"{run.peak / _MEGA:,.0f}",
                f"{run.size / _MEGA:,.1f}",
                f"{run.segments}",
                f"{collected.opening[name]:.1f}" if name in collected.opening else "",
            ]
        )
    return _table(
        [
            "indexing",
            "articles a second",
            f"… of {OWN}'s",
            "articles a CPU second",
            "memory at most, MB",
            "on the disk, MB",
            "segments",
            "open and first answer, ms",
        ],
        rows,
    )


def _answers(collected: Collected) -> str:
    names = [OWN, *_others(collected)]
    rows = []
    for kind, found in collected.latency.items():
        rows.append(
            [
                kind,
                *(f"{found[n].p50:.3f} / {found[n].p95:.3f}" if n in found else "–" for n in names),
                *(
                    _times(found[n].p50 / found[OWN].p50) if n in found and OWN in found else "–"
                    for n in names[1:]
                ),
            ]
        )
    for what, latency in (
        ("**geometric mean**", collected.latency),
        ("geometric mean, each question to all in turn", collected.scattered),
    ):
        means = [mean_ratio(ratios(latency, OWN, name)) for name in names[1:]]
        rows.append([what, *[""] * len(names), *(_times(m) if m else "–" for m in means)])
    heads = [f"{name}, p50 / p95 ms" for name in names]
    return _table(["ten best", *heads, *(f"{name} : {OWN}" for name in names[1:])], rows)


def _agreement(collected: Collected) -> str:
    names = list(collected.contenders())
    rows = [
        [
            kind,
            *(
                f"{found.matches[name]:,.1f} ({found.alike[name]:.0%})" if name in found.matches else "–"
                for name in names
            ),
        ]
        for kind, found in collected.agreement.items()
    ]
    return _table(["matches a question (alike)", *names], rows)


def _product(measured: Measured) -> Iterator[str]:
    if measured.stages:
        stages = measured.stages
        total = sum(stages.cpu.values())
        rows = [
            [stage, f"{seconds:.2f}", f"{seconds / total:.0%}", f"{stages.articles / seconds:,.0f}"]
            for stage, seconds in stages.cpu.items()
        ]
        rows.append(["all", f"{total:.2f}", "100%", f"{stages.articles / total:,.0f}"])
        rate = f"{stages.articles / stages.wall:,.0f} articles a second" if stages.wall else "not measured"
        yield f"### The whole of `dateline index`: {stages.articles:,} articles"
        yield _table(["stage", "CPU seconds", "share", "articles a CPU second"], rows)
        yield f"As the product does it, with all processors: {rate}."
    for page in measured.pages:
        yield f"### A page of results: {page.articles:,} articles"
        yield _table(
            ["page of ten hits, with snippets, counts by three kinds of names and by month", "ms"],
            [
                ["with related articles, p50 / p95", f"{page.p50:.1f} / {page.p95:.1f}"],
                ["without related articles, p50", f"{page.without_related:.1f}"],
                ["open the archive and build a first page", f"{page.open_first:.1f}"],
            ],
        )
    if measured.memory:
        yield "### Memory while indexing"
        rows = [[name, f"{run.peak / _MEGA:,.0f}"] for name, run in measured.memory.items()]
        yield _table(["articles", "memory at most, MB"], rows)


def _others(collected: Collected) -> list[str]:
    return [name for name in collected.contenders() if name != OWN]


def _times(ratio: float) -> str:
    """A ratio in as many digits as mean something."""
    return f"×{ratio:.0f}" if ratio >= 10 else f"×{ratio:.2f}"  # noqa: PLR2004 -- two digits


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [heads, ["---", *["--:"] * (len(heads) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
