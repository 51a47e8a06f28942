"""A picture's address. It asks who is there; the picture as it was uploaded has none for readers."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from activity.keys import pk_from
from files.pictures import content_type_of
from files.serving import respond_with_file
from hub.models import HubImage, HubRendition
from hub.views.files import may_edit

# Seconds. What stands behind an address never changes: a new picture, crop or size has a new
# name. But the page may be narrowed, and then no copy in a cache may outlive the day's work.
KEPT_PUBLIC = 3_600


@require_safe
def picture(request: HttpRequest, number: str, name: str) -> HttpResponseBase:
    """A picture in one size, to those who may see a page that shows it, and to editors; 404 to all
    others."""
    images = HubImage.objects
    pk = pk_from(number)
    mine = images.all() if may_edit(request) else images.visible_to(request.user)
    rendition = get_object_or_404(
        HubRendition.objects.filter(image__in=mine.values("pk")), image_id=pk, file=f"images/{name}"
    )
    public = request.user.is_anonymous or images.visible_to(AnonymousUser()).filter(pk=pk).exists()
    return respond_with_file(
        request,
        rendition.file,
        name=name,
        content_type=content_type_of(name),
        public=public,
        inline=True,
        max_age=KEPT_PUBLIC,
    )
