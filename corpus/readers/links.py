"""Related articles as outlets list them: a mapping of keys -> a stated link."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING

from ..article import Link, Published
from ..dates import read_published
from ..errors import DateError
from ..text import clean, one_line

if TYPE_CHECKING:
    from collections.abc import Mapping

LINKS_LIMIT = 50_000
"""Links that are read from one list; no outlet lists as many."""

_picture_day = re.compile(r"(?<!\d)((?:19|20)\d\d)/(\d\d?)/(\d\d?)(?!\d)")
_extension = re.compile(r"\.([a-z0-9]{2,5})(?:[?#]|$)")
_VIDEO = {"mp4", "m4v", "webm", "m3u8", "mov", "avi", "flv", "mkv", "mpg", "mpeg", "ogv", "wmv", "3gp"}
_AUDIO = {"mp3", "m4a", "ogg", "oga", "wav", "aac", "flac", "opus", "wma"}
_PATH_LIMIT = 2048  # characters; longer ones are no paths


def stated_link(keys: Mapping[str, object], *, day_first: bool | None = None) -> Link | None:
    """The link that ``keys`` describe; None if they give no title, id or address.

    Understood: id, title, url or link, published or date, media, and pic: a picture's path, whose ending
    tells videos apart and whose ``/2016/11/24/`` gives an approximate day where no date is stated.
    """
    title = clean(_text(keys, "title")).strip()
    id_ = one_line(_text(keys, "id"))
    url = one_line(_text(keys, "url", "link"))
    if not (title or id_ or url):
        return None
    picture = one_line(_text(keys, "pic"))[:_PATH_LIMIT]
    return Link(
        title=title,
        id=id_,
        url=url,
        published=_link_date(_text(keys, "published", "date"), day_first=day_first) or picture_day(picture),
        media=_media(_text(keys, "media"), picture or url[:_PATH_LIMIT]),
    )


def picture_day(path: str) -> Published | None:
    """The day in a picture's path, which is about when it was uploaded; None if there is none."""
    found = _picture_day.search(path)
    if not found:
        return None
    try:
        local = datetime(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None
    return Published(local=local, precision="day", origin="picture path", raw=path)


def _text(keys: Mapping[str, object], *names: str) -> str:
    for name in names:
        value = keys.get(name)
        if isinstance(value, str | int | float) and not isinstance(value, bool) and str(value).strip():
            return str(value)
    return ""


def _link_date(written: str, *, day_first: bool | None) -> Published | None:
    try:
        return read_published(written, origin="field", day_first=day_first) if written else None
    except DateError:
        return None


def _media(stated: str, path: str) -> str:
    if (kind := stated.strip().lower()) in ("article", "video", "audio"):
        return kind
    extension = _extension.search(path.lower().rsplit("/", 1)[-1])
    if extension and extension[1] in _VIDEO:
        return "video"
    return "audio" if extension and extension[1] in _AUDIO else "article"
