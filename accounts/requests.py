"""What a request tells: that somebody is signed in, and that it came from the hub itself."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest

from accounts.models import User


class MemberRequest(HttpRequest):
    """A request of a member. Only for annotations; none is ever made."""

    user: User


def from_here(request: HttpRequest) -> bool:
    """Whether a browser sent the form from a page of the hub.

    Stands in place of Django's token, which needs a cookie: a reader who is not signed in has none,
    so that pages can be kept for all of them. Nothing is done here in anyone's name, so that what a
    token guards against cannot happen; this keeps another site's page from voting through its
    visitors. Every browser in use says where a form comes from, in one header or the other
    (Fetch Metadata Request Headers, W3C; RFC 6454).
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("Origin", "")
    return origin in settings.CSRF_TRUSTED_ORIGINS or urlsplit(origin).netloc == request.get_host()
