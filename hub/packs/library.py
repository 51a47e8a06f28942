"""files.csv: what the library of files and pictures says of them, whichever page carries them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator

from hub.models import HubDocument, HubImage
from hub.packs.errors import PackError, PackFault
from hub.packs.files import LibraryFile
from hub.packs.located import Record
from hub.packs.people import Empty, TableSection
from hub.packs.resolve import Resolver
from hub.packs.schema import FilePath, Line, OptionalLine, PackModel
from hub.packs.sections import LIBRARY
from hub.packs.source import Source

# The middle of what matters in a picture, and how much of it there is, in pixels.
FOCUS = ("focal_point_x", "focal_point_y", "focal_point_width", "focal_point_height")


def _four_numbers(value: Any) -> Any:
    """A focal point as a table writes it."""
    if not isinstance(value, str):
        return value
    numbers = value.split()
    if len(numbers) != 4 or not all(number.isdecimal() and len(number) < 6 for number in numbers):
        raise ValueError("write four whole numbers: across, down, width, height")
    return tuple(map(int, numbers))


class FileRow(PackModel):
    """A file or a picture of the library."""

    file: FilePath
    kind: Literal["document", "picture"]
    title: Line
    description: OptionalLine = ""
    focus: Annotated[tuple[int, int, int, int] | None, BeforeValidator(_four_numbers), Empty] = None


class Library(TableSection):
    """files.csv, and the files that the pages of an export name."""

    name = LIBRARY
    file = "files.csv"
    schema = FileRow

    def owns(self, file: str) -> bool:
        """The table; the files themselves are read where they are named."""
        return file == self.file

    def read(self, source: Source, file: str) -> list[tuple[Record, Any]]:
        """The rows, checked: each file lies in the pack, each picture has one row. Raises PackError."""
        rows, names = super().read(source, file), set(source.names())
        faults, known = [], set()
        for found, row in rows:
            if row.file not in names:
                faults.append(PackFault(file, found.line, f"{row.file} is not in the pack."))
            if (row.file, row.kind) in known:
                faults.append(PackFault(file, found.line, f"{row.file} has a row already."))
            if row.kind == "document" and (row.description or row.focus):
                faults.append(PackFault(file, found.line, "description and focus are for pictures."))
            known.add((row.file, row.kind))
        if faults:
            raise PackError(faults)
        return rows

    def place(self, entry: FileRow, resolve: Resolver) -> None:
        """Takes the file in, so that pages find it under its own title."""
        self._file(entry, resolve)

    @staticmethod
    def _file(entry: FileRow, resolve: Resolver) -> LibraryFile:
        if entry.kind == "picture":
            return resolve.files.picture(entry.file, entry.description)
        return resolve.files.document(entry.file, entry.title)

    def write(self, entry: FileRow, resolve: Resolver) -> bool:
        """Has the library say of the file what the row says."""
        file = self._file(entry, resolve)
        # The same file may have been uploaded twice: what one of them says is said.
        if any(
            self.entry_of(one, entry.file) == entry for one in resolve.files.known(type(file), entry.file)
        ):
            return False
        file.title = entry.title
        if isinstance(file, HubImage):
            if entry.focus and (entry.focus[0] > file.width or entry.focus[1] > file.height):
                raise ValueError(f"focus: the picture has {file.width} by {file.height} pixels.")
            file.description = entry.description
            for name, number in zip(FOCUS, entry.focus or (None,) * 4, strict=True):
                setattr(file, name, number)
        file.save()
        return True

    @staticmethod
    def entry_of(file: LibraryFile, path: str) -> FileRow:
        """A file of the hub as its row."""
        if isinstance(file, HubDocument):
            return FileRow(file=path, kind="document", title=file.title)
        focus = tuple(getattr(file, name) for name in FOCUS)
        return FileRow(
            file=path,
            kind="picture",
            title=file.title,
            description=file.description,
            focus=None if None in focus else focus,
        )

    def export(self, resolve: Resolver) -> Iterator[tuple[str, bytes]]:
        """What the pages named, and what is said of it."""
        entries: dict[tuple[str, str], FileRow] = {}
        for path, files in resolve.files.carried.values():
            for file in files:
                entries.setdefault((path, type(file).__name__), self.entry_of(file, path))
            with files[0].file.open() as opened:
                yield path, opened.read()
        if entries:
            yield self.file, self.table([entries[key] for key in sorted(entries)])

    def _row(self, entry: FileRow) -> dict[str, str]:
        focus = " ".join(map(str, entry.focus or ()))
        return {**entry.model_dump(), "focus": focus}
