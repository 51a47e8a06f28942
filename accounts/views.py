"""Pages of people, trusts and networks. What is edited is edited in hub, above the identifier check."""

from __future__ import annotations

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.models import Organisation, User

HOME = {"title": "Home", "url": "/"}
TRUSTS = {"title": "Trusts", "url": "/trusts/"}


@require_safe
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """Who somebody is. Signed out: name, role, trust and what they did in public; no more."""
    someone = get_object_or_404(User.objects.shown().with_place(), pk=pk)
    context = {
        "person": someone,
        "memberships": someone.places,
        "trail": [HOME],
    }
    return render(request, "accounts/person.html", context)


@require_safe
def trusts(request: HttpRequest) -> HttpResponse:
    """Every trust by name, and the networks to narrow them by."""
    context = {
        "trusts": Organisation.objects.trusts().select_related("network"),
        "networks": Organisation.objects.networks()
        .annotate(size=Count("trusts"))
        .filter(size__gt=0)
        .order_by("name"),
        "section": "trusts",
        "trail": [HOME],
    }
    return render(request, "accounts/trusts.html", context)


@require_safe
def trust(request: HttpRequest, slug: str) -> HttpResponse:
    """A trust: whom to ask, what it can help with, its latest."""
    found = get_object_or_404(Organisation.objects.trusts().select_related("network"), slug=slug)
    context = {
        "trust": found,
        "facts": facts_of(found),
        "section": "trusts",
        "trail": [HOME, TRUSTS],
        "feed_base": request.path,
        "feed_title": found.name,
    }
    return render(request, "accounts/trust.html", context)


@require_safe
def network(request: HttpRequest, slug: str) -> HttpResponse:
    """A network: its trusts, and their latest."""
    found = get_object_or_404(Organisation.objects.networks(), slug=slug)
    context = {
        "network": found,
        "trusts": found.trusts.all(),
        "section": "trusts",
        "trail": [HOME, TRUSTS],
        "feed_base": request.path,
        "feed_title": found.name,
    }
    return render(request, "accounts/network.html", context)


def facts_of(trust: Organisation) -> list[dict[str, str]]:
    """The facts by which units find others like them; what was not told is left out."""
    births = f"{trust.births_a_year:,}" if trust.births_a_year is not None else ""
    network = trust.network
    facts = [
        {
            "label": "Network",
            "text": network.name if network else "",
            "url": network.get_absolute_url() if network else "",
        },
        {"label": "Maternity unit", "text": trust.unit_type},
        {"label": "Births a year", "text": births},
        {"label": "Neonatal care", "text": trust.neonatal_level},
    ]
    return [fact for fact in facts if fact["text"]]
