"""JSON from strangers: what is no JSON, or too deep, is a ValueError, and numbers stay as written."""

from __future__ import annotations

import json


def decode_json(text: str) -> object:
    """The single value in ``text``, which has no blanks around it.

    Raises:
        ValueError: it is not JSON, or is nested too deeply.
    """
    value, end = decode_json_at(text, 0)
    if end < len(text):
        raise ValueError(f"more follows its end at character {end + 1}")
    return value


def decode_json_at(text: str, start: int) -> tuple[object, int]:
    """The value that begins at ``start``, and the offset just after it; errors as for ``decode_json``."""
    try:
        return _DECODER.raw_decode(text, start)
    except json.JSONDecodeError as error:
        raise ValueError(
            f"{error.msg.removesuffix(' at')} at its character {error.pos - start + 1}"
        ) from None
    except RecursionError:
        raise ValueError("nested too deeply") from None


# Numbers stay text: an id of 40 digits or "1.10" is kept as it was written, and none can overflow.
# Not strict: exports do leave raw tabs and controls in strings, and corpus.text.clean removes them.
# NaN and Infinity, which pandas and Python write for what is missing, are null.
_DECODER = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=lambda _: None, strict=False)
