"""Word files."""

from __future__ import annotations

import re
from typing import Any, BinaryIO

import docx
from docx.oxml.parser import parse_xml

from files.reading.pages import Pages

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# What stands around the body and holds words.
_AROUND = re.compile(r"/word/(header|footer|footnotes|endnotes|comments)\d*\.xml")


def read(stream: BinaryIO, pages: Pages) -> None:
    """The body, broken where Word last broke its pages; then what stands around it. Text that was
    deleted with changes tracked is still in the file: it is checked, and not found by search."""
    document = docx.Document(stream)
    about = document.core_properties
    pages.note_properties(about.title, about.subject, about.keywords, about.comments)
    kept: list[str] = []
    deleted: list[str] = []
    for node in document.element.body.iter():
        if node.tag == f"{_WORD}delText":
            deleted.append(node.text or "")
        elif node.tag == f"{_WORD}lastRenderedPageBreak" and any(map(str.strip, kept)):
            pages.add("".join(kept), beside="".join(deleted))
            kept, deleted = [], []
        else:
            kept.append(_word_text(node))
    around = [
        "".join(map(_word_text, parse_xml(part.blob).iter()))
        for part in document.part.package.iter_parts()
        if _AROUND.fullmatch(str(part.partname))
    ]
    pages.add("\n".join(["".join(kept), *around]), beside="".join(deleted))


def _word_text(node: Any) -> str:
    """What one element of WordprocessingML adds to the text."""
    if node.tag == f"{_WORD}t":
        return str(node.text or "")
    if node.tag in (f"{_WORD}p", f"{_WORD}br", f"{_WORD}cr"):
        return "\n"
    return " " if node.tag in (f"{_WORD}tab", f"{_WORD}tc") else ""
