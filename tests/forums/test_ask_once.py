"""Before a question is asked, its asker is shown what may answer it already."""

from __future__ import annotations

import itertools
from itertools import count
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from playwright.sync_api import expect

from activity import deliver
from cases.services.adoption import Told, tell
from forums.models import Forum, Topic
from forums.services import start_topic
from search.answering import may_answer, stems
from tests import factories
from tests.browser import PHONE, Browse, assert_axe_clean, assert_fits
from tests.checks import assert_queries_constant
from tests.factories import Cast

pytestmark = pytest.mark.django_db

TITLE = "How do you keep babies warm in theatre?"
TOLD: Told = {
    "status": "embedded",
    "version": 1,
    "started_on": None,
    "adapted": "",
    "result": "",
    "stopped_on": None,
    "why_stopped": "",
    "case_study": None,
}


@pytest.fixture
def forum(cast: Cast) -> Forum:
    return Forum.objects.create(title="Warmth", slug="warmth", description="Warm babies")


@pytest.fixture
def known(cast: Cast, forum: Forum) -> dict[str, Any]:
    """A guide, a case study and a topic about babies who are to stay warm, and some that are not."""
    guide = factories.guide("warm", title="Warm babies from birth", why="<p>In theatre too.</p>")
    case = factories.case_study("hats", title="Hats keep babies warm in theatre", trust=cast.castlebeck)
    topic = start_topic(forum, author=cast.ben, title="Warm theatre or warm babies?", body="Which first?")
    factories.guide("smoke", title="Smoke-free pregnancy")
    deliver.deliver_all()
    return {"guide": guide, "case": case, "topic": topic}


def ask(client: Client, **more: str) -> Any:
    data = {"title": TITLE, "kind": "question", "body": "Ours get cold.", "post": "1", "key": "k", **more}
    return client.post("/forums/warmth/ask/", data)


def test_pages_and_topics_that_share_its_words_are_offered(
    cast: Cast, known: dict[str, Any], client: Client
) -> None:
    client.force_login(cast.amina)
    page = client.get("/forums/ask/already/", {"title": TITLE}).content.decode()
    for thing in known.values():
        assert thing.get_absolute_url() in page
    assert "Smoke-free" not in page
    for title in (
        "",
        "warm",
        "the and of which how",
        "Zebras and giraffes in zoos",
        '"*:(',
        "\x00warm babies theatre",
    ):
        assert client.get("/forums/ask/already/", {"title": title}).status_code == 200
    assert client.get("/forums/ask/already/", {"title": "Zebras and giraffes in zoos"}).content.strip() == b""


def test_a_trust_like_the_askers_that_does_it_is_offered(
    cast: Cast, known: dict[str, Any], client: Client
) -> None:
    for trust in (cast.fenmere, cast.saltmarsh):
        trust.births_a_year, trust.neonatal_level = 3000, "Local neonatal unit"
        trust.save()
    for trust, who in ((cast.castlebeck, cast.ben), (cast.saltmarsh, cast.carys)):
        tell(known["guide"], trust, by=who, told=TOLD)
    client.force_login(cast.amina)
    page = client.get("/forums/ask/already/", {"title": TITLE}).content.decode()
    assert page.index("/trusts/saltmarsh/") < page.index("/trusts/castlebeck/")
    assert "embedded. A unit like yours." in page
    # Her own trust's record tells her nothing new.
    tell(known["guide"], cast.fenmere, by=cast.amina, told=TOLD)
    assert b"/trusts/fenmere/" not in client.get("/forums/ask/already/", {"title": TITLE}).content


def test_without_scripts_it_is_shown_once_when_the_question_is_sent(
    cast: Cast, known: dict[str, Any], client: Client
) -> None:
    client.force_login(cast.amina)
    page = ask(client)
    assert page.status_code == 200
    content = page.content.decode()
    assert "This may answer it already" in content
    assert "Ours get cold." in content
    assert not Topic.objects.filter(title=TITLE).exists()
    assert page.context["form"]["looked"].value() == "on"
    assert ask(client, looked="on").status_code == 302
    assert Topic.objects.filter(title=TITLE).count() == 1


def test_a_question_that_nothing_answers_is_posted_at_once(cast: Cast, forum: Forum, client: Client) -> None:
    client.force_login(cast.amina)
    assert ask(client).status_code == 302


def test_nothing_is_offered_that_the_asker_may_not_see(cast: Cast, forum: Forum, client: Client) -> None:
    theirs = factories.audience("trust:castlebeck")
    closed = Forum.objects.create(title="Castlebeck", slug="castlebeck", description="-", audience=theirs)
    start_topic(closed, author=cast.ben, title="Babies warm in theatre: our own audit", body="-")
    factories.case_study(
        "own", title="Keep babies warm in theatre, the draft", trust=cast.castlebeck, audience=theirs
    )
    deliver.deliver_all()
    for user, seen in ((cast.amina, False), (cast.ben, True)):
        client.force_login(user)
        page = client.get("/forums/ask/already/", {"title": TITLE}).content.decode()
        assert ("our own audit" in page) == seen
        assert ("the draft" in page) == seen


def test_only_members_ask_it(forum: Forum, client: Client) -> None:
    assert client.get("/forums/ask/already/", {"title": TITLE}).status_code == 302


def test_queries_do_not_grow_with_what_is_found(cast: Cast, known: dict[str, Any], client: Client) -> None:
    client.force_login(cast.amina)
    numbers = count()

    def more(number: int) -> None:
        for each in itertools.islice(numbers, number):
            made = factories.guide(f"w{each}", title=f"Warm babies in theatre {each}", short_title=f"W{each}")
            tell(made, cast.castlebeck, by=cast.ben, told=TOLD)
        deliver.deliver_all()

    assert_queries_constant(client, f"/forums/ask/already/?{urlencode({'title': TITLE})}", more, large=20)


@pytest.mark.needs("browser")
@pytest.mark.django_db(transaction=True)
def test_it_is_shown_while_the_title_is_typed(cast: Cast, known: dict[str, Any], browse: Browse) -> None:
    page = browse(user=cast.amina, width=PHONE)
    page.goto("/forums/warmth/ask/")
    page.get_by_label("Title, in one line").press_sequentially(TITLE, delay=10)
    offered = page.get_by_role("region", name="This may answer it already")
    offered.wait_for()
    assert offered.get_by_role("link", name="Warm babies from birth").is_visible()
    assert_axe_clean(page)
    assert_fits(page)
    page.get_by_label("What others need to know").fill("Ours get cold.")
    page.get_by_role("button", name="Post", exact=True).click()
    expect(page.get_by_role("heading", name=TITLE, level=1)).to_be_visible()
    assert page.url.endswith(Topic.objects.get(title=TITLE).get_absolute_url())


def test_what_shares_only_common_words_is_not_offered(
    cast: Cast, known: dict[str, Any], client: Client
) -> None:
    for number in range(6):
        factories.guide(f"early{number}", title=f"Early milk {number}", why="<p>At night too, early.</p>")
    scores = factories.guide(
        "scores",
        title="The deteriorating mother",
        summary="Warning scores, done early.",
        why="<p>At night.</p>",
    )
    deliver.deliver_all()
    found = may_answer("Early warning scores at night", cast.amina, kinds=("guide",), most=4)
    assert [entry.object_id for entry in found] == [scores.pk]


def test_endings_do_not_matter() -> None:
    assert stems("Testing tests, tested; scores and scoring; babies") == {"test", "and", "scor", "baby"}
