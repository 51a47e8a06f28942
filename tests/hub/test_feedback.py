"""What readers say of pages: votes, words, what is wrong; without an account and without a trace."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from activity import deliver, mail
from activity.models import Activity, Notification
from cases.models import CaseStudy
from hub.feedback import limits, services
from hub.models import Feedback, GeneralPage, NewsIndexPage, NewsPage
from tests import factories
from tests.checks import queries_of
from tests.mailbox import Mailbox

pytestmark = pytest.mark.django_db
HERE: dict[str, Any] = {"HTTP_ORIGIN": "http://testserver"}


@pytest.fixture
def page(cast: Any) -> CaseStudy:
    """A page that everyone may read; Ella owns it."""
    made = factories.case_study("warm", title="Warm and fed", trust=cast.fenmere)
    CaseStudy.objects.filter(pk=made.pk).update(owner=cast.ella)
    return made


def say(client: Client, page: Any, useful: str = "yes", **headers: Any) -> Any:
    return client.post(f"/feedback/{page.pk}/", {"useful": useful}, **{**HERE, **headers})


def wrong(client: Client, page: Any, text: str = "The link is old", **data: str) -> Any:
    return client.post(f"/feedback/{page.pk}/wrong/", {"text": text, **data}, **HERE)


def told_to(user: Any) -> list[str]:
    return [each.activity.title for each in Notification.objects.filter(user=user)]


# Below a page --------------------------------------------------------------------------------


def test_every_page_asks_and_so_do_lists_and_home(client: Client, cast: Any, page: CaseStudy) -> None:
    pages = [
        page,
        factories.guide(),
        factories.learning_set(),
        factories.publish(GeneralPage(title="About us", slug="us"), factories.home()),
        factories.publish(NewsPage(title="New", slug="new"), NewsIndexPage.objects.get()),
    ]
    for each in pages:
        text = client.get(each.get_absolute_url()).content.decode()
        assert text.count("Was this page useful?") == 1, each.get_absolute_url()
        assert f'action="/feedback/{each.pk}/"' in text
        assert f'href="/feedback/{each.pk}/wrong/">Is anything wrong with this page?' in text
    for address in ("/", "/case-studies/", "/guides/", "/learning-sets/", "/news/"):
        before = queries_of(client, address)
        text = client.get(address).content.decode()
        assert text.count("Was this page useful?") == 1, address
        assert not any("hub_feedback" in sql for sql in before), address
        pk = text.split('action="/feedback/')[1].split("/")[0]
        assert client.post(f"/feedback/{pk}/wrong/", {"text": "A filter is gone"}, **HERE).status_code == 302
    assert Feedback.objects.filter(kind="wrong").count() == 5


def test_asking_takes_no_cookie_and_one_query(client: Client, page: CaseStudy) -> None:
    client.get(page.get_absolute_url())
    assert not client.cookies
    asked = [sql for sql in queries_of(client, page.get_absolute_url()) if "hub_feedback" in sql]
    assert len(asked) == 1


def test_counts_are_shown_where_five_have_said(client: Client, page: CaseStudy) -> None:
    for useful in (True, True, False, True):
        services.vote(page, useful=useful)
    assert b"found it useful" not in client.get(page.get_absolute_url()).content
    services.vote(page, useful=True)
    services.report_wrong(page, text="Not a vote")
    assert b"4 of 5 readers found it useful." in client.get(page.get_absolute_url()).content


# A vote --------------------------------------------------------------------------------------


def test_a_vote_is_counted_without_an_account_and_a_sentence_can_follow(
    client: Client, cast: Any, page: CaseStudy
) -> None:
    thanks = say(client, page, "no")
    assert thanks.status_code == 302
    text = client.get(thanks["Location"]).content.decode()
    assert "is counted" in text
    assert "Do not include any personal, sensitive or confidential information." in text
    vote = Feedback.objects.get()
    assert (vote.kind, vote.state, vote.page_id) == ("not-useful", "counted", page.pk)
    sent = {"text": "No doses", "key": str(vote.key)}
    answered = client.post(f"/feedback/{page.pk}/thanks/", sent, **HERE)
    assert answered["Location"] == f"/feedback/{page.pk}/said/"
    assert client.get(answered["Location"]).status_code == 200
    vote.refresh_from_db()
    assert (vote.text, vote.state) == ("No doses", "waiting")
    assert told_to(cast.ella) == ["Warm and fed"]


def test_a_sentence_is_added_once_and_to_ones_own_vote(client: Client, page: CaseStudy) -> None:
    vote = services.vote(page, useful=True)
    for text, key in (("First", vote.key), ("Second", vote.key), ("Other", uuid4())):
        client.post(f"/feedback/{page.pk}/thanks/", {"text": text, "key": str(key)}, **HERE)
    assert [each.text for each in Feedback.objects.all()] == ["First"]


def test_a_vote_counts_once_a_day_for_each_address_and_account(
    client: Client, cast: Any, page: CaseStudy
) -> None:
    other = factories.case_study()
    say(client, page)
    again = say(client, page, "no")
    assert b"One word each day is counted, the first." in client.get(again["Location"]).content
    assert Feedback.objects.count() == 1
    say(client, other)
    say(client, page, REMOTE_ADDR="198.51.100.7")
    say(client, page, REMOTE_ADDR="198.51.100.7", HTTP_X_FORWARDED_FOR="203.0.113.9")
    client.force_login(cast.amina)
    say(client, page)
    say(client, page, REMOTE_ADDR="198.51.100.8")
    assert Feedback.objects.filter(page=page).count() == 3


def test_nothing_is_kept_of_who_said_it(client: Client, cast: Any, page: CaseStudy) -> None:
    client.force_login(cast.amina)
    say(client, page)
    wrong(client, page)
    names = {field.name for field in Feedback._meta.get_fields()}
    assert names.isdisjoint({"user", "ip", "address"})
    assert not Activity.objects.filter(verb__startswith="hub.feedback", actor__isnull=False).exists()
    assert Session.objects.count() == 1, "the one of signing in"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"HTTP_ORIGIN": "https://elsewhere.example"},
        {"HTTP_ORIGIN": "null"},
        {"HTTP_SEC_FETCH_SITE": "cross-site", "HTTP_ORIGIN": "http://testserver"},
        {"HTTP_SEC_FETCH_SITE": "same-site"},
    ],
)
def test_what_another_site_sends_is_refused(client: Client, page: CaseStudy, headers: dict[str, Any]) -> None:
    for address, data in (("", {"useful": "yes"}), ("wrong/", {"text": "x"}), ("thanks/", {"text": "x"})):
        response = client.post(f"/feedback/{page.pk}/{address}", data, **headers)
        assert response.status_code == 403
    assert not Feedback.objects.exists()


def test_a_browser_says_that_it_comes_from_here(client: Client, page: CaseStudy, settings: Any) -> None:
    say(client, page, HTTP_ORIGIN="", HTTP_SEC_FETCH_SITE="same-origin")
    settings.CSRF_TRUSTED_ORIGINS = ["https://hub.example"]
    say(client, page, HTTP_ORIGIN="https://hub.example", REMOTE_ADDR="198.51.100.7")
    assert Feedback.objects.count() == 2


def test_neither_yes_nor_no_is_nothing(client: Client, page: CaseStudy) -> None:
    assert say(client, page, "perhaps")["Location"] == page.get_absolute_url()
    assert client.get(f"/feedback/{page.pk}/").status_code == 405
    assert not Feedback.objects.exists()


# What is wrong -------------------------------------------------------------------------------


def test_what_is_wrong_reaches_the_owner_and_the_editors(
    client: Client, cast: Any, page: CaseStudy, mailbox: Mailbox
) -> None:
    CaseStudy.objects.filter(pk=page.pk).update(owner=cast.farah)
    assert wrong(client, page, "The dose is old", reply_to="reader@example.org").status_code == 302
    kept = Feedback.objects.get()
    assert (kept.text, kept.reply_to, kept.state) == ("The dose is old", "reader@example.org", "waiting")
    assert told_to(cast.farah) == told_to(cast.ella) == ["Warm and fed"]
    assert told_to(cast.amina) == []
    deliver.deliver_all()
    mail.send_waiting()
    told = [message.as_string() for message in mailbox.to("ella@example.org")]
    assert "A reader says that something is wrong with" in told[0]
    assert "The dose is old" not in told[0], "the words stay in the queue"
    assert len(mailbox.to("farah@example.org")) == 1
    client.force_login(cast.farah)
    assert b"A reader says that something is wrong with" in client.get("/notifications/").content


def test_an_owner_who_may_no_longer_see_the_page_is_told_no_more_of_it(
    client: Client, cast: Any, page: CaseStudy
) -> None:
    CaseStudy.objects.filter(pk=page.pk).update(owner=cast.ben)
    wrong(client, page)
    client.force_login(cast.ben)
    assert b"Warm and fed" in client.get("/notifications/").content
    page = CaseStudy.objects.get(pk=page.pk)
    page.audience = factories.audience_for(cast.fenmere)
    page.save_revision().publish()
    assert b"Warm and fed" not in client.get("/notifications/").content
    assert client.get("/feedback/").status_code in {200, 403}
    assert b"Warm and fed" not in client.get("/feedback/").content


def test_it_is_announced_to_nobody_else(client: Client, cast: Any, page: CaseStudy) -> None:
    wrong(client, page, "Zebrawood")
    for address in (
        "/feed.json",
        "/trusts/fenmere/",
        f"{page.get_absolute_url()}feed.json",
        "/case-studies/",
    ):
        text = client.get(address).content
        assert b"Zebrawood" not in text
        assert b"something is wrong" not in text


def test_a_retry_is_one_word(client: Client, page: CaseStudy) -> None:
    key = str(uuid4())
    for _ in range(2):
        assert wrong(client, page, key=key).status_code == 302
    assert Feedback.objects.count() == 1


@pytest.mark.parametrize("text", ["NHS number 943 476 5919, see below", "call 9434765919 about this"])
def test_what_may_point_to_a_patient_is_refused_and_not_kept(
    client: Client, page: CaseStudy, text: str
) -> None:
    response = wrong(client, page, text, reply_to="reader@example.org")
    assert response.status_code == 200
    assert "There is a problem" in response.content.decode()
    assert "reader@example.org" in response.content.decode(), "what was typed stays"
    assert not Feedback.objects.exists()


@pytest.mark.parametrize(
    "data", [{"text": ""}, {"text": "x", "reply_to": "no address"}, {"text": "x" * 1_001}]
)
def test_a_form_that_cannot_be_kept_says_why(client: Client, page: CaseStudy, data: dict[str, str]) -> None:
    response = wrong(client, page, **data)
    assert b"There is a problem" in response.content
    assert not Feedback.objects.exists()


def test_too_much_is_too_much_in_words(client: Client, page: CaseStudy, monkeypatch: Any) -> None:
    monkeypatch.setitem(limits.RATES, "words", "2/h/key")
    monkeypatch.setitem(limits.RATES, "votes", "1/h/key")
    assert [wrong(client, page).status_code for _ in range(3)] == [302, 302, 429]
    assert b"Too many tries" in wrong(client, page).content
    other = factories.case_study()
    assert [say(client, each).status_code for each in (page, other)] == [302, 429]
    assert Feedback.objects.count() == 3


def test_a_page_out_of_sight_takes_no_word(client: Client, cast: Any) -> None:
    own = factories.case_study(audience=factories.audience_for(cast.fenmere))
    draft = factories.case_study(live=False)
    for pk in (own.pk, draft.pk, 999_999):
        for address in ("", "wrong/", "thanks/"):
            assert (
                client.post(f"/feedback/{pk}/{address}", {"useful": "yes", "text": "x"}, **HERE).status_code
                == 404
            )
        for address in ("wrong/", "thanks/", "said/"):
            assert client.get(f"/feedback/{pk}/{address}").status_code == 404
    client.force_login(cast.amina)
    assert client.get(f"/feedback/{own.pk}/wrong/").status_code == 200


def test_pages_with_a_form_are_kept_by_no_cache(client: Client, page: CaseStudy) -> None:
    for address in ("wrong/", "thanks/", "said/"):
        assert "no-store" in client.get(f"/feedback/{page.pk}/{address}")["Cache-Control"]


@pytest.fixture(autouse=True)
def strict_client(client: Client) -> None:
    """Django's own check of tokens is on, as for a browser: these forms must not need one."""
    client.handler.enforce_csrf_checks = True
