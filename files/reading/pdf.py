"""PDF, by PDFium."""

from __future__ import annotations

from typing import BinaryIO

import pypdfium2

from files.reading.pages import Pages
from files.reading.result import UnreadableError

_PASSWORD = 4  # PDFium's FPDF_ERR_PASSWORD


def read(stream: BinaryIO, pages: Pages) -> None:
    """Page by page. A page that holds only a picture is an empty page."""
    try:
        pdf = pypdfium2.PdfDocument(stream)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == _PASSWORD:
            raise UnreadableError("The file has a password.") from error
        raise UnreadableError("The file is broken, or not what its name says.") from error
    about = pdf.get_metadata_dict()
    pages.note_properties(*(about.get(key) for key in ("Title", "Subject", "Keywords")))
    for number in range(len(pdf)):
        page = pdf[number]
        words = page.get_textpage()
        pages.add(words.get_text_bounded())
        words.close()
        page.close()
