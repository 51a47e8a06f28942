"""How much a file may ask of the machine."""

from __future__ import annotations

import resource
import zipfile
from typing import BinaryIO

from files.reading.result import DangerousError, UnreadableError

MEMORY_BYTES = 1024 * 1024 * 1024
CPU_SECONDS = 20
OUTPUT_BYTES = 16 * 1024 * 1024
MOST_PAGES = 500
MOST_CHARACTERS = 1_000_000
MOST_CELLS = 500_000

MOST_MEMBERS = 10_000
MOST_UNPACKED_BYTES = 200 * 1024 * 1024
# A real office file shrinks 3 to 50 times; a bomb a thousand times and more.
MOST_RATIO = 200
_SMALL_BYTES = 1024 * 1024


def limit_this_process() -> None:
    """Has the system end this process where it takes too much; it can write no file of its own."""
    for what, most, beyond in (
        (resource.RLIMIT_AS, MEMORY_BYTES, 0),
        # First SIGXCPU, by which the end is told from others; then the end in any case.
        (resource.RLIMIT_CPU, CPU_SECONDS, 2),
        (resource.RLIMIT_FSIZE, OUTPUT_BYTES, 0),
        (resource.RLIMIT_CORE, 0, 0),
    ):
        hard = resource.getrlimit(what)[1]
        if hard == resource.RLIM_INFINITY:
            resource.setrlimit(what, (most, most + beyond))
        else:
            resource.setrlimit(what, (min(most, hard), min(most + beyond, hard)))


def check_archive(stream: BinaryIO) -> None:
    """Looks at what a zip says of itself, before anything in it is unpacked.

    Python's zipfile reads no more of a member than its stated size, so the sum here holds.
    Raises DangerousError, or UnreadableError for what is no zip or has a password.
    """
    try:
        members = zipfile.ZipFile(stream).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise UnreadableError("The file is broken, or not what its name says.") from error
    finally:
        stream.seek(0)
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if len(members) > MOST_MEMBERS or unpacked > MOST_UNPACKED_BYTES:
        raise DangerousError("The file holds more than can be opened safely.")
    if unpacked > _SMALL_BYTES and unpacked > packed * MOST_RATIO:
        raise DangerousError("The file unpacks to far more than it seems to hold.")
    if any(member.filename.lower().endswith("vbaproject.bin") for member in members):
        raise DangerousError("The file holds a program (macros). Save it without them.")
    if any(member.flag_bits & 1 for member in members):
        raise UnreadableError("The file has a password.")
