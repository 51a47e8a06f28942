"""How often one reader may say something, and whether a form came from the hub itself."""

from __future__ import annotations

from urllib.parse import urlsplit

from allauth.core.internal import ratelimit
from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

# A form of the hub in a reader's browser, and no more: enough for a ward behind one address.
RATES = {"vote": "1/d/key", "votes": "60/h/key", "words": "20/h/key"}


def within(request: HttpRequest, action: str, about: str = "") -> bool:
    """Whether the reader may do this once more. A member is known by their account, others by
    their address, of which only a keyed digest is kept, until the limit has passed."""
    who = f"user {request.user.pk}" if request.user.is_authenticated else ratelimit.get_ip(request)
    key = salted_hmac("hub.feedback", f"{who} {about}").hexdigest()
    return ratelimit.consume(request, app="hub", action=action, config=RATES, key=key) is not None


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
