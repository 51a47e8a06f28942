"""The separate process: reads the file on standard input, whose kind is the one argument, and
prints a `ReadFile` as JSON. Exit status 0, unless the system has ended it."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import BinaryIO

from files.reading.limits import check_archive, limit_this_process
from files.reading.pages import Enough, Pages
from files.reading.result import DangerousError, ReadFile, Suspicion, UnreadableError
from moderation.identifiers import check

# The module that reads each kind: only its own libraries are loaded.
READERS = {
    "pdf": "pdf",
    "docx": "word",
    "pptx": "slides",
    "xlsx": "workbook",
    "csv": "table",
    "txt": "plain",
    "odt": "open_document",
    "odp": "open_document",
    "ods": "open_document",
}
ARCHIVES = {"docx", "pptx", "xlsx", "odt", "odp", "ods"}
_BROKEN = "The file is broken, or not what its name says."


def read(stream: BinaryIO, ending: str) -> ReadFile:
    """Reads a file of a kind. Whatever happens inside a library is an answer, not an error."""
    pages = Pages()
    cut = ""
    try:
        if ending in ARCHIVES:
            check_archive(stream)
        import_module(f"files.reading.{READERS[ending]}").read(stream, pages)
    except Enough:
        part = f"the first {len(pages.kept)} pages were" if len(pages.kept) > 1 else "the beginning was"
        cut = f"Only {part} read: the file is very long."
    except UnreadableError as error:
        return ReadFile("failed", error=str(error), dangerous=isinstance(error, DangerousError))
    except MemoryError:
        return ReadFile("failed", error="The file needs too much memory to be read.")
    except Exception:  # noqa: BLE001 - libraries fail in any way on a broken file
        return ReadFile("failed", error=_BROKEN)
    found = tuple(_suspicions(pages))
    if pages.is_blank:
        said = "The file holds no text: its pages may be pictures."
        return ReadFile("empty", error=said, found=found)
    return ReadFile("read", tuple(pages.kept), cut, found=found)


def _suspicions(pages: Pages) -> list[Suspicion]:
    """What may identify a patient, each kind once a page."""
    found: dict[tuple[int, str], bool] = {}
    for number, text in enumerate((pages.properties, *pages.checked)):
        for finding in check(text).findings:
            key = (number, finding.kind)
            found[key] = found.get(key, False) or finding.certainty == "certain"
    return [Suspicion(page, kind, certain) for (page, kind), certain in found.items()]


def main() -> int:
    """Reads standard input. No argument but the kind, so that no list of processes tells a name."""
    if len(sys.argv) != 2 or sys.argv[1] not in READERS:
        sys.stderr.write(f"usage: python -m files.reading {{{','.join(READERS)}}} < FILE\n")
        return 2
    limit_this_process()
    sys.stdout.write(read(sys.stdin.buffer, sys.argv[1]).to_json())
    return 0


if __name__ == "__main__":
    sys.exit(main())
