"""Line ends of old spreadsheets: a carriage return alone, in place of a line feed."""

from __future__ import annotations

import io
from typing import BinaryIO

from ...unpacking import CHUNK, Flow, read_once
from ..text_stream import look_ahead


def with_line_feeds(source: BinaryIO) -> tuple[bytes, BinaryIO]:
    """The beginning of a stream and all of it, in lines that end in line feeds.

    Carriage returns become such where the first line ends in one alone, and none is followed by a line feed.
    """
    head, stream = look_ahead(source)
    first, _, _ = head.partition(b"\n")
    if b"\r" not in first or b"\r\n" in head:
        return head, stream
    read = read_once(stream)
    flow = Flow(lambda size: (read(size) or b"").replace(b"\r", b"\n"))
    return flow.head, io.BufferedReader(flow, CHUNK)
