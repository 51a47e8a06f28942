"""Whether a file is what its name says: by its first bytes, not by its ending alone."""

from __future__ import annotations

from pathlib import PurePath

import filetype

HEAD_BYTES = 8_192
_OFFICE = "application/vnd.openxmlformats-officedocument"
_OPEN = "application/vnd.oasis.opendocument"
# As browsers are told, whatever the machine's own list of types says.
CONTENT_TYPES = {
    "pdf": "application/pdf",
    "docx": f"{_OFFICE}.wordprocessingml.document",
    "pptx": f"{_OFFICE}.presentationml.presentation",
    "xlsx": f"{_OFFICE}.spreadsheetml.sheet",
    "odt": f"{_OPEN}.text",
    "odp": f"{_OPEN}.presentation",
    "ods": f"{_OPEN}.spreadsheet",
    "csv": "text/csv",
    "txt": "text/plain",
}
# An office file is a zip; which one it is shows only further in.
_ZIPPED = {"docx", "pptx", "xlsx", "odt", "odp", "ods"}
_TEXT = {"txt", "csv"}
# How an office file begins that has a password, or comes from before 2007.
_CLOSED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def ending_of(name: str) -> str:
    """The ending that tells a file's kind: "pdf" of "Hat.PDF"."""
    return PurePath(name).suffix.lower().removeprefix(".")


def content_type_of(name: str) -> str:
    """The media type of a file, by its name; "application/octet-stream" for what is not taken here."""
    return CONTENT_TYPES.get(ending_of(name), "application/octet-stream")


def what_is_wrong(name: str, head: bytes) -> str:
    """One sentence for a file whose first bytes are not those of its kind; "" where all is well.

    `head` is the first `HEAD_BYTES` of the file. Kinds are told by their signatures (the package
    filetype); plain text has none, so it must be readable and must not begin as a page or program.
    """
    ending = ending_of(name)
    kind = filetype.guess_extension(head)
    if ending == "pdf":
        right = kind == "pdf"
    elif ending in _ZIPPED:
        right = kind in _ZIPPED | {"zip"}
    elif ending in _TEXT:
        right = kind is None and b"\0" not in head and not head.lstrip().lower().startswith((b"<", b"#!"))
    else:
        return f"Files that end in .{ending} are not taken here."
    if ending in _ZIPPED and head.startswith(_CLOSED):
        return "The file has a password, or is of an old kind. Save it again without a password."
    return "" if right else f"This is not a {ending.upper()} file, whatever its name says."
