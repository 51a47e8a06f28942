"""The one-page card of a guide as a PDF, of the version in force and of every older one."""

from __future__ import annotations

from hashlib import sha256

from django.core.files.base import ContentFile
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from accounts.models import PUBLIC_ID
from cases.cards.pdf import card_pdf
from cases.cards.words import card_of
from cases.models import InterventionGuide
from cases.views.versions import guide_of, version_of
from files.serving import respond_with_file


def _respond(
    request: HttpRequest, guide: InterventionGuide, *, newest: int | None = None
) -> HttpResponseBase:
    content = card_pdf(card_of(guide, newest=newest))
    answer = respond_with_file(
        request,
        ContentFile(content),
        name=f"{guide.slug}-version-{guide.version}.pdf",
        content_type="application/pdf",
        public=guide.audience_id == PUBLIC_ID,
        inline=True,
        etag=sha256(content).hexdigest()[:32],
    )
    if newest is not None:
        answer["X-Robots-Tag"] = "noindex"
    return answer


@require_safe
def guide_card(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The card of the version in force."""
    return _respond(request, guide_of(request, slug))


@require_safe
def version_card(request: HttpRequest, slug: str, number: int) -> HttpResponseBase:
    """The card of an older version, which says so across its head; that of the one in force is
    at the guide's own address."""
    guide = guide_of(request, slug)
    if number == guide.version:
        return redirect("cases:guide_card", slug=slug)
    then = version_of(guide, number).as_guide()
    return _respond(request, then, newest=guide.version)
