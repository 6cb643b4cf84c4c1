"""SQLite with its full-text index FTS5: Porter's older stemmer, tags and dates in tables beside it."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Iterable
from pathlib import Path

from .collection import row_of
from .contender import HEAP, TOP, Answer
from .queries import WITHIN, Ask

_TABLES = """
CREATE VIRTUAL TABLE article USING fts5(title, body, tokenize = 'porter unicode61');
CREATE TABLE known(number INTEGER PRIMARY KEY, id TEXT, day INTEGER);
CREATE TABLE tagged(number INTEGER, topic TEXT);
"""
_INDEXES = """
CREATE INDEX known_day ON known(day, number);
CREATE INDEX tagged_topic ON tagged(topic, number);
CREATE INDEX tagged_number ON tagged(number, topic);
"""
_BATCH = 5_000

try:
    with contextlib.closing(sqlite3.connect(":memory:")) as probe:
        probe.execute("CREATE VIRTUAL TABLE probe USING fts5(text)")
except sqlite3.OperationalError as lacking:
    raise ImportError("this SQLite was built without FTS5") from lacking


class SQLite:
    """An ordinary database file; `ORDER BY rank LIMIT 10` is its quickest way to the best ten."""

    name = "sqlite"
    workers = (1,)

    def __init__(self, folder: Path) -> None:
        self._path = folder / "articles.db"

    def index(self, rows: Iterable[bytes], workers: int) -> None:  # noqa: ARG002 -- it has one writer
        """In one transaction."""
        database = sqlite3.connect(self._path)
        database.execute(f"PRAGMA cache_size = -{HEAP // 1024}")
        database.executescript(_TABLES)
        batch = []
        for row in rows:
            batch.append(row)
            if len(batch) == _BATCH:
                _insert(database, batch)
                batch.clear()
        _insert(database, batch)
        database.executescript(_INDEXES)
        database.commit()
        database.close()

    def open(self) -> None:
        """One connection."""
        self._database = sqlite3.connect(self._path)
        self._database.execute(f"PRAGMA cache_size = -{HEAP // 1024}")

    def close(self) -> None:
        """The connection."""
        self._database.close()

    def segments(self) -> int:
        """Of the inverted index; its own merging keeps them few."""
        return 1

    def prepared(self, ask: Ask) -> Callable[[], Answer] | None:
        """One statement."""
        if ask.pattern or ask.fuzzy:
            return None
        statement, values = _statement(ask)
        execute = self._database.execute
        return lambda: execute(statement, values).fetchall()

    def count(self, ask: Ask) -> int:
        """All that match."""
        source, condition, values = _matching(ask)
        (count,) = self._database.execute(f"SELECT count(*) {source} WHERE {condition}", values).fetchone()
        return int(count)


def _statement(ask: Ask) -> tuple[str, list[object]]:
    source, condition, values = _matching(ask)
    if ask.wanted == "topics":
        source += " CROSS JOIN tagged ON tagged.number = article.rowid"
        grouped = f"GROUP BY topic ORDER BY count DESC LIMIT {TOP}"
        return f"SELECT topic, count(*) AS count {source} WHERE {condition} {grouped}", values
    if ask.wanted == "newest":
        source += " CROSS JOIN known ON known.number = article.rowid"
        return f"SELECT article.rowid, day {source} WHERE {condition} ORDER BY day DESC LIMIT {TOP}", values
    return f"SELECT article.rowid, rank {source} WHERE {condition} ORDER BY rank LIMIT {TOP}", values


def _matching(ask: Ask) -> tuple[str, str, list[object]]:
    """Tables, condition and its values. CROSS JOIN keeps SQLite from beginning with the date or the tag."""
    source, condition = "FROM article", "article MATCH ?"
    values: list[object] = [f"body : ({_match(ask)})"]
    if ask.days:
        source += " CROSS JOIN known ON known.number = article.rowid"
        condition += " AND day BETWEEN ? AND ?"
        values += ask.days
    if ask.topic:
        source += " CROSS JOIN tagged ON tagged.number = article.rowid"
        condition += " AND topic = ?"
        values.append(ask.topic)
    return source, condition, values


def _match(ask: Ask) -> str:
    """FTS5's expression for the words of an ask."""
    parts = [f'"{word}"' for word in ask.every]
    if ask.some:
        parts.append("(" + " OR ".join(f'"{word}"' for word in ask.some) + ")")
    if ask.phrase:
        parts.append('"' + " ".join(ask.phrase) + '"')
    if ask.near:
        words = " ".join(f'"{word}"' for word in ask.near)
        parts.append(f"NEAR({words}, {WITHIN - 1})")
    if ask.prefix:
        parts.append(f'"{ask.prefix}" *')
    match = " AND ".join(parts)
    return " NOT ".join([f"({match})", *(f'"{word}"' for word in ask.without)])


def _insert(database: sqlite3.Connection, batch: Iterable[bytes]) -> None:
    rows = list(map(row_of, batch))
    (last,) = database.execute("SELECT ifnull(max(number), 0) FROM known").fetchone()
    numbered = list(enumerate(rows, last + 1))
    database.executemany(
        "INSERT INTO article(rowid, title, body) VALUES (?, ?, ?)",
        [(n, r.title, r.body) for n, r in numbered],
    )
    database.executemany("INSERT INTO known VALUES (?, ?, ?)", [(n, r.id, r.day) for n, r in numbered])
    database.executemany("INSERT INTO tagged VALUES (?, ?)", [(n, t) for n, r in numbered for t in r.topics])
