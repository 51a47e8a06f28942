"""Tables that people take away: CSV that opens right in a spreadsheet, and does nothing there."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import chain
from typing import TypeVar

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.http import content_disposition_header

Response = TypeVar("Response", bound=HttpResponseBase)
Cell = str | int | float | Decimal | bool | date | datetime | None

# With these a spreadsheet takes a cell for a formula (OWASP, "CSV injection"); the wide forms too,
# which some read as the narrow ones.
_STARTS_A_FORMULA = frozenset("=+-@\t\r\n＝＋－＠")


def cell_text(value: Cell) -> str:
    """A value as a cell shows it: days as 2026-05-09, yes or no, and no text that is a formula.

    Numbers stand as they are, so -3 stays one. A text that a spreadsheet would take for a formula
    gets an apostrophe before it; the blanks that may hide its first character do not help it.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if not isinstance(value, str):
        return str(value)
    first = value.lstrip(" \u00a0\u200b\ufeff\x00")[:1]
    return f"'{value}" if first in _STARTS_A_FORMULA else value


def csv_response(name: str, header: Sequence[str], rows: Iterable[Iterable[Cell]]) -> HttpResponse:
    """A table as a file to keep: `name` without its ending, a header row, then the rows.

    It starts with a byte order mark: without one Excel reads UTF-8 as another alphabet.
    """
    return _as_file(name, HttpResponse("".join(_lines(header, rows)).encode("utf-8-sig")))


def csv_stream(name: str, header: Sequence[str], rows: Iterable[Iterable[Cell]]) -> StreamingHttpResponse:
    """The same for a long table: each line is sent as soon as it is there."""
    lines = (line.encode() for line in chain(["\ufeff"], _lines(header, rows)))
    return _as_file(name, StreamingHttpResponse(lines))


def _lines(header: Sequence[str], rows: Iterable[Iterable[Cell]]) -> Iterator[str]:
    kept = io.StringIO(newline="")
    writer = csv.writer(kept)
    for row in chain([header], ([cell_text(value) for value in row] for row in rows)):
        writer.writerow(row)
        yield kept.getvalue()
        kept.seek(0)
        kept.truncate()


def _as_file(name: str, response: Response) -> Response:
    response["Content-Type"] = "text/csv; charset=utf-8"
    response["Content-Disposition"] = content_disposition_header(True, f"{name}.csv") or "attachment"
    return response
