"""Whether a file is what its name says: by its first bytes, not by its ending alone."""

from __future__ import annotations

from pathlib import PurePath

import filetype

HEAD_BYTES = 8_192
# An office file is a zip; which one it is shows only further in.
_ZIPPED = {"docx", "pptx", "xlsx", "odt", "odp", "ods"}
_TEXT = {"txt", "csv"}


def what_is_wrong(name: str, head: bytes) -> str:
    """One sentence for a file whose first bytes are not those of its kind; "" where all is well.

    `head` is the first `HEAD_BYTES` of the file. Kinds are told by their signatures (the package
    filetype); plain text has none, so it must be readable and must not begin as a page or program.
    """
    ending = PurePath(name).suffix.lower().removeprefix(".")
    kind = filetype.guess_extension(head)
    if ending == "pdf":
        right = kind == "pdf"
    elif ending in _ZIPPED:
        right = kind in _ZIPPED | {"zip"}
    elif ending in _TEXT:
        right = kind is None and b"\0" not in head and not head.lstrip().lower().startswith((b"<", b"#!"))
    else:
        return f"Files that end in .{ending} are not taken here."
    return "" if right else f"This is not a {ending.upper()} file, whatever its name says."
