"""PowerPoint files."""

from __future__ import annotations

from typing import Any, BinaryIO

import pptx

from files.reading.pages import Pages

_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


def read(stream: BinaryIO, pages: Pages) -> None:
    """Slide by slide: whatever has words on it, tables and groups too, and the speaker's notes."""
    show = pptx.Presentation(stream)
    about = show.core_properties
    pages.note_properties(about.title, about.subject, about.keywords, about.comments)
    for slide in show.slides:
        words = _slide_text(slide.element)
        notes = _slide_text(slide.notes_slide.element) if slide.has_notes_slide else ""
        pages.add(f"{words}\n{notes}")


def _slide_text(root: Any) -> str:
    """The paragraphs of a slide, one a line."""
    return "\n".join(
        "".join(str(node.text or "") for node in paragraph.iter(f"{_DRAWING}t"))
        for paragraph in root.iter(f"{_DRAWING}p")
    )
