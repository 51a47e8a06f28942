"""Adoption records: telling how far one's trust is, and reading how far all are."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Organisation
from accounts.requests import MemberRequest
from activity.tables import csv_response
from cases import adoption_grid
from cases.forms.adoption import AdoptionForm, StopForm
from cases.models import Adoption, CaseStudy, InterventionGuide
from cases.services import adoption as services

HOME = {"title": "Home", "url": "/"}
GUIDES = {"title": "Guides", "url": "/guides/"}
READ_OR_SEND = ["GET", "HEAD", "POST"]


def visible_guide(request: HttpRequest, slug: str) -> InterventionGuide:
    """The guide, or 404 where the person may not see it."""
    visible = InterventionGuide.objects.visible_to(request.user).select_related("audience")
    guide: InterventionGuide = get_object_or_404(visible, slug=slug)
    return guide


def _page(guide: InterventionGuide) -> dict[str, Any]:
    """What every page below a guide shows."""
    above = {"title": guide.short_title, "url": guide.get_absolute_url()}
    return {"guide": guide, "section": "guides", "trail": [HOME, GUIDES, above]}


@require_safe
def of_guide(request: HttpRequest, guide: str) -> HttpResponse:
    """Every trust, and what it says about one guide."""
    found = visible_guide(request, guide)
    told = adoption_grid.lines([found], request.user)
    user = request.user
    context = {
        **_page(found),
        "groups": adoption_grid.by_network(told),
        "told": sum(line.records[0] is not None for line in told),
        "trusts": len(told),
        "own": [trust.pk for trust in services.trusts_of(user)] if user.is_authenticated else [],
        "may_remove": services.may_remove_any(user),
    }
    return render(request, "cases/adoption.html", context)


@require_safe
def of_guide_csv(request: HttpRequest, guide: str) -> HttpResponse:
    """The same as CSV."""
    found = visible_guide(request, guide)
    told = adoption_grid.lines([found], request.user)
    rows = adoption_grid.table([found], told, request.user)
    return csv_response(f"adoption-{found.slug}", adoption_grid.HEADER, rows)


def _networks(request: HttpRequest) -> tuple[list[Organisation], Organisation | None]:
    """The networks that have trusts, and the one that the address names, if it is one of them."""
    networks = list(Organisation.objects.networks().filter(trusts__isnull=False).distinct().order_by("name"))
    slug = request.GET.get("network", "")
    return networks, next((network for network in networks if network.slug == slug), None)


@require_safe
def grid(request: HttpRequest) -> HttpResponse:
    """Every guide by every trust, or by those of one network."""
    networks, chosen = _networks(request)
    guides = adoption_grid.listed_guides(request.user)
    found = adoption_grid.lines(guides, request.user, network=chosen, status_only=True)
    context = {
        "columns": adoption_grid.columns(guides),
        "width": len(guides) + 1,
        "groups": adoption_grid.by_network(found),
        "trusts": len(found),
        "told": sum(record is not None for line in found for record in line.records),
        "networks": networks,
        "chosen": chosen,
        "section": "guides",
        "trail": [HOME, GUIDES],
    }
    return render(request, "cases/adoption_grid.html", context)


@require_safe
def grid_csv(request: HttpRequest) -> HttpResponse:
    """The same as CSV, a row for each trust and guide."""
    _, chosen = _networks(request)
    guides = adoption_grid.listed_guides(request.user)
    found = adoption_grid.lines(guides, request.user, network=chosen)
    rows = adoption_grid.table(guides, found, request.user)
    return csv_response("adoption", adoption_grid.HEADER, rows)


def _back(request: HttpRequest) -> str:
    """The page of this hub from which somebody was led here, to come back to; empty for none."""
    path = request.POST.get("next") or request.GET.get("next", "")
    safe = path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    return path if safe else ""


@never_cache
@login_required
@require_safe
def choose(request: MemberRequest, guide: str) -> HttpResponse:
    """Leads to the form of one's trust; asks which of several, and tells those of none what to do."""
    found = visible_guide(request, guide)
    trusts = services.trusts_of(request.user)
    back = _back(request)
    query = f"?{urlencode({'next': back})}" if back else ""
    if len(trusts) == 1:
        return redirect(f"{reverse('cases:adoption_tell', args=[found.slug, trusts[0].slug])}{query}")
    told = {record.trust_id: record for record in found.adoptions.filter(trust__in=trusts)}
    context = {
        **_page(found),
        "choices": [(trust, told.get(trust.pk)) for trust in trusts],
        "back": back,
        "query": query,
    }
    return render(request, "cases/adoption_choose.html", context)


