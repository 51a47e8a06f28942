"""How often one reader may say something."""

from __future__ import annotations

from allauth.core.internal import ratelimit
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
