"""A learning set: what people can do afterwards, and its materials in order."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from cases.models import LearningSetGuide
from hub.models import Attachment
from tests import factories
from tests.checks import assert_queries_constant

pytestmark = pytest.mark.django_db
URL = "/learning-sets/three/"


def held(**fields: Any) -> Any:
    fields.setdefault("title", "Measuring without drowning")
    return factories.learning_set("three", wave="Wave 1", number=3, **fields)


def text_of(client: Client, url: str = URL) -> str:
    response = client.get(url)
    assert response.status_code == 200, url
    return response.content.decode()


def test_it_says_which_set_it_is_and_what_people_can_do_afterwards(client: Client, cast: Any) -> None:
    held(programme="The collaborative", trust=cast.fenmere, objectives="Draw a chart\nRead a chart")
    page = text_of(client)
    assert "Wave 1, set 3" in page
    assert "The collaborative" in page
    assert "Held by (invented)" in page
    assert page.index("<li>Draw a chart</li>") < page.index("<li>Read a chart</li>")


def test_materials_stand_in_order_with_kind_and_minutes(client: Client) -> None:
    page = held()
    video = "https://video.example.org/1"
    Attachment.objects.create(page=page, title="Second", link=video, kind="video", minutes=12, sort_order=2)
    Attachment.objects.create(page=page, title="First", link=video, kind="slides", minutes=1, sort_order=1)
    seen = text_of(client)
    assert seen.index("First (Slides)") < seen.index("Second (Video)")
    assert "12 minutes. On video.example.org" in seen
    assert "1 minute. On" in seen


def test_materials_for_members_are_only_counted_for_a_visitor(client: Client, cast: Any) -> None:
    page = held()
    members = factories.audience("members")
    Attachment.objects.create(page=page, title="Early numbers", link="https://x.example/", audience=members)
    seen = text_of(client)
    assert "Early numbers" not in seen
    assert '<a href="/account/login/?next=/learning-sets/three/">Sign in for 1 more</a>' in seen
    client.force_login(cast.carys)
    assert "Early numbers" in text_of(client)


def test_the_guides_it_is_about_are_those_the_reader_may_see(client: Client, cast: Any) -> None:
    page = held()
    shown = factories.guide(short_title="Smoke-free")
    hidden = factories.guide(short_title="Our own", audience=factories.audience_for(cast.fenmere))
    for guide in (shown, hidden):
        LearningSetGuide.objects.create(page=page, guide=guide)
    seen = text_of(client)
    assert "Smoke-free" in seen
    assert "Our own" not in seen


def test_queries_do_not_grow_with_materials_and_guides(client: Client) -> None:
    page = held()
    linked = factories.case_study()

    def build(how_many: int) -> None:
        for number in range(how_many):
            Attachment.objects.create(page=page, title=f"File {number}", kind="page", linked_page=linked)
            LearningSetGuide.objects.create(page=page, guide=factories.guide())

    assert_queries_constant(client, URL, build, large=20, ceiling=10)
