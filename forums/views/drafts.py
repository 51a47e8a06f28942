"""Drafts: kept every few seconds while somebody writes, and thrown away when they say so."""

from __future__ import annotations

from http import HTTPStatus

from allauth.core.internal import ratelimit
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from accounts.models import User
from forums import drafting
from forums.attaching import attached_to
from forums.forms import DraftForm, alt_name
from forums.services.attaching import say_what_it_shows

RATES = {"draft": "40/m/user"}


@never_cache
@sensitive_post_parameters()
@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Keeps a draft and says when; with `throw` it throws it away and leads back to the composer.
    What another page kept meanwhile is answered with, to be offered."""
    user = request.user
    if not isinstance(user, User):
        return JsonResponse({}, status=HTTPStatus.UNAUTHORIZED)
    place = request.POST.get("place", "")
    address = drafting.address_of(place, user)
    if not address:
        raise Http404
    if "throw" in request.POST:
        drafting.throw_away(user, place)
        return redirect(f"{address}#composer")
    if not ratelimit.consume(request, app="hub", action="draft", config=RATES, user=user):
        return JsonResponse({}, status=HTTPStatus.TOO_MANY_REQUESTS)
    form = DraftForm(request.POST, attached=attached_to(request))
    if not form.is_valid():
        return _refused(" ".join(str(error) for errors in form.errors.values() for error in errors))
    return _kept(request, user, place, form, address)


def _refused(words: str) -> JsonResponse:
    return JsonResponse({"refused": words}, status=HTTPStatus.UNPROCESSABLE_ENTITY)


def _kept(request: HttpRequest, user: User, place: str, form: DraftForm, address: str) -> HttpResponse:
    data = request.POST
    written = drafting.Written(
        title=form.cleaned_data["title"],
        body=form.cleaned_data["body"],
        rest=drafting.rest_of(data, form.attached.files),
        page=data.get("page", "")[:64],
        takes=data.get("takes"),
    )
    for file in form.attached.files:
        say_what_it_shows(file, form.cleaned_data.get(alt_name(file), ""))
    try:
        other = drafting.keep(user, place, written, below="below" in data)
    except drafting.TooLong as error:
        return _refused(str(error))
    if other:
        offer = {"draft": drafting.offer_of(other, address)}
        html = render_to_string("forums/_draft_offer.html", offer, request)
        return JsonResponse({"offer": html}, status=HTTPStatus.CONFLICT)
    return JsonResponse({"at": f"{timezone.localtime():%H:%M}"})
