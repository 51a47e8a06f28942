"""Times as a content pack writes them: local, without saying so, as people write them."""

from __future__ import annotations

from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone


def local() -> tzinfo:
    """The time zone in which a pack's times are written."""
    return ZoneInfo(settings.TIME_ZONE)


def read_time(value: object, field: str) -> datetime:
    """A time such as 2026-05-05 10:12, local unless it says otherwise. Raises ValueError."""
    try:
        found = value if isinstance(value, datetime) else datetime.fromisoformat(str(value).strip())
    except ValueError as error:
        raise ValueError(f"{field}: {value!r} is no time; write it as 2026-05-05 10:12.") from error
    return found if timezone.is_aware(found) else found.replace(tzinfo=local())


def write_time(value: datetime) -> str:
    """The reverse of `read_time`. The hour that the clock strikes twice carries its offset."""
    there = value.astimezone(local())
    twice = there.utcoffset() != there.replace(fold=1 - there.fold).utcoffset()
    told = there if twice else there.replace(tzinfo=None)
    whole_minute = not (there.second or there.microsecond)
    return told.isoformat(sep=" ", timespec="minutes" if whole_minute else "auto")
