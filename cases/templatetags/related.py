"""More like this."""

from __future__ import annotations

from typing import Any

from django import template
from django.contrib.auth.models import AnonymousUser
from django.template import RequestContext

from hub.models import BasePage

register = template.Library()
SHOWN = 4


@register.simple_tag(takes_context=True)
def related_to(context: RequestContext, page: BasePage) -> list[dict[str, Any]]:
    """The pages most like this one that the reader may see, nearest first. One query."""
    request = context.get("request")
    reader = request.user if request is not None else AnonymousUser()
    pages = BasePage.objects.visible_to(reader).filter(related_to__page=page.pk).in_brief()
    return [
        {
            "kind": other.cached_content_type.model_class().KIND_LABEL,
            "title": other.title,
            "url": other.get_absolute_url(),
            "text": other.summary,
            "meta": other.trust.name if other.trust else "",
        }
        for other in pages.order_by("-related_to__score", "pk")[:SHOWN]
    ]
