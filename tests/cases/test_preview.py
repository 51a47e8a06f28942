"""Editors see a draft as its readers will, and readers do not see it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from cases.models import CaseStudyIndexPage
from hub.models import BasePage, GeneralPage, NewsIndexPage, NewsPage
from tests import factories

pytestmark = pytest.mark.django_db
KINDS = ["case_study", "guide", "learning_set", "general_page", "news", "home", "list"]


def page_of(kind: str) -> BasePage:
    """A draft of a kind of page, for members; home and lists are there already."""
    members = factories.audience("members")
    if kind == "home":
        return factories.home()
    if kind == "list":
        return CaseStudyIndexPage.objects.get()
    if kind == "general_page":
        draft = GeneralPage(title="Soon", slug="soon", audience=members)
        return factories.publish(draft, factories.home(), live=False)
    if kind == "news":
        draft = NewsPage(title="Soon", slug="soon", audience=members)
        return factories.publish(draft, NewsIndexPage.objects.get(), live=False)
    made: BasePage = getattr(factories, kind)("soon", title="Soon", audience=members, live=False)
    return made


def preview_of(client: Client, page: BasePage) -> Any:
    return client.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]))


@pytest.mark.parametrize("kind", KINDS)
def test_an_editor_previews_a_draft(client: Client, cast: Any, kind: str) -> None:
    page = page_of(kind)
    client.force_login(cast.ella)
    response = preview_of(client, page)
    assert response.status_code == 200
    assert page.title in response.content.decode()
    assert response.templates[0].name == page.template


def test_an_editor_of_no_trust_previews_what_is_for_one(client: Client, cast: Any) -> None:
    own = factories.audience_for(cast.fenmere)
    page = factories.case_study("own", title="Ours alone", audience=own, live=False)
    client.force_login(cast.ella)
    assert "Ours alone" in preview_of(client, page).content.decode()


def test_a_guide_named_in_unsaved_work_is_shown(client: Client, cast: Any) -> None:
    """The preview draws relations that are in the form and not yet in the database."""
    guide = factories.guide(short_title="Warm", version=2)
    page = factories.case_study("soon", guides=(guide,), live=False)
    client.force_login(cast.ella)
    assert "Warm guide" in preview_of(client, page).content.decode()


@pytest.mark.parametrize("kind", ["case_study", "guide", "learning_set", "general_page", "news"])
def test_a_draft_is_not_there_for_readers(client: Client, cast: Any, kind: str) -> None:
    page = page_of(kind)
    for person in [None, *cast.signed_in()]:
        client.logout()
        if person:
            client.force_login(person)
        assert client.get(page.get_absolute_url()).status_code == 404


def test_a_reader_may_not_preview(client: Client, cast: Any) -> None:
    page = page_of("case_study")
    reader: User = cast.amina
    client.force_login(reader)
    response = preview_of(client, page)
    assert response.status_code in {302, 403}
    assert "Soon" not in response.content.decode()
