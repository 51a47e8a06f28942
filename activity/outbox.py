"""Reads the mails that a demonstration keeps as files, so that a person can open the links in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from itertools import islice
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest

FILE_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
LOOPBACK = {"127.0.0.1", "::1", "localhost"}
# What Django's file backend writes after each mail; then the next begins with a header.
SEPARATOR = re.compile(rb"\n-{79}\n(?=[A-Z][A-Za-z-]+: |\Z)")
NEWEST = 20


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail as it would have gone out."""

    subject: str
    to: str
    date: str
    text: str


def may_be_shown(request: HttpRequest) -> bool:
    """Only in a demonstration on one's own machine: these mails hold links that open accounts.

    A proxy on the same machine also comes from loopback, so the hub's own address must be one,
    and nothing may have been forwarded.
    """
    return (
        settings.HUB_DEMO
        and settings.EMAIL_BACKEND == FILE_BACKEND
        and urlsplit(settings.HUB_BASE_URL).hostname in LOOPBACK
        and request.META.get("REMOTE_ADDR") in LOOPBACK
        and not any(name in request.headers for name in ("X-Forwarded-For", "Forwarded", "X-Real-IP"))
    )


def newest() -> list[Mail]:
    """The newest mails, newest first."""
    folder = Path(settings.EMAIL_FILE_PATH)
    files = sorted(folder.glob("*.log"), key=lambda path: path.stat().st_mtime, reverse=True)
    return list(islice((mail for file in files for mail in _mails_in(file)), NEWEST))


def _mails_in(file: Path) -> Iterator[Mail]:
    parts = [part for part in SEPARATOR.split(file.read_bytes()) if part.strip()]
    for part in reversed(parts):
        message = message_from_bytes(part, policy=default)
        yield Mail(str(message["Subject"]), str(message["To"]), str(message["Date"]), _text_of(message))


def _text_of(message: EmailMessage) -> str:
    body = message.get_body(preferencelist=("plain",))
    return str(body.get_content()) if body is not None else ""
