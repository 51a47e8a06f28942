"""Tables as plain text."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from io import StringIO
from typing import BinaryIO

from files.reading.pages import Pages
from files.reading.plain import decoded


def add_table(pages: Pages, rows: Sequence[Sequence[str]], *, name: str = "") -> None:
    """A table as a page. For the check each value stands behind the head of its column: a number
    in a column called "NHS number" is one."""
    text = "\n".join(" ".join(filter(None, row)) for row in rows)
    heads = rows[0] if rows else ()
    beside = "\n".join(
        f"{head}: {value}"
        for row in rows[1:]
        for head, value in zip(heads, row, strict=False)
        if head and value
    )
    pages.add(f"{name}\n{text}", beside=beside)


def read(stream: BinaryIO, pages: Pages) -> None:
    """A table, with whichever of the usual signs between its columns."""
    text = decoded(stream)
    sign = max(",;\t|", key=text.partition("\n")[0].count)
    try:
        rows = list(csv.reader(StringIO(text), delimiter=sign))
    except csv.Error:
        rows = [[line] for line in text.splitlines()]
    add_table(pages, rows)
