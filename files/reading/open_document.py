"""OpenDocument text, slides and sheets."""

from __future__ import annotations

import zipfile
from typing import Any, BinaryIO, ClassVar
from xml.parsers import expat

from files.reading.pages import Pages
from files.reading.result import DangerousError, UnreadableError


def read(stream: BinaryIO, pages: Pages) -> None:
    """OpenDocument text, slides and sheets: `content.xml`, a line for each paragraph and a page for
    each slide, each sheet, and each page that the writer last saw. A slide or sheet without words
    counts, so that the number of a page is the one that a reader sees."""
    with zipfile.ZipFile(stream) as archive:
        if "content.xml" not in archive.namelist():
            raise UnreadableError("The file is broken, or not what its name says.")
        with archive.open("content.xml") as content:
            _OpenDocument(pages).read(content)


class _OpenDocument:
    """Walks through `content.xml` as it is read. A document type could name entities that swell or
    lead elsewhere, and no office program writes one: it is refused."""

    LINES = ("text:p", "text:h", "text:line-break", "table:table-row")
    SPACES = ("text:s", "text:tab", "table:table-cell")
    # What a page begins with, by what the file is; a table in a text is no page.
    PAGES: ClassVar = {
        "office:presentation": "draw:page",
        "office:spreadsheet": "table:table",
        "office:text": "text:soft-page-break",
    }

    def __init__(self, pages: Pages) -> None:
        self.pages = pages
        self.words: list[str] = []
        self.page = ""
        # A text begins with its first page. Slides and sheets each say where they begin: what
        # stands before the first, such as footers, goes along with it.
        self.began = False
        self.parser = expat.ParserCreate()
        self.parser.StartDoctypeDeclHandler = self.refuse
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.words.append

    def read(self, content: Any) -> None:
        """Reads to the end."""
        self.parser.ParseFile(content)
        self.turn()

    def refuse(self, *said: object) -> None:
        """Stops at a document type."""
        raise DangerousError("The file holds what no office program writes.")

    def start(self, name: str, said: dict[str, str]) -> None:
        """A new page, or a space."""
        if name in self.PAGES:
            self.page, self.began = self.PAGES[name], name == "office:text"
        elif name == self.page:
            if self.began:
                self.turn()
            self.began = True
        elif name in self.SPACES:
            self.words.append(" ")

    def end(self, name: str) -> None:
        """A new line."""
        if name in self.LINES:
            self.words.append("\n")

    def turn(self) -> None:
        """Adds what was read since the last page."""
        self.pages.add("".join(self.words))
        self.words.clear()
