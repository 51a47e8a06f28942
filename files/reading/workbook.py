"""Excel files."""

from __future__ import annotations

from typing import BinaryIO

import openpyxl

from files.reading.limits import MOST_CELLS
from files.reading.pages import Enough, Pages
from files.reading.table import add_table


def read(stream: BinaryIO, pages: Pages) -> None:
    """Sheet by sheet, the values as last reckoned."""
    book = openpyxl.load_workbook(stream, read_only=True, data_only=True)
    about = book.properties
    pages.note_properties(about.title, about.subject, about.keywords, about.description)
    left = MOST_CELLS
    for sheet in book.worksheets:
        # What a sheet says of its size may be a lie that takes hours to walk through.
        sheet.reset_dimensions()
        rows = []
        for row in sheet.iter_rows(values_only=True):
            left -= len(row)
            if left < 0:
                break
            if any(value is not None for value in row):
                rows.append(["" if value is None else str(value) for value in row])
        add_table(pages, rows, name=sheet.title)
        if left < 0:
            raise Enough
