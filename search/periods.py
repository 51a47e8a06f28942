"""A year, a month or a day, as it is typed behind `after:` and `before:`."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.formats import date_format

_FORM = re.compile(r"(?P<year>(?:19|20)\d\d)(?:-(?P<month>\d\d?)(?:-(?P<day>\d\d?))?)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Period:
    """From the first day to the last, both within it. `text` is its address: 2026, 2026-03, 2026-03-28."""

    text: str
    first: date
    last: date

    def __str__(self) -> str:
        return self.text

    @classmethod
    def read(cls, text: str) -> Period | None:
        """What a text means, or None where it is no date."""
        match = _FORM.fullmatch(text.strip())
        if match is None:
            return None
        year, month, day = (int(part) if part else None for part in match.group("year", "month", "day"))
        try:
            first = date(year or 1, month or 1, day or 1)
        except ValueError:
            return None
        last = first
        if not day:
            end = month or 12
            last = date(first.year, end, monthrange(first.year, end)[1])
        width = 4 if not month else 7 if not day else 10
        return cls(first.isoformat()[:width], first, last)

    @property
    def label(self) -> str:
        """The period as it is read: 2026, March 2026, 28 March 2026."""
        return date_format(self.first, {4: "Y", 7: "F Y", 10: "j F Y"}[len(self.text)])


def start_of(day: date) -> datetime:
    """The moment at which a day begins in the hub's time zone."""
    return timezone.make_aware(datetime.combine(day, time.min), timezone.get_default_timezone())


def end_of(day: date) -> datetime:
    """The moment at which the day after begins."""
    return start_of(day + timedelta(days=1))
