"""The versions of a guide: all of them, each as it was, and what changed from one to the next."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from cases.differences import differences
from cases.models import GuideVersion, InterventionGuide
from hub.rows import Step, trail_of


def guide_of(request: HttpRequest, slug: str) -> InterventionGuide:
    """The guide of an address, for those who may see it. Raises Http404."""
    guides = InterventionGuide.objects.visible_to(request.user)
    found: InterventionGuide = get_object_or_404(guides, slug=slug)
    return found


def version_of(guide: InterventionGuide, number: int) -> GuideVersion:
    """One version of a guide. Raises Http404."""
    version: GuideVersion = get_object_or_404(guide.versions.select_related("guide"), number=number)
    version.guide = guide
    return version


def _trail(guide: InterventionGuide, *, with_list: bool = False) -> list[Step]:
    trail = [*trail_of(guide), Step(title=guide.short_title, url=guide.get_absolute_url())]
    if with_list:
        trail.append(Step(title="Versions", url=reverse("cases:guide_versions", args=[guide.slug])))
    return trail


def _shared(guide: InterventionGuide, **more: Any) -> dict[str, Any]:
    """What all three pages show: their feed is that of the guide."""
    return {
        "guide": guide,
        "section": guide.template_section,
        "feed_base": guide.get_absolute_url(),
        "feed_title": guide.title,
        **more,
    }


@require_safe
def guide_versions(request: HttpRequest, slug: str) -> HttpResponse:
    """Every version, the newest first."""
    guide = guide_of(request, slug)
    rows = list(guide.versions.newest().defer("content"))
    for row in rows:
        row.guide = guide
    context = _shared(guide, versions=rows, lowest=min((row.number for row in rows), default=1))
    return render(request, "cases/guide_versions.html", {**context, "trail": _trail(guide)})


@require_safe
def guide_version(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The whole guide as it was under a number. The one in force is the guide itself; one from
    before the hub kept versions leads to the list, which says so."""
    guide = guide_of(request, slug)
    if number == guide.version:
        return redirect(guide)
    version = guide.versions.filter(number=number).first()
    if version is None:
        if not 0 < number < guide.version:
            raise Http404
        return redirect("cases:guide_versions", slug=slug)
    version.guide = guide
    then = version.as_guide()
    context = _shared(
        guide,
        page=then,
        version=version,
        before=version.before(),
        recommendations=list(then.recommendations.all()),
        trail=_trail(guide, with_list=True),
    )
    return render(request, "cases/guide_version.html", context)


@require_safe
def guide_changes(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """What changed from the version before, or `since` an older one. The first one that was kept
    leads to the list."""
    guide = guide_of(request, slug)
    version = version_of(guide, number)
    since = request.GET.get("since", "")[:5]
    steps = version.steps_since(int(since) if since.isdecimal() else number)
    if len(steps) < 2:
        return redirect("cases:guide_versions", slug=slug)
    before = steps[0]
    before.guide = guide
    context = _shared(
        guide,
        version=version,
        before=before,
        steps=steps[1:],
        changes=differences(before.as_guide(), version.as_guide()),
        trail=_trail(guide, with_list=True),
    )
    return render(request, "cases/guide_changes.html", context)
