"""Makes the pictures and the office files of the demonstration. Run it from anywhere.

The PDFs are made with the typst program, as README.md says; pictures with its Python package.
Dates inside the office files are fixed, so that the same words give much the same file.
"""

from __future__ import annotations

import io
from datetime import datetime
from pathlib import Path

import typst
from docx import Document
from openpyxl import Workbook
from openpyxl.styles import Font
from PIL import Image
from pptx import Presentation

HERE = Path(__file__).resolve().parent
FILES = HERE.parent.parent / "demo" / "files"
WHEN = datetime(2026, 10, 5, 9, 0)  # noqa: DTZ001 - office files know no zone
OWNER = "Invented demonstration content. Not clinical advice."
PICTURES = {
    "theatre-plan": "fenmere-theatre-plan.png",
    "prompt-card-flat": "fenmere-prompt-card-flat.jpg",
    "huddle-board": "castlebeck-huddle-board.png",
    "transfer-call": "thornleigh-one-call-drawn.png",
}
STORYBOARD = (
    ("Ravensmoor: reading the score out loud", ("A storyboard for learning set 3", OWNER)),
    (
        "The worry",
        (
            "The score was on the screen.",
            'At handover people said "she is fine". Twice in one month she was not.',
        ),
    ),
    (
        "The smallest test",
        ("One ward, the morning handover, one week.", "We expected groans. There were groans."),
    ),
    ("What we say now", ("Bed, score, one sentence.", "The person who takes over says the score back.")),
    (
        "What came of it",
        ("18 minutes to somebody senior at the bed, after 47.", "Handover is two minutes longer."),
    ),
    (
        "Ask us about",
        ("Theatre recovery: they did it already.", "What the two minutes cost, and who agreed to them."),
    ),
)
BRIEFING = (
    ("Who is at risk", "Write the list in your own trust's words. Say how the ward knows before the birth."),
    (
        "What the night team may start",
        "Dry, hat, skin to skin, first feed, temperature. No doctor is needed for these.",
    ),
    (
        "What to say to parents",
        "Say why there will be a test before the first test. Offer the page that parents wrote.",
    ),
    (
        "When to call",
        "The neonatal team at once for a baby who is hard to wake, floppy, blue or breathing fast.",
    ),
)
AROUND_US = (
    ("Thornleigh District", "Head of midwifery", "Says who speaks first"),
    ("The intensive care unit we move to", "Consultant on call", "Answers the one call, day and night"),
    ("The transfer service", "Coordinator", "Joins the call, and says when the ambulance can leave"),
)
MONTHS = (
    ("October 2025", 338, 3), ("November 2025", 322, 2), ("December 2025", 329, 3),
    ("January 2026", 341, 3), ("February 2026", 309, 2), ("March 2026", 336, 3),
)  # fmt: skip


def pictures() -> None:
    """Each drawing as PNG, or as JPEG where its name says so."""
    for source, name in PICTURES.items():
        drawn = typst.compile(str(HERE / f"{source}.typ"), format="png", ppi=144)
        target = FILES / name
        if name.endswith(".jpg"):
            Image.open(io.BytesIO(drawn)).convert("RGB").save(target, quality=86)
        else:
            Image.open(io.BytesIO(drawn)).convert("RGB").convert("P", palette=Image.Palette.ADAPTIVE).save(
                target, optimize=True
            )


def briefing() -> None:
    """A Word file: what each shift is told."""
    document = Document()
    document.core_properties.title = "Ten-minute briefing: warm, fed and together"
    document.core_properties.author = "Fenmere Hospitals (invented)"
    document.core_properties.created = document.core_properties.modified = WHEN
    document.add_heading("Ten-minute briefing: warm, fed and together", 1)
    document.add_paragraph(OWNER)
    for heading, words in BRIEFING:
        document.add_heading(heading, 2)
        document.add_paragraph(words)
    document.save(str(FILES / "fenmere-shift-briefing.docx"))


def units_around_us() -> None:
    """A Word file with a table: whom to ring, by role and without numbers."""
    document = Document()
    document.core_properties.title = "Whom to ring: the units around us"
    document.core_properties.author = "Thornleigh District (invented)"
    document.core_properties.created = document.core_properties.modified = WHEN
    document.add_heading("Whom to ring: the units around us", 1)
    document.add_paragraph("Write your own numbers in by hand. " + OWNER)
    table = document.add_table(rows=1, cols=3)
    table.style = "Table Grid"
    for cell, heading in zip(table.rows[0].cells, ("Where", "Who", "What they do"), strict=True):
        cell.text = heading
    for row in AROUND_US:
        for cell, words in zip(table.add_row().cells, row, strict=True):
            cell.text = words
    document.save(str(FILES / "thornleigh-units-around-us.docx"))


def storyboard() -> None:
    """A PowerPoint file: six slides of a storyboard."""
    deck = Presentation()
    deck.core_properties.title = STORYBOARD[0][0]
    deck.core_properties.author = "Ravensmoor Teaching Hospitals (invented)"
    deck.core_properties.created = deck.core_properties.modified = WHEN
    for number, (title, rows) in enumerate(STORYBOARD):
        slide = deck.slides.add_slide(deck.slide_layouts[0 if number == 0 else 1])
        slide.shapes.title.text = title
        slide.placeholders[1].text = "\n".join(rows)
    deck.save(str(FILES / "ravensmoor-storyboard.pptx"))


def counting_sheet() -> None:
    """An Excel file: births and admissions by month, with the rate worked out by a formula."""
    book = Workbook()
    book.properties.title = "Counting sheet: term admissions for low blood glucose"
    book.properties.creator = "Fenmere Hospitals (invented)"
    book.properties.created = book.properties.modified = WHEN
    sheet = book.active
    sheet.title = "By month"
    sheet.append(("Month", "Term births", "Admissions for low glucose", "Per 1,000"))
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for row, (month, births, admissions) in enumerate(MONTHS, 2):
        sheet.append((month, births, admissions, f"=ROUND(C{row}/B{row}*1000,1)"))
    sheet.append(())
    sheet.append(("Totals only. Never a list of babies. " + OWNER,))
    for column, width in zip("ABCD", (20, 14, 28, 12), strict=True):
        sheet.column_dimensions[column].width = width
    book.save(FILES / "fenmere-counting-sheet.xlsx")


if __name__ == "__main__":
    pictures()
    briefing()
    units_around_us()
    storyboard()
    counting_sheet()