def _own_trust(request: MemberRequest, slug: str) -> Organisation:
    """The trust, where the person speaks for it; 403 otherwise."""
    trust = get_object_or_404(Organisation.objects.trusts(), slug=slug)
    if trust not in services.trusts_of(request.user):
        raise PermissionDenied
    return trust


def _case_studies(
    request: MemberRequest, guide: InterventionGuide, trust: Organisation
) -> models.QuerySet[Any]:
    """What the trust has told about the guide, for the form to name."""
    own = CaseStudy.objects.visible_to(request.user).filter(trust=trust, guide_uses__guide=guide)
    return own.distinct().order_by("title")


def _record_of(guide: InterventionGuide, trust: Organisation) -> Adoption | None:
    known = Adoption.objects.filter(guide=guide, trust=trust)
    return known.select_related("guide", "trust", "case_study", "recorded_by").first()


@never_cache
@sensitive_post_parameters()
@login_required
@require_http_methods(READ_OR_SEND)
def tell(request: MemberRequest, guide: str, trust: str) -> HttpResponse:
    """How far a trust is with a guide, told by any of its members: first word or change."""
    found, own = visible_guide(request, guide), _own_trust(request, trust)
    record, meanwhile = _record_of(found, own), None
    about: dict[str, Any] = {
        "guide": found,
        "record": record,
        "case_studies": _case_studies(request, found, own),
    }
    form = AdoptionForm(request.POST if request.method == "POST" else None, **about)
    if request.method == "POST" and form.is_valid():
        seen = form.cleaned_data["seen"]
        try:
            return _saved(request, services.tell(found, own, by=request.user, told=form.told(), seen=seen))
        except services.ChangedMeanwhile as first:
            form, meanwhile = AdoptionForm(_seen_now(request, first.now), **about), first
    context = {**_page(found), "trust": own, "record": record, "form": form, "meanwhile": meanwhile}
    return render(request, "cases/adoption_form.html", {**context, "back": _back(request)})


def _saved(request: HttpRequest, record: Adoption) -> HttpResponse:
    messages.success(request, "Saved. Others can see it now.")
    return redirect(_back(request) or record.get_absolute_url())


def _seen_now(request: HttpRequest, now: Adoption | None) -> QueryDict:
    """What was typed, once more, by somebody who has now seen the colleague's words."""
    data = request.POST.copy()
    data["seen"] = now.stamp if now else ""
    return data


@never_cache
@sensitive_post_parameters()
@login_required
@require_http_methods(READ_OR_SEND)
def stop(request: MemberRequest, guide: str, trust: str) -> HttpResponse:
    """The quick way to say that one's trust has stopped, and why."""
    found, own = visible_guide(request, guide), _own_trust(request, trust)
    record, meanwhile = _record_of(found, own), None
    if record is None or record.status == Adoption.Status.STOPPED:
        return redirect("cases:adoption_tell", found.slug, own.slug)
    form = StopForm(request.POST if request.method == "POST" else None, record=record)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        why, when, seen = said["why_stopped"], said["stopped_on"], said["seen"]
        try:
            stopped = services.stop(record, by=request.user, why=why, stopped_on=when, seen=seen)
            return _saved(request, stopped)
        except services.ChangedMeanwhile as first:
            form, meanwhile = StopForm(_seen_now(request, first.now), record=record), first
    context = {**_page(found), "trust": own, "record": record, "form": form, "meanwhile": meanwhile}
    return render(request, "cases/adoption_stop.html", context)


@never_cache
@login_required
@require_http_methods(READ_OR_SEND)
def remove(request: MemberRequest, guide: str, trust: str) -> HttpResponse:
    """Takes a record back, asked once: the trust itself, a moderator or an editor."""
    found = visible_guide(request, guide)
    own = get_object_or_404(Organisation.objects.trusts(), slug=trust)
    if own not in services.trusts_of(request.user) and not services.may_remove_any(request.user):
        raise PermissionDenied
    record = _record_of(found, own)
    if record and request.method != "POST":
        context = {**_page(found), "trust": own, "record": record}
        return render(request, "cases/adoption_remove.html", context)
    if record:
        services.remove(record, by=request.user)
        messages.success(request, f"Removed. {own.name} has told nothing about this guide now.")
    return redirect("cases:adoption_of", found.slug)
