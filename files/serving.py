"""Answers with a file: its bytes, or the part of them that was asked for, with the right headers.

Whoever calls has asked the audience already. Ranges follow RFC 9110 section 14, conditions its
section 13 (Django's own function for all but If-Range), names RFC 6266 (Django's own function).
Nothing here takes a file for a path: any storage of Django does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from http import HTTPStatus
from typing import Any, NamedTuple

from django.core.files import File
from django.db.models.fields.files import FieldFile
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, http_date, parse_http_date_safe, quote_etag

CHUNK = 65_536  # bytes
# What a browser may show in place of keeping it. Nothing else is, whatever a caller asks for:
# a page or a drawing could hold a script.
SHOWN = {
    "application/pdf",
    "text/plain",
    "image/avif",
    "image/gif",
    "image/jpeg",
    "image/png",
    "image/webp",
}
POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox"
# Chromium's viewer is a page around the PDF, with a style of its own; it does not open in a sandbox.
PDF_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
# Control characters, half surrogates, and marks that turn the order of letters round.
_NOT_IN_A_NAME = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_ONE_RANGE = re.compile(r"bytes=[ \t]*(?:,[ \t]*)*(\d{0,18})-(\d{0,18})[ \t]*(?:,[ \t]*)*", re.I | re.A)


class Span(NamedTuple):
    """Bytes of a file, from the first to before the last."""

    start: int
    end: int


class UnsatisfiableError(Exception):
    """The range begins behind the end of the file."""


def respond_with_file(
    request: HttpRequest,
    file: File[bytes],
    *,
    name: str,
    content_type: str,
    public: bool,
    inline: bool,
    etag: str = "",
    max_age: int = 0,
) -> HttpResponseBase:
    """A file, a part of it (206), or that it is as it was (304).

    `name` is what the reader keeps it under. `public` says that everybody may have it: it may be
    kept by a cache, for `max_age` seconds without asking again. `inline` has a browser show it,
    where it can be shown safely. `etag` is a hash of the content, where the caller has one.
    Raises Http404 where the storage has no such file.
    """
    try:
        size, changed = file.size, _changed(file)
    except FileNotFoundError as error:
        raise Http404 from error
    tag = _etag(file, size, changed, etag)
    headers = _headers(name, content_type, public=public, inline=inline, max_age=max_age)
    headers |= {"Accept-Ranges": "bytes", "Content-Length": str(size)}
    headers |= {"ETag": tag} if tag else {}
    headers |= {"Last-Modified": http_date(changed.timestamp())} if changed else {}
    whole = HttpResponse(headers=headers)
    second = int(changed.timestamp()) if changed else None
    answer = get_conditional_response(request, tag or None, second, whole)
    if answer is not whole or request.method != "GET":
        return answer or whole
    try:
        span = _span(request, size, tag, changed)
    except UnsatisfiableError:
        headers |= {"Content-Range": f"bytes */{size}", "Content-Length": "0"}
        return HttpResponse(status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, headers=headers)
    return _body(file, headers, size, span)


def _headers(name: str, content_type: str, *, public: bool, inline: bool, max_age: int) -> dict[str, str]:
    """Those that are the same whatever part of the file goes out."""
    kind = content_type.partition(";")[0].strip().lower()
    shown = inline and kind in SHOWN
    keep = f"public, max-age={max_age}" if max_age else "public, no-cache"
    return {
        "Content-Type": f"{kind}; charset=utf-8" if kind.startswith("text/") else kind,
        "Content-Disposition": content_disposition_header(not shown, safe_name(name)) or "inline",
        "Content-Security-Policy": PDF_POLICY if kind == "application/pdf" else POLICY,
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": keep if public else "private, no-store",
    }


def safe_name(name: str) -> str:
    """A file's name that no header and no folder is broken by."""
    return re.sub(r"[/\\]", "_", _NOT_IN_A_NAME.sub("", name)).strip() or "file"


def _changed(file: File[bytes]) -> datetime | None:
    """When the file was last changed, where its storage knows."""
    if not isinstance(file, FieldFile):
        return None
    try:
        changed: datetime = file.storage.get_modified_time(str(file.name))
    except NotImplementedError:
        return None
    return changed if changed.tzinfo else changed.replace(tzinfo=UTC)


def _etag(file: File[bytes], size: int, changed: datetime | None, known: str) -> str:
    """The entity tag (RFC 9110 section 8.8.3): of the content, else of name, size and time. None
    where neither is known: then no part is given for a whole that may be another."""
    if known:
        return quote_etag(known)
    if changed is None:
        return ""
    told = f"{file.name}\0{size}\0{changed.timestamp()}".encode()
    return quote_etag(sha256(told).hexdigest()[:32])


def _span(request: HttpRequest, size: int, etag: str, changed: datetime | None) -> Span | None:
    """The one range that is wanted, or None for the whole. Raises UnsatisfiableError.

    What is malformed or of another unit is ignored, as RFC 9110 section 14.2 allows; so are
    several ranges at once, which no reader of documents needs.
    """
    match = _ONE_RANGE.fullmatch(request.headers.get("Range", "").strip())
    if match is None or match.groups() == ("", "") or not _still(request, etag, changed):
        return None
    first, last = match.groups()
    if not first:
        if int(last) == 0:
            raise UnsatisfiableError
        return Span(max(size - int(last), 0), size) if size else None
    if last and int(last) < int(first):
        return None
    if int(first) >= size:
        raise UnsatisfiableError
    return Span(int(first), min(int(last) + 1, size) if last else size)


def _still(request: HttpRequest, etag: str, changed: datetime | None) -> bool:
    """Whether If-Range (section 13.1.5) holds: the strong tag, or the very date of a change that
    lies long enough back to be told by seconds."""
    condition = request.headers.get("If-Range", "").strip()
    if not condition:
        return True
    if condition.startswith(('"', "W/")):
        return condition == etag and condition.startswith('"')
    date = parse_http_date_safe(condition)
    if date is None or changed is None or datetime.now(UTC) - changed < timedelta(seconds=2):
        return False
    return date == int(changed.timestamp())


class _Piece:
    """The bytes of a span, a chunk at a time. Closes the file, read or not."""

    def __init__(self, file: Any, span: Span) -> None:
        self.file = file
        self.span = span

    def __iter__(self) -> Iterator[bytes]:
        """Reads on until the end of the span or of the file."""
        self.file.seek(self.span.start)
        left = self.span.end - self.span.start
        while left > 0 and (chunk := self.file.read(min(CHUNK, left))):
            left -= len(chunk)
            yield chunk

    def close(self) -> None:
        """Called by Django when the answer is out."""
        self.file.close()


def _body(file: File[bytes], headers: dict[str, str], size: int, span: Span | None) -> HttpResponseBase:
    """The whole or the part, streamed."""
    try:
        opened = file.storage.open(str(file.name), "rb") if isinstance(file, FieldFile) else file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    if span is None:
        return StreamingHttpResponse(_Piece(opened, Span(0, size)), headers=headers)
    headers |= {
        "Content-Range": f"bytes {span.start}-{span.end - 1}/{size}",
        "Content-Length": str(span.end - span.start),
    }
    return StreamingHttpResponse(_Piece(opened, span), status=HTTPStatus.PARTIAL_CONTENT, headers=headers)
