"""What the files of an archive's folder are called; by them reading knows an archive, and passes it over."""

from __future__ import annotations

ARCHIVE_FILE = "archive.json"
ARCHIVE_FORMAT = "dateline archive"
"""What ``ARCHIVE_FILE`` says under ``"format"`` in a folder that is an archive of Dateline."""
NAMES_FILE = "aliases.tsv"
"""The table of an archive's own names: its keeper's file (entities/archive_names.py)."""
WAIT_SECONDS = 10.0
"""How long a writer of an archive waits for another one, unless it is told otherwise."""
