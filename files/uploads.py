"""Reads a file in a process of its own, and checks what people upload."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import PurePath
from typing import IO

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.uploadedfile import UploadedFile

from files.file_types import HEAD_BYTES, ending_of, what_is_wrong
from files.reading.limits import OUTPUT_BYTES
from files.reading.result import ReadFile, Suspicion
from moderation.identifiers import check
from moderation.words import KIND_WORDS

logger = logging.getLogger(__name__)

LARGEST_BYTES = 25 * 1024 * 1024
UPLOAD_SECONDS = 10  # somebody waits
WORKER_SECONDS = 60
# All that the process gets of ours: no key, no address of a database.
_HANDED_ON = ("PATH", "LD_LIBRARY_PATH", "LANG", "TMPDIR")


class TooLongError(Exception):
    """A file took longer to read than there was time."""


def read_file(file: File[bytes], ending: str, *, seconds: float) -> ReadFile:
    """Reads a file of a kind in a process of its own. Raises TooLongError, and OSError where the
    file itself cannot be had; whatever is wrong with its content is an answer."""
    with tempfile.TemporaryFile() as copy, tempfile.TemporaryFile() as answer:
        file.seek(0)
        for chunk in file.chunks():
            copy.write(chunk)
        file.seek(0)
        copy.flush()
        copy.seek(0)
        status = _run(ending, copy, answer, seconds)
        if status == -signal.SIGXCPU:
            raise TooLongError
        answer.seek(0)
        try:
            if status == 0:
                return ReadFile.from_json(answer.read(OUTPUT_BYTES).decode("ascii"))
        except ValueError:
            logger.warning("the process that reads files gave no answer that can be read")
        return ReadFile("failed", error="The program that reads files stopped at this one.")


def _run(ending: str, copy: IO[bytes], answer: IO[bytes], seconds: float) -> int:
    """Runs the process; returns its exit status, or the signal that ended it, negative. What the
    libraries complain of is not kept: it may quote the file."""
    command = [sys.executable, "-m", "files.reading", ending]
    try:
        done = subprocess.run(  # noqa: S603 - our own program; the ending is one of nine
            command,
            stdin=copy,
            stdout=answer,
            stderr=subprocess.DEVNULL,
            cwd=settings.BASE_DIR,
            env={name: os.environ[name] for name in _HANDED_ON if name in os.environ},
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise TooLongError from error
    return done.returncode


def suspicions_of(*names: str) -> tuple[Suspicion, ...]:
    """What may identify a patient in a file's name and title."""
    found: dict[str, bool] = {}
    for name in names:
        # Where a name has no spaces, other signs stand for them.
        for finding in check(name.replace("_", " ").replace("+", " ")).findings:
            found[finding.kind] = found.get(finding.kind, False) or finding.certainty == "certain"
    return tuple(Suspicion(0, kind, certain) for kind, certain in found.items())


def checked_upload(uploaded_file: UploadedFile, *, title: str = "") -> ReadFile:
    """What an uploaded file holds, once nothing speaks against keeping it.

    Raises ValidationError in words for the writer: wrong type, above 25 MB, dangerous to open, or
    surely with patient details (in its name, its `title` or its text; which page and what kind).
    A file that is broken or has a password is taken, with `state` "failed" and the reason in
    `error`; one that takes longer than ten seconds with `state` "waiting", to be read later.
    `doubtful` are places that a person should look at.
    """
    name = PurePath(uploaded_file.name or "").name
    if (uploaded_file.size or 0) > LARGEST_BYTES:
        raise ValidationError("The file is larger than 25 MB. Make it smaller, or link to it.", code="size")
    uploaded_file.seek(0)
    fault = what_is_wrong(name, uploaded_file.read(HEAD_BYTES))
    uploaded_file.seek(0)
    if fault:
        raise ValidationError(fault, code="type")
    read = _read_in_time(uploaded_file, ending_of(name))
    read = replace(read, found=(*suspicions_of(PurePath(name).stem, title), *read.found))
    if read.dangerous:
        raise ValidationError(read.error, code="dangerous")
    if read.certain:
        raise ValidationError([ValidationError(_refusal(one), code="identifier") for one in read.certain])
    return read


def _read_in_time(uploaded_file: UploadedFile, ending: str) -> ReadFile:
    """The reading, or "waiting" where it takes too long for somebody who sits and waits."""
    try:
        return read_file(uploaded_file, ending, seconds=UPLOAD_SECONDS)
    except TooLongError:
        return ReadFile("waiting")


def _refusal(one: Suspicion) -> str:
    return (
        f"This file holds what looks like {KIND_WORDS[one.kind]}, {one.place}. "
        "Take it out and choose the file again. Nothing was kept."
    )
