"""What pages show of adoption records: on a guide, on a case study, on a trust's page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber
from django.template import RequestContext
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from accounts.models import Organisation, User
from cases.adoption_grid import NOT_TOLD, Column, Line
from cases.models import Adoption, CaseStudy, GuideUse, InterventionGuide
from cases.rows import counted
from cases.services.adoption import trusts_of

register = template.Library()
# The order of a list: what holds first, what was stopped last, in the same type.
ORDER = ("embedded", "testing", "planning", "stopped")
OF_EACH = 3
TRIED = 6


def _reader(context: RequestContext) -> User | AnonymousUser:
    request = context.get("request")
    return request.user if request is not None else AnonymousUser()


def _place(record: Adoption) -> int:
    return ORDER.index(record.status)


@register.simple_tag(takes_context=True)
def adopted_by(context: RequestContext, guide: InterventionGuide) -> dict[str, Any]:
    """Who does what a guide says: how many in words, and the latest few of each status.

    One query; for a signed-in person their own trusts' records with two more.
    """
    user = _reader(context)
    window: dict[str, Any] = {"partition_by": [F("status")]}
    latest = (
        Adoption.objects.filter(guide=guide.pk)
        .annotate(
            nth=Window(RowNumber(), order_by=[F("updated_at").desc(), F("pk").desc()], **window),
            of_status=Window(Count("pk"), **window),
        )
        .filter(nth__lte=OF_EACH)
        .select_related("trust")
        .with_case_study()
        .order_by("nth")
    )
    records = sorted(latest, key=_place)
    for record in records:
        record.guide = guide
    counts = {record.get_status_display().lower(): record.of_status for record in records}  # type: ignore[attr-defined]
    own = trusts_of(user) if isinstance(user, User) else []
    return {
        "records": [(record, record.open_case_study(user)) for record in records],
        "sentence": _sentence(counts),
        "own": list(Adoption.objects.filter(guide=guide.pk, trust__in=own).select_related("trust"))
        if own
        else [],
    }


def _sentence(counts: dict[str, int]) -> str:
    """ "7 trusts have told us: 3 embedded, 2 testing, 2 stopped"."""
    total = sum(counts.values())
    parts = ", ".join(f"{number} {status}" for status, number in counts.items())
    return f"{counted(total, 'trust has', 'trusts have')} told us: {parts}"


@register.simple_tag(takes_context=True)
def tried_too(context: RequestContext, page: CaseStudy, uses: Iterable[GuideUse]) -> dict[str, Any]:
    """The other trusts that say they tried what a case study tried; `uses` are those of its guides
    that the reader may know of. One query."""
    guides = {use.guide_id: use.guide for use in uses}
    told = Adoption.objects.filter(guide__in=guides).exclude(trust=page.trust_id)
    records = list(told.select_related("trust").with_case_study().order_by("-updated_at", "-pk")[: TRIED + 1])
    for record in records:
        record.guide = guides[record.guide_id]
    user = _reader(context)
    return {
        "records": [(record, record.open_case_study(user)) for record in records[:TRIED]],
        "more": len(records) > TRIED,
        "guides": list(guides.values()),
    }


@register.simple_tag(takes_context=True)
def adoptions_at(context: RequestContext, trust: Organisation) -> dict[str, Any]:
    """What a trust says it does, on the guides that the reader may see, by name. One query; for a
    signed-in person one more."""
    user = _reader(context)
    told = Adoption.objects.visible_to(user).filter(trust=trust)
    records = sorted(told.select_related("guide").with_case_study(), key=lambda each: each.guide.short_title)
    for record in records:
        record.trust = trust
    return {
        "records": [(record, record.open_case_study(user)) for record in records],
        "own": isinstance(user, User) and trust in trusts_of(user),
    }


@register.simple_tag(takes_context=True)
def case_of(context: RequestContext, record: Adoption) -> CaseStudy | None:
    """The case study that a record names, where the reader may know of it."""
    return record.open_case_study(_reader(context))


# A table of 150 trusts and 20 guides has 3,000 cells: a loop of a template over them takes a third
# of a second, this a twentieth. On a phone a cell names its guide, which the head says elsewhere.
_CELL = (
    '<td role="cell"><span class="grid__guide" aria-hidden="true">{name}</span>'
    '<a class="word word--{mark}" href="{url}#{slug}">{word}'
    '<span class="nhsuk-u-visually-hidden">: {name} at {trust}</span></a></td>'
)
_BLANK = '<td role="cell" class="grid__none"><span class="grid__guide" aria-hidden="true">{}</span>{}</td>'


@register.simple_tag
def grid_cells(line: Line, columns: list[Column]) -> SafeString:
    """The cells of one trust in the table of all guides."""
    cells = [
        format_html(
            _CELL,
            name=column.name,
            mark=record.mark,
            url=column.records_url,
            slug=line.trust.slug,
            word=record.get_status_display(),
            trust=line.trust.name,
        )
        if record
        else format_html(_BLANK, column.name, NOT_TOLD)
        for column, record in zip(columns, line.records, strict=True)
    ]
    return mark_safe("".join(cells))  # noqa: S308 - each cell is made by format_html


@register.filter
def since_words(record: Adoption) -> str:
    """ "since April 2026, version 2"."""
    since = f"since {date_format(record.since, 'F Y')}, " if record.since else ""
    return f"{since}version {record.version}"
