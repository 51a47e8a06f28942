"""Whether a team can be asked."""

from __future__ import annotations

from django import template
from django.urls import reverse

from cases.models import CaseStudy
from cases.services.messages import can_be_asked

register = template.Library()


@register.simple_tag
def ask_link(page: CaseStudy) -> str:
    """The address of the form for asking the team in private; empty where nobody would get it."""
    return reverse("cases:ask_team", args=[page.slug]) if can_be_asked(page) else ""
