"""Parquet: the rows of a table, in the columns that articles have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, BinaryIO

from ...errors import InputError
from ...text import in_quotes, one_line
from ...unpacking import UnpackingBudget
from ...unpacking.spool import spool
from .cells import plain_value, size_of
from .fields import article
from .keys import known_fields, meanings_of
from .parquet_layout import ENCRYPTED, MAGIC, check_layout, outer_columns

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ...article import Article, Rejected
    from ..base import Options

_AT_ONCE = 16  # rows: each may hold the longest value of a dictionary
_STRINGS_LIMIT, _LISTS_LIMIT = 16 * 1024**2, 1_000_000  # in a footer
_TYPE_DEPTH = 3  # of objects in each other, within which keys are looked for
_NEEDED = "A Parquet file needs the package pyarrow."
_INSTALL = "pip install 'dateline[parquet]'"


class Parquet:
    """Reads Parquet. Columns that articles do not have are not read."""

    name = "parquet"

    def sniff(self, head: bytes, name: str) -> bool:
        """Whether it begins like Parquet, which no text does; or is called Parquet."""
        begins = head.startswith((MAGIC, ENCRYPTED)) and head[4:5] < b" "
        return begins or name.lower().endswith((".parquet", ".pq"))

    def read(self, stream: BinaryIO, options: Options) -> Iterator[Article | Rejected]:
        """One article or rejection for each row.

        Raises:
            InputError: the package is missing, or the file is damaged, too large, or holds no articles.
        """
        with spool(stream) as file:
            table = _open_table(file)
            columns = _wanted_columns(table, options.fields)
            check_layout(file, frozenset(columns))
            budget = UnpackingBudget(size := file.seek(0, 2))
            budget.holds(size)
            for number, row in enumerate(_rows(table, columns)):
                row_size = size_of(row)
                budget.spend(row_size)  # for a few bytes may stand for any number of long values
                options.density.count(row_size)
                yield article(row, options, f"{options.origin}[{number}]")


def columns_of_parquet(stream: BinaryIO, fields: Mapping[str, str]) -> list[str]:
    """The names of the columns, nested ones that articles have as "a.b".

    Args:
        stream: the file.
        fields: our field name → the export's key.
    """
    with spool(stream) as file:
        outline = _outline(_open_table(file).schema_arrow)
        return [key for key, _, _ in meanings_of(fields).within(outline)]


def _open_table(file: BinaryIO) -> Any:  # noqa: ANN401 -- pyarrow ships no types
    try:
        import pyarrow.parquet
    except ImportError:
        raise InputError(_NEEDED, _INSTALL) from None
    outer_columns(file)  # which refuses what would be nested too deeply
    file.seek(0)
    try:
        return pyarrow.parquet.ParquetFile(
            file, thrift_string_size_limit=_STRINGS_LIMIT, thrift_container_size_limit=_LISTS_LIMIT
        )
    except (pyarrow.ArrowException, OSError, ValueError) as error:
        raise _damage(error) from None


def _wanted_columns(table: Any, fields: Mapping[str, str]) -> list[str]:  # noqa: ANN401 -- as above
    """The outermost columns in which something stands that articles have."""
    outline = _outline(table.schema_arrow)
    meanings = meanings_of(fields)
    wanted = {
        name
        for name, inner in outline.items()
        if any(meaning for _, meaning, _ in meanings.within({name: inner}))
    }
    if not known_fields((key for key, _, _ in meanings.within(outline)), fields) & {"title", "body"}:
        columns = ", ".join(in_quotes(name, 30) for name in list(outline)[:12]) or "none"
        raise InputError(f"no title and no text column; it has {columns}; name them with fields")
    return list(wanted)


def _outline(schema: Any, depth: int = _TYPE_DEPTH) -> dict[str, object]:  # noqa: ANN401 -- as above
    """Column name → the outline of its objects, or None."""
    import pyarrow as pa

    return {
        field.name: _outline(field.type, depth - 1) if pa.types.is_struct(field.type) and depth else None
        for field in schema
    }


def _rows(table: Any, columns: list[str]) -> Iterator[dict[str, object]]:  # noqa: ANN401 -- as above
    import pyarrow as pa

    batches = table.iter_batches(batch_size=_AT_ONCE, columns=columns, use_threads=False)
    try:
        for batch in batches:
            for row in _with_written_stamps(batch).to_pylist():
                yield {key: plain_value(value) for key, value in row.items() if value is not None}
    except (pa.ArrowException, OSError, ValueError, OverflowError) as error:
        raise _damage(error) from None


def _with_written_stamps(batch: Any) -> Any:  # noqa: ANN401 -- as above
    """The batch with days and times as text: not all of them are such as Python can tell.

    Where a zone is named, they are in UTC. Where none is, midnight is left out, as in ``cells.plain_value``.
    """
    import pyarrow as pa
    import pyarrow.compute

    for number, field in enumerate(batch.schema):
        column = batch.column(number)
        if pa.types.is_timestamp(field.type):
            column = column.cast(pa.timestamp("s", field.type.tz and "UTC"), safe=False).cast(pa.string())
            column = pyarrow.compute.replace_substring_regex(column, " 00:00:00$", "")
        elif pa.types.is_date(field.type):
            column = column.cast(pa.string())
        batch = batch.set_column(number, field.name, column)
    return batch


def _damage(error: Exception) -> InputError:
    return InputError(f"a Parquet file that is damaged: {in_quotes(one_line(str(error)), 120)}")
