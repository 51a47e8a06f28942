"""Tags by intervention, given when asking."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from activity import deliver
from activity.models import Notification
from activity.services import follow
from forums.models import Topic
from tests import factories
from tests.checks import assert_queries_constant
from tests.forums.makers import forum
from tests.forums.test_files import client_of

pytestmark = pytest.mark.django_db
DATA = {"title": "How warm?", "body": "In theatre.", "kind": "question"}


def test_a_question_is_about_guides_and_their_followers_hear_of_it(cast: Any) -> None:
    forum("night")
    warm, other = factories.guide("warm", short_title="Thermal care"), factories.guide("other")
    follow(cast.farah, warm)
    amina = client_of(cast.amina)
    page = amina.get("/forums/night/ask/").content.decode()
    assert "Which guides is it about?" in page
    assert "Thermal care" in page
    assert amina.post("/forums/night/ask/", {**DATA, "about": [warm.pk, other.pk]}).status_code == 302
    assert {page.pk for page in Topic.objects.get().about.all()} == {warm.pk, other.pk}
    deliver.deliver_all()
    assert Notification.objects.filter(user=cast.farah).exists()


def test_three_at_most(cast: Any) -> None:
    forum("night")
    guides = [factories.guide().pk for _ in range(4)]
    page = client_of(cast.amina).post("/forums/night/ask/", {**DATA, "about": guides}).content.decode()
    assert "Choose 3 guides at most." in page
    assert Topic.objects.count() == 0


def test_only_published_guides_that_one_may_see(cast: Any) -> None:
    forum("night")
    factories.guide("shown", short_title="Shown")
    theirs = factories.guide("theirs", short_title="Theirs", audience=factories.audience("trust:castlebeck"))
    draft = factories.guide("draft", short_title="Not yet", live=False)
    case = factories.case_study("case")
    amina = client_of(cast.amina)
    page = amina.get("/forums/night/ask/").content.decode()
    assert "Shown" in page
    assert "Theirs" not in page
    assert "Not yet" not in page
    for pk in (theirs.pk, draft.pk, case.pk, "x"):
        page = amina.post("/forums/night/ask/", {**DATA, "about": [pk]}).content.decode()
        assert "Choose from the guides" in page or "not a valid value" in page
    assert Topic.objects.count() == 0


def test_without_guides_nothing_is_asked(cast: Any) -> None:
    forum("night")
    page = client_of(cast.amina).get("/forums/night/ask/").content.decode()
    assert "Which guides" not in page


def test_the_form_takes_as_many_queries_for_many_guides(client: Client, cast: Any) -> None:
    forum("night")
    client.force_login(cast.amina)

    def build(count: int) -> None:
        for _ in range(count):
            factories.guide()

    assert_queries_constant(client, "/forums/night/ask/", build, small=2, large=12, ceiling=8)
