"""What is done to a post with one press: reactions, answers; and closing a topic."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from forums import services, tried
from forums.models import TRIED, Topic
from forums.models.post import CommentFlag
from forums.paging import place_of
from forums.presenting import rights_in
from forums.views.posts import visible_post


@login_required
@require_POST
def react(request: HttpRequest, pk: int, flag: str) -> HttpResponse:
    """Says something of a post, or takes it back. Not of one's own. Who tried it too is led to
    where their trust tells the others of it."""
    found = visible_post(request, pk)
    if found.user_id == request.user.pk or found.held:
        raise PermissionDenied
    said = CommentFlag.objects.filter(comment_id=found.pk, user=request.user, flag=flag).exists()
    verb = services.unreact if said else services.react
    verb(found, by=request.user, flag=flag)  # type: ignore[arg-type]
    if flag == TRIED and not said and (url := tried.where_to_tell(found.topic, request.user)):
        messages.success(request, "Saved: you tried this too. Your trust can also tell how far it is.")
        back = urlencode({"next": place_of(found, request.user)})
        return redirect(f"{url}?{back}")
    return redirect(place_of(found, request.user))


@login_required
@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Marks a post as an answer of its question, or takes the mark off: who asked, or a moderator."""
    found = visible_post(request, pk)
    if not rights_in(found.topic, request.user).accepts:
        raise PermissionDenied
    try:
        verb = services.unaccept_answer if found.accepted_at else services.accept_answer
        verb(found, by=request.user)  # type: ignore[arg-type]
    except services.CannotAccept as reason:
        messages.error(request, str(reason))
    return redirect(place_of(found, request.user))


@login_required
@require_POST
def close(request: HttpRequest, forum: str, pk: int, slug: str, step: str) -> HttpResponse:
    """Closes one's own topic, or opens it again. Moderators have a page for it, with a reason."""
    visible = Topic.objects.visible_to(request.user).with_gate()
    found = get_object_or_404(visible, pk=pk, forum__slug=forum)
    if not rights_in(found, request.user).may_close:
        raise PermissionDenied
    verb = services.close_question if step == "close" else services.reopen_question
    verb(found, by=request.user)  # type: ignore[arg-type]
    return redirect(found)
