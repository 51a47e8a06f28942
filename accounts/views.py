"""Pages of people, trusts and networks. What is edited is edited in hub, above the identifier check."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts import services
from accounts.models import Membership, Mute, Organisation, User
from accounts.requests import MemberRequest

COLLEAGUES = 12
MUTED = "You muted {}. Their posts are folded away, and you are not told of them."
BLOCKED = "You blocked {}. They cannot mention you or write to you in private, and are not told."
UNMUTED = "You hear from {} again."
HOME = {"title": "Home", "url": "/"}
TRUSTS = {"title": "Trusts", "url": "/trusts/"}


@require_safe
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """Who somebody is. Signed out: name, role, trust and what they did in public; no more."""
    someone = get_object_or_404(User.objects.shown().with_place(), pk=pk)
    reader = request.user
    context = {
        "person": someone,
        "memberships": someone.places,
        "colleagues": colleagues_of(someone) if reader.is_authenticated else [],
        "mute": Mute.objects.of(reader).filter(muted=someone).first() if reader != someone else None,
        "trail": [HOME],
    }
    return render(request, "accounts/person.html", context)


def colleagues_of(person: User) -> list[User]:
    """People of the same trust, by name: as many as a page shows. One query."""
    at = [place.organisation_id for place in person.places]
    others = Membership.objects.current().filter(organisation__in=at).exclude(user=person.pk)
    shown = User.objects.shown().filter(pk__in=others.values("user")).select_related("profile")
    return list(shown.order_by("name", "pk")[:COLLEAGUES])


@login_required
@require_POST
def mute(request: MemberRequest, pk: int) -> HttpResponse:
    """Mutes or blocks a person, or takes it back. Says nothing to them."""
    other = get_object_or_404(User.objects.shown(), pk=pk)
    act = request.POST.get("act")
    if act == "undo":
        services.unmute(request.user, other)
    elif act in {"mute", "block"} and other != request.user:
        services.mute(request.user, other, block=act == "block")
    else:
        return HttpResponseBadRequest("Choose mute, block or undo.")
    messages.success(request, {"mute": MUTED, "block": BLOCKED, "undo": UNMUTED}[act].format(other.name))
    return redirect(other)


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
