"""What every template may show, without a query."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def hub(request: HttpRequest) -> dict[str, Any]:
    """The hub's name, address, theme and support address; whether its content is invented."""
    return {
        "hub": {
            "name": settings.HUB_NAME,
            "base_url": settings.HUB_BASE_URL,
            "theme": settings.HUB_THEME,
            "demonstration": settings.HUB_DEMO,
            "support_email": settings.HUB_SUPPORT_EMAIL,
        }
    }
