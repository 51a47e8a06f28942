"""Ticking the materials of a learning set."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from accounts.models import Audience
from accounts.requests import MemberRequest
from cases.models import LearningSet
from cases.services import progress
from hub.models import Attachment


def material_of(request: MemberRequest, slug: str, pk: int) -> Attachment:
    """A material that the person may open. Raises Http404 for any other."""
    page = get_object_or_404(LearningSet.objects.visible_to(request.user), slug=slug)
    known = page.attachments.select_related("linked_page").filter(pk=pk).first()
    if known is None or not known.is_open_to(Audience.objects.ids_for(request.user)):
        raise Http404
    material: Attachment = known
    return material


@login_required
@require_POST
def tick(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """Says of a material that it is done (`done=1`) or not (`done=0`): twice is as once."""
    material = material_of(request, slug, pk)
    if request.POST.get("done") == "0":
        progress.untick(material, user=request.user)
    else:
        progress.tick(material, user=request.user)
    return redirect(f"/learning-sets/{slug}/#material-{pk}")
