"""Reasons, watched words and forums in the administration."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from moderation.models import ReasonTemplate, WatchedWord
from tests.forums.makers import forum

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client: Client, cast: Any) -> Client:
    client.force_login(cast.grace)
    return client


def name_of(model: Any, view: str) -> str:
    """The name of a view in which a snippet is kept."""
    return str(model.snippet_viewset.get_url_name(view))


def test_five_reasons_are_laid_and_can_be_changed(admin: Client) -> None:
    assert ReasonTemplate.objects.count() == 5
    reason = ReasonTemplate.objects.first()
    assert reason is not None
    url = reverse(name_of(ReasonTemplate, "edit"), args=[reason.pk])
    assert admin.get(url).status_code == 200
    admin.post(url, {"title": reason.title, "text": "In other words.", "position": 1})
    reason.refresh_from_db()
    assert reason.text == "In other words."


def test_words_are_added(admin: Client) -> None:
    url = reverse(name_of(WatchedWord, "add"))
    admin.post(url, {"word": "miracle", "act": "hold", "why": ""})
    assert WatchedWord.objects.get().word == "miracle"
    assert admin.get(reverse(name_of(WatchedWord, "list"))).status_code == 200


def test_a_forum_gets_moderators_by_their_addresses(admin: Client, cast: Any) -> None:
    room = forum("fen", title="Fen", key="trust:fenmere")
    url = reverse("forum_keeping:edit", args=[room.pk])
    assert admin.get(url).status_code == 200
    sent = {"title": "Fen", "description": "For Fenmere.", "position": 3}
    page = admin.post(url, {**sent, "moderators_by_email": "carys@example.org"}).content.decode()
    assert "cannot see this forum" in page
    page = admin.post(url, {**sent, "moderators_by_email": "nobody@example.org"}).content.decode()
    assert "Nobody has an account with nobody@example.org." in page
    admin.post(url, {**sent, "moderators_by_email": "Amina@example.org\nfarah@example.org", "audience": 1})
    room.refresh_from_db()
    assert set(room.moderators.all()) == {cast.amina, cast.farah}
    # Who reads a forum is settled when it is made.
    assert room.audience.key == "trust:fenmere"


def test_members_do_not_come_in(cast: Any) -> None:
    client = Client()
    client.force_login(cast.amina)
    names = [name_of(model, "list") for model in (ReasonTemplate, WatchedWord)]
    for name in (*names, "forum_keeping:index"):
        assert client.get(reverse(name)).status_code in {302, 403}
