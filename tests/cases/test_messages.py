"""A member asks a team in private: who gets it, who does not, and what mail servers say."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from activity import deliver, senders
from activity.models import Activity, Notification
from cases.models import CaseStudy, TeamMessage
from moderation.models import Sanction
from tests import factories
from tests.checks import assert_html_valid
from tests.mailbox import Mailbox

pytestmark = pytest.mark.django_db
URL = "/case-studies/warm/"
ASK = f"{URL}ask/"
TRUST = "improvement@fenmere.example"


@pytest.fixture
def page(cast: Any) -> CaseStudy:
    """A case study of Fenmere that Amina answers for; the trust has an address too."""
    cast.fenmere.contact_email = TRUST
    cast.fenmere.save()
    return factories.case_study("warm", title="Warm", trust=cast.fenmere, contact=cast.amina)


def work() -> None:
    """What the worker does with what waits."""
    deliver.deliver_all()
    senders.send_waiting()


def send(client: Client, text: str = "Who starts it at night?", **more: Any) -> Any:
    return client.post(ASK, {"text": text, "key": str(uuid4()), **more})


def test_the_team_gets_it_and_can_answer(
    client: Client, cast: Any, page: CaseStudy, mailbox: Mailbox
) -> None:
    client.force_login(cast.ben)
    response = send(client)
    assert response.status_code == 302
    assert response["Location"] == URL
    work()
    [mail] = mailbox.messages
    assert mail["X-Envelope-To"] == "amina@example.org"
    assert mail["Reply-To"] == "ben@example.org"
    text = mail.get_content()
    assert "Ben Osei (neonatal consultant, Castlebeck)" in text
    assert "Who starts it at night?" in text
    assert TeamMessage.objects.get().sent_at is not None
    work()
    assert len(mailbox.messages) == 1


def test_the_form_says_who_gets_it_and_shows_no_address(client: Client, cast: Any, page: CaseStudy) -> None:
    client.force_login(cast.ben)
    for url in (ASK, URL):
        text = client.get(url).content.decode()
        assert TRUST not in text
        assert "amina@example.org" not in text
    text = client.get(ASK).content.decode()
    assert "the team at Fenmere Hospitals" in text
    assert "your email address go with it" in text


def test_a_visitor_signs_in_and_comes_back(client: Client, page: CaseStudy) -> None:
    response = client.get(ASK)
    assert response.status_code == 302
    assert response["Location"] == f"/account/login/?next={ASK}"
    assert send(client).status_code == 302
    assert not TeamMessage.objects.exists()


def test_sent_twice_is_one_message(client: Client, cast: Any, page: CaseStudy, mailbox: Mailbox) -> None:
    client.force_login(cast.ben)
    key = str(uuid4())
    for _ in range(2):
        assert send(client, key=key).status_code == 302
    work()
    assert len(mailbox.messages) == 1


def test_the_key_of_another_person_takes_nothing_from_them(
    client: Client, cast: Any, page: CaseStudy
) -> None:
    key = str(uuid4())
    for person, text in ((cast.ben, "Mine"), (cast.carys, "And mine")):
        client.force_login(person)
        assert send(client, text, key=key).status_code == 302
    assert set(TeamMessage.objects.values_list("sender", "text")) == {
        (cast.ben.pk, "Mine"),
        (cast.carys.pk, "And mine"),
    }


def leave(cast: Any) -> None:
    cast.amina.memberships.update(ended_at=timezone.now())


def stop(cast: Any) -> None:
    cast.amina.is_active = False
    cast.amina.save()


@pytest.mark.parametrize("gone", [leave, stop])
def test_a_contact_who_has_gone_is_passed_over(
    client: Client, cast: Any, page: CaseStudy, mailbox: Mailbox, gone: Any
) -> None:
    client.force_login(cast.ben)
    send(client)
    gone(cast)
    work()
    assert [mail["X-Envelope-To"] for mail in mailbox.messages] == [TRUST]


def test_where_nobody_would_get_it_there_is_no_form(client: Client, cast: Any, page: CaseStudy) -> None:
    leave(cast)
    cast.fenmere.contact_email = ""
    cast.fenmere.save()
    client.force_login(cast.ben)
    assert client.get(ASK).status_code == 404
    assert send(client).status_code == 404
    assert "Ask this team" not in client.get(URL).content.decode()


def test_a_page_for_others_is_404(client: Client, cast: Any, page: CaseStudy) -> None:
    page.audience = factories.audience_for(cast.fenmere)
    page.save_revision().publish()
    client.force_login(cast.ben)
    assert client.get(ASK).status_code == 404
    assert send(client).status_code == 404


def test_who_is_suspended_writes_to_no_team(client: Client, cast: Any, page: CaseStudy) -> None:
    until = timezone.now() + timedelta(days=3)
    Sanction.objects.create(user=cast.ben, kind=Sanction.Kind.SUSPENSION, words="Wait.", until=until)
    client.force_login(cast.ben)
    shown = client.get(ASK).content.decode()
    assert "You can read, but not post, until" in shown
    assert "<textarea" not in shown
    assert_html_valid({"ask": shown})
    kept = send(client, "My words").content.decode()
    assert "Nothing was sent." in kept
    assert "My words</textarea>" in kept
    assert not TeamMessage.objects.exists()


def test_what_waits_is_not_sent_for_a_person_who_may_no_longer_see_the_page(
    client: Client, cast: Any, page: CaseStudy, mailbox: Mailbox
) -> None:
    client.force_login(cast.ben)
    send(client)
    page.audience = factories.audience_for(cast.fenmere)
    page.save_revision().publish()
    work()
    assert not [mail for mail in mailbox.messages if mail["Reply-To"]]
    assert TeamMessage.objects.get().mail == TeamMessage.Mail.NOT_WANTED


@pytest.mark.parametrize("text", ["NHS number 999 000 0018 was cold.", "Call about 9990000018", "a\x00b", ""])
def test_what_cannot_be_sent_stays_in_the_form(client: Client, cast: Any, page: CaseStudy, text: str) -> None:
    client.force_login(cast.ben)
    response = send(client, text)
    assert response.status_code == 200
    assert "There is a problem" in response.content.decode()
    assert not TeamMessage.objects.exists()


def test_a_person_who_asks_too_often_waits_and_keeps_the_words(
    client: Client, cast: Any, page: CaseStudy
) -> None:
    client.force_login(cast.ben)
    for number in range(5):
        assert send(client, f"Question {number}").status_code == 302
    response = send(client, "One too many")
    assert response.status_code == 429
    assert "One too many" in response.content.decode()
    assert TeamMessage.objects.count() == 5
    client.force_login(cast.carys)
    assert send(client).status_code == 302


def test_a_server_that_says_later_is_asked_again(
    client: Client, cast: Any, page: CaseStudy, mailbox: Mailbox
) -> None:
    client.force_login(cast.ben)
    send(client)
    mailbox.answers["amina@example.org"] = "451 Try later"
    assert senders.send_waiting() == (0, 1)
    message = TeamMessage.objects.get()
    assert message.mail == TeamMessage.Mail.WAITING
    assert message.mail_next_at > timezone.now()
    assert "amina@example.org" not in message.mail_error
    mailbox.answers.clear()
    TeamMessage.objects.update(mail_next_at=timezone.now())
    assert senders.send_waiting() == (1, 0)
    assert [mail["X-Envelope-To"] for mail in mailbox.messages] == ["amina@example.org"]


def test_an_address_that_is_not_there_is_given_up_and_the_trust_is_tried(
    client: Client, cast: Any, page: CaseStudy, mailbox: Mailbox
) -> None:
    client.force_login(cast.ben)
    send(client)
    mailbox.answers["amina@example.org"] = "550 No such user"
    assert senders.send_waiting() == (0, 1)
    cast.amina.profile.refresh_from_db()
    assert cast.amina.profile.email_refused_at is not None
    TeamMessage.objects.update(mail_next_at=timezone.now())
    assert senders.send_waiting() == (1, 0)
    assert [mail["X-Envelope-To"] for mail in mailbox.messages] == [TRUST]


def test_when_every_address_is_refused_it_stops(
    client: Client, cast: Any, page: CaseStudy, mailbox: Mailbox
) -> None:
    page.contact = None
    page.save_revision().publish()
    client.force_login(cast.ben)
    send(client)
    mailbox.answers[TRUST] = "550 No such user"
    assert senders.send_waiting() == (0, 1)
    assert TeamMessage.objects.get().mail == TeamMessage.Mail.REFUSED
    assert senders.next_at() is None


def test_nobody_else_is_told(client: Client, cast: Any, page: CaseStudy, mailbox: Mailbox) -> None:
    client.force_login(cast.ben)
    send(client)
    work()
    assert not Activity.objects.get(verb="cases.message.sent").announce
    assert not Notification.objects.filter(activity__verb="cases.message.sent").exists()
    assert "Who starts it" not in client.get(URL).content.decode()
