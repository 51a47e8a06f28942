"""Keeps whole pages for readers who are not signed in, and answers before anything else is asked.

Two tiers: this process's memory, and Redis where CACHE_URL names one. A page is good while
`activity.freshness` has not moved since it was made, so what is published, changed or taken away
is seen at once; what changes without an activity is seen after `PAGE_CACHE_SECONDS`.

Kept is only what is the same for everyone without an account: an answer of 200 that sets no
cookie, does not forbid caches, and was made for a browser without any cookie of ours.
"""

from __future__ import annotations

import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from threading import Lock

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse

from activity import freshness

# Together a few megabytes a process.
MOST_PAGES = 300
LARGEST_PAGE = 256 * 1024
LONGEST_ADDRESS = 500
NOT_KEPT = ("no-store", "no-cache", "private")


@dataclass(frozen=True, slots=True)
class Kept:
    """A page as it was sent."""

    version: str
    until: float
    etag: str
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def answer(self, request: HttpRequest) -> HttpResponse:
        """The page again, or 304 to a browser that has it."""
        if self.etag in request.headers.get("If-None-Match", ""):
            response = HttpResponse(status=HTTPStatus.NOT_MODIFIED)
            response["ETag"] = self.etag
            return response
        return HttpResponse(self.body, headers=dict(self.headers))


class Memory:
    """The pages of this process; the one not asked for longest goes first."""

    def __init__(self) -> None:
        self._pages: OrderedDict[str, Kept] = OrderedDict()
        self._lock = Lock()

    def get(self, key: str) -> Kept | None:
        """The page of a key, whatever its age."""
        with self._lock:
            if key in self._pages:
                self._pages.move_to_end(key)
            return self._pages.get(key)

    def put(self, key: str, page: Kept) -> None:
        """Keeps a page."""
        with self._lock:
            self._pages[key] = page
            self._pages.move_to_end(key)
            while len(self._pages) > MOST_PAGES:
                self._pages.popitem(last=False)

    def clear(self) -> None:
        """Forgets all."""
        with self._lock:
            self._pages.clear()


memory = Memory()


class PageCache:
    """The middleware. It stands before all that reads cookies or asks the database."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """A kept page, or a new one, which is then kept if it may be."""
        if not settings.PAGE_CACHE_SECONDS or not _may_be_asked(request):
            return self.get_response(request)
        version = freshness.version()
        key = f"{request.scheme}://{request.META.get('HTTP_HOST', '')}{request.get_full_path()}"
        if version is None or len(key) > LONGEST_ADDRESS:
            return self.get_response(request)
        if kept := _find(key, version):
            return kept.answer(request)
        response = self.get_response(request)
        if request.method == "GET" and _may_be_kept(request, response):
            # Under the number from before it was made: a change meanwhile counts.
            kept = _kept(response, version)
            _put(key, kept)
            return kept.answer(request)
        return response


def _may_be_asked(request: HttpRequest) -> bool:
    """Whether the reader is nobody in particular, and wants the whole page."""
    theirs = (settings.SESSION_COOKIE_NAME, "messages")
    return (
        request.method in {"GET", "HEAD"}
        and not any(name in request.COOKIES for name in theirs)
        and "Authorization" not in request.headers
        and "Range" not in request.headers
    )


def _may_be_kept(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether the same bytes are right for every other such reader."""
    told = response.get("Cache-Control", "")
    return (
        response.status_code == HTTPStatus.OK
        and not response.streaming
        and not response.cookies
        # A form's token belongs to one browser.
        and settings.CSRF_COOKIE_NAME not in request.COOKIES
        and not any(word in told for word in NOT_KEPT)
        and len(response.content) <= LARGEST_PAGE
    )


def _kept(response: HttpResponse, version: str) -> Kept:
    etag = response.get("ETag") or f'"{hashlib.md5(response.content, usedforsecurity=False).hexdigest()}"'
    response["ETag"] = etag
    if not response.has_header("Cache-Control"):
        # A browser may keep it, and asks each time whether it is still so.
        response["Cache-Control"] = "no-cache"
    until = time.time() + settings.PAGE_CACHE_SECONDS
    return Kept(version, until, etag, tuple(response.items()), response.content)


def _is_good(page: Kept, version: str) -> bool:
    return page.version == version and page.until > time.time()


def _find(key: str, version: str) -> Kept | None:
    page = memory.get(key)
    if page is None or not _is_good(page, version):
        page = cache.get(_name(key)) if settings.CACHE_IS_SHARED else None
        if page is None or not _is_good(page, version):
            return None
        memory.put(key, page)
    return page


def _put(key: str, page: Kept) -> None:
    memory.put(key, page)
    if settings.CACHE_IS_SHARED:
        cache.set(_name(key), page, settings.PAGE_CACHE_SECONDS)


def _name(key: str) -> str:
    return f"page:{hashlib.sha256(key.encode()).hexdigest()}"
