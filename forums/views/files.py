"""Files in posts: sent while a post is written, and opened by those who may read it."""

from __future__ import annotations

from http import HTTPStatus

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from files.serving import respond_with_file
from forums.attaching import Attached, keep_one
from forums.forms import WithFiles
from forums.models import PostFile

SIGNED_OUT = "You are signed out. Sign in in another window, and add the file again."


@never_cache
@sensitive_post_parameters()
@require_POST
def upload(request: HttpRequest) -> JsonResponse:
    """Keeps a file for a post that is being written: its id, and its row for the composer."""
    if not request.user.is_authenticated:
        return JsonResponse({"error": SIGNED_OUT}, status=HTTPStatus.UNAUTHORIZED)
    uploaded = request.FILES.get("upload")
    if uploaded is None:
        return JsonResponse({"error": "Choose a file."}, status=HTTPStatus.BAD_REQUEST)
    try:
        kept = keep_one(request, uploaded)
    except ValidationError as error:
        often = getattr(error, "code", "") == "often"
        status = HTTPStatus.TOO_MANY_REQUESTS if often else HTTPStatus.BAD_REQUEST
        return JsonResponse({"error": " ".join(error.messages)}, status=status)
    row = WithFiles(attached=Attached(files=[kept])).attachments[0]
    html = render_to_string("forums/_attached.html", row, request)
    return JsonResponse({"id": kept.pk, "name": kept.name, "html": html}, status=HTTPStatus.CREATED)


@require_safe
def file(request: HttpRequest, pk: int, name: str) -> HttpResponseBase:
    """A file of a post, to those who may see the post; 404 to all others, and under any name but
    its own."""
    files = PostFile.objects
    found = get_object_or_404(files.visible_to(request.user), pk=pk)
    if found.name != name:
        raise Http404
    public = request.user.is_anonymous or files.visible_to(AnonymousUser()).filter(pk=found.pk).exists()
    return respond_with_file(
        request,
        found.file,
        name=found.name,
        content_type=found.content_type,
        public=public,
        inline=True,
    )
