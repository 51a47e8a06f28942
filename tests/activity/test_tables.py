"""CSV: opens right in a spreadsheet, keeps every word, and runs nothing there."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from activity.tables import Cell, cell_text, csv_response


def read(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_a_table_comes_back_as_it_was() -> None:
    rows = [["Ysbyty Glân, Môn", 'said "yes"', "two\nlines"], ["", "x", "y"]]
    response = csv_response("trusts", ["a", "b", "c"], rows)
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="trusts.csv"'
    assert response.content.startswith(b"\xef\xbb\xbf")
    assert read(response.content) == [["a", "b", "c"], *rows]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "yes"),
        (False, "no"),
        (-3, "-3"),
        (Decimal("-8.1"), "-8.1"),
        (date(2026, 5, 9), "2026-05-09"),
        (datetime(2026, 7, 1, 12, tzinfo=UTC), "2026-07-01T13:00:00+01:00"),
        ("plain", "plain"),
        ("a = b", "a = b"),
        ("", ""),
    ],
)
def test_values_are_said_plainly(value: Cell, text: str) -> None:
    assert cell_text(value) == text


@pytest.mark.parametrize(
    "start", ["=", "+", "-", "@", "\t", "\r", "\n", " =", "\u200b=", "\uff1d", "\ufeff@"]
)
def test_no_text_is_a_formula(start: str) -> None:
    assert cell_text(f"{start}cmd|' /C calc'!A0").startswith("'")
