"""From a settled topic to a draft: only with the posts of those who agree, and their names."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail as outbox
from django.test import Client

from activity.models import Notification
from cases.models import CaseStudy
from forums.models import CreditRequest, Forum, Post, Topic
from forums.services import accept_answer, ask_for_credit, post_reply, start_topic, summarise_topic
from moderation.models import AuditEntry
from tests import factories
from tests.browser import DESK, PHONE, Browse, assert_axe_clean, assert_fits
from tests.checks import assert_html_valid, assert_queries_constant
from tests.factories import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic(cast: Cast) -> Topic:
    """Ben asks, Amina and Carys answer; it is about the guide."""
    forum = Forum.objects.create(title="Warmth", slug="warmth", description="Warm babies")
    guide = factories.guide("warm", title="Warm babies", short_title="Warm")
    asked = start_topic(
        forum, author=cast.ben, title="Hats in theatre?", body="Ours get **cold**.", about=[guide]
    )
    post_reply(asked, author=cast.amina, body="Keep hats *in theatre*.")
    post_reply(asked, author=cast.carys, body="We count them.")
    return asked


def posts_of(topic: Topic) -> dict[str, Post]:
    """The posts by the first name of their writer."""
    return {post.user.get_short_name(): post for post in Post.objects.filter(topic=topic)}


def use(client: Client, topic: Topic, *names: str, **more: Any) -> Any:
    posts = posts_of(topic)
    data = {"posts": [posts[name].pk for name in names], "make": "case-study", **more}
    return client.post(f"{topic.get_absolute_url()}use/", data)


def agree(user: Any, topic: Topic, answer: str = "agree") -> Any:
    client = Client()
    client.force_login(user)
    return client.post(f"{topic.get_absolute_url()}credit/", {"answer": answer})


def test_a_draft_case_study_of_those_who_agree(cast: Cast, topic: Topic, client: Client) -> None:
    client.force_login(cast.dev)
    use(client, topic, "Ben", "Amina", "Carys", ask="1")
    told = Notification.objects.filter(activity__verb="forums.credit.asked")
    assert set(told.values_list("user__name", flat=True)) == {"Ben Osei", "Amina Yusuf", "Carys Bowen"}
    assert agree(cast.ben, topic).status_code == 302
    agree(cast.amina, topic)
    agree(cast.carys, topic, "no")

    refused = use(client, topic, "Ben", "Amina", "Carys", draft="1")
    assert "Not agreed yet, or not at all: Carys Bowen." in refused.content.decode()
    assert not CaseStudy.objects.exists()

    assert use(client, topic, "Ben", "Amina", draft="1").status_code == 302
    page = CaseStudy.objects.get()
    assert not page.live
    assert (page.title, page.owner, page.trust) == ("Hats in theatre?", cast.dev, cast.castlebeck)
    assert "<b>cold</b>" in page.problem
    told_of = "".join(str(block.value.source) for block in page.what_was_done)
    assert "Amina Yusuf, midwife, Fenmere:" in told_of
    assert "<i>in theatre</i>" in told_of
    assert "by Ben Osei and Amina Yusuf" in told_of
    assert "We count them" not in told_of
    assert [use.guide.title for use in page.guide_uses.all()] == ["Warm babies"]
    assert Notification.objects.filter(user=cast.ella, activity__verb="cases.draft.from_topic").exists()
    assert client.get("/case-studies/hats-in-theatre/").status_code == 404


def ticked(client: Client, topic: Topic) -> set[str]:
    """By the first name of their writer, the posts that are chosen when the page is opened."""
    page = client.get(f"{topic.get_absolute_url()}use/").context["form"]
    names = {post.pk: name for name, post in posts_of(topic).items()}
    return {names[pk] for pk in page["posts"].initial}


def test_what_was_helpful_is_chosen_first_and_then_who_was_asked(
    cast: Cast, topic: Topic, client: Client
) -> None:
    client.force_login(cast.dev)
    assert ticked(client, topic) == {"Ben", "Amina", "Carys"}
    accept_answer(posts_of(topic)["Carys"], by=cast.ben)
    assert ticked(client, topic) == {"Ben", "Carys"}
    use(client, topic, "Amina", "Carys", ask="1")
    assert ticked(client, topic) == {"Amina", "Carys"}
    agree(cast.carys, topic)
    agree(cast.amina, topic, "no")
    assert ticked(client, topic) == {"Carys"}


def test_a_question_and_answer_waits_in_the_guides_draft(cast: Cast, topic: Topic, client: Client) -> None:
    ask_for_credit(topic, [cast.amina], by=cast.ella)
    agree(cast.amina, topic)
    client.force_login(cast.ella)
    guide = factories.InterventionGuide.objects.get()
    made = {"make": "answer", "guide": guide.pk, "question": "Where do hats live?", "draft": "1"}
    assert use(client, topic, "Amina", **made).url == f"/admin/pages/{guide.pk}/edit/"
    assert "Where do hats live?" not in client.get("/guides/warm/").content.decode()
    guide.refresh_from_db()
    guide.get_latest_revision().publish()
    page = client.get("/guides/warm/").content.decode()
    assert "Where do hats live?" in page
    assert "Answered by Amina Yusuf." in page
    assert "opinion, not guidance" in page
    # What is missing is asked for, and nothing that was chosen is lost.
    again = use(client, topic, "Amina", make="answer", draft="1").content.decode()
    assert "Choose the guide that it belongs to." in again
    assert "Write the question in one line." in again


def test_who_wrote_without_a_name_stays_unnamed(cast: Cast, topic: Topic, client: Client) -> None:
    Post.objects.filter(user=cast.amina).update(is_anonymous=True)
    ask_for_credit(topic, [cast.amina, cast.carys], by=cast.dev)
    for user in (cast.amina, cast.carys):
        agree(user, topic)
    client.force_login(cast.dev)
    use(client, topic, "Amina", "Carys", draft="1")
    page = CaseStudy.objects.get()
    words = page.problem + "".join(str(block.value.source) for block in page.what_was_done)
    assert "Carys Bowen and a member who asked not to be named" in words
    assert "Amina" not in words
    assert page.trust == cast.saltmarsh


def test_a_draft_of_a_restricted_topic_is_for_its_readers(cast: Cast, client: Client) -> None:
    theirs = factories.audience("trust:fenmere")
    forum = Forum.objects.create(title="Ours", slug="ours", description="-", audience=theirs)
    asked = start_topic(forum, author=cast.amina, title="Ours alone", body="Only for us.")
    ask_for_credit(asked, [cast.amina], by=cast.dev)
    agree(cast.amina, asked)
    client.force_login(cast.dev)
    use(client, asked, "Amina", draft="1")
    assert CaseStudy.objects.get().audience == theirs


def test_who_is_asked_reads_and_answers_their_own_alone(cast: Cast, topic: Topic) -> None:
    ask_for_credit(topic, [cast.amina], by=cast.dev)
    address = f"{topic.get_absolute_url()}credit/"
    client = Client()
    client.force_login(cast.amina)
    page = client.get(address).content.decode()
    assert "Keep hats" in page
    assert "We count them" not in page
    client.force_login(cast.carys)
    assert client.get(address).status_code == 404
    assert agree(cast.carys, topic).status_code == 404
    client.logout()
    assert client.get(address).status_code == 302
    # Asked once, whatever happens; and they may think again.
    assert ask_for_credit(topic, [cast.amina], by=cast.dev) == 0
    agree(cast.amina, topic)
    agree(cast.amina, topic, "no")
    assert CreditRequest.objects.get().answer == "declined"


@pytest.mark.parametrize(("who", "status"), [("amina", 403), ("ella", 200), ("dev", 200), ("grace", 200)])
def test_only_moderators_and_editors_make_something(
    cast: Cast, topic: Topic, client: Client, who: str, status: int
) -> None:
    client.force_login(getattr(cast, who))
    assert client.get(f"{topic.get_absolute_url()}use/").status_code == status


def test_queries_do_not_grow_with_posts(cast: Cast, topic: Topic, client: Client) -> None:
    client.force_login(cast.dev)

    def more(number: int) -> None:
        for _ in range(number):
            post_reply(topic, author=factories.user(), body="Another.")

    assert_queries_constant(client, f"{topic.get_absolute_url()}use/", more, large=30)


def test_a_summary_stands_above_the_replies_and_in_the_log(cast: Cast, topic: Topic, client: Client) -> None:
    client.force_login(cast.dev)
    address = f"{topic.get_absolute_url()}moderate/?act=summarise"
    client.post(address, {"act": "summarise", "text": "Keep hats **in theatre**."})
    page = client.get(topic.get_absolute_url()).content.decode()
    assert page.index("<strong>in theatre</strong>") < page.index("We count them")
    assert AuditEntry.objects.get().act == "topic.summarised"
    assert not outbox.outbox
    topic.refresh_from_db()
    summarise_topic(topic, by=cast.dev, text="")
    assert "What it came to" not in client.get(topic.get_absolute_url()).content.decode()


@pytest.mark.once
@pytest.mark.needs("browser")
@pytest.mark.django_db(transaction=True)
def test_the_pages_are_accessible_valid_and_fit(cast: Cast, topic: Topic, browse: Browse) -> None:
    ask_for_credit(topic, [cast.amina], by=cast.dev)
    for width in (PHONE, DESK):
        for user, address in ((cast.dev, "use/"), (cast.amina, "credit/")):
            page = browse(user=user, width=width)
            page.goto(f"{topic.get_absolute_url()}{address}")
            assert_axe_clean(page)
            assert_fits(page)
        page = browse(user=cast.dev, width=width)
        page.goto(f"{topic.get_absolute_url()}use/")
        page.get_by_role("button", name="Make the draft").click()
        page.get_by_text("Not agreed yet, or not at all").first.wait_for()
        assert_axe_clean(page)
    client = Client()
    client.force_login(cast.dev)
    address = f"{topic.get_absolute_url()}use/"
    assert_html_valid({address: client.get(address).content.decode()})
