"""What readers said, dealt with: the queue, answers by mail, the CSV."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.test import Client

from activity import senders
from cases.models import CaseStudy
from hub.feedback import services
from hub.models import Feedback
from tests import factories
from tests.checks import assert_queries_constant
from tests.mailbox import Mailbox

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(cast: Any) -> CaseStudy:
    """A page that Farah, who is no editor, owns."""
    made = factories.case_study("warm", title="Warm and fed", trust=cast.fenmere)
    CaseStudy.objects.filter(pk=made.pk).update(owner=cast.farah)
    return made


def decide(client: Client, feedback: Feedback, decision: str, text: str = "") -> Any:
    return client.post(f"/feedback/decide/{feedback.pk}/", {"decision": decision, "text": text}, follow=True)


def test_editors_see_what_waits_the_oldest_first(client: Client, cast: Any, page: CaseStudy) -> None:
    services.report_wrong(page, text="The first word")
    services.vote(page, useful=True)
    services.report_wrong(factories.case_study(), text="The second word")
    client.force_login(cast.ella)
    text = client.get("/feedback/").content.decode()
    assert "<b>2 wait</b>" in text
    assert text.index("The first word") < text.index("The second word")
    assert "Warm and fed" in text


def test_an_owner_sees_that_of_their_own_pages_while_they_may_see_them(
    client: Client, cast: Any, page: CaseStudy
) -> None:
    services.report_wrong(page, text="Mine")
    services.report_wrong(factories.case_study(), text="Of another")
    client.force_login(cast.farah)
    text = client.get("/feedback/").content.decode()
    assert "Mine" in text
    assert "Of another" not in text
    assert "as CSV" not in text
    CaseStudy.objects.filter(pk=page.pk).update(audience=factories.audience_for(cast.castlebeck))
    assert b"Mine" not in client.get("/feedback/").content


def test_nobody_else_comes_in(client: Client, cast: Any, page: CaseStudy) -> None:
    said = services.report_wrong(page, text="The word")
    for address in ("/feedback/", "/feedback.csv"):
        assert client.get(address)["Location"].startswith("/account/login/")
    assert client.post(f"/feedback/decide/{said.pk}/", {"decision": "dismiss"}).status_code == 302
    client.force_login(cast.amina)
    assert client.get("/feedback/").status_code == 403
    assert client.get("/feedback.csv").status_code == 403
    assert client.post(f"/feedback/decide/{said.pk}/", {"decision": "dismiss"}).status_code == 404
    client.force_login(cast.farah)
    assert client.get("/feedback.csv").status_code == 403
    said.refresh_from_db()
    assert said.state == "waiting"


def test_an_answer_goes_by_mail_and_the_address_is_forgotten(
    client: Client, cast: Any, page: CaseStudy, mailbox: Mailbox
) -> None:
    said = services.report_wrong(page, text="The dose is old", reply_to="reader@example.org")
    client.force_login(cast.ella)
    response = decide(client, said, "answer", "It is mended. Thank you.")
    assert b"Your answer is on its way" in response.content
    assert b"Nothing waits." in response.content
    assert senders.send_waiting() == (1, 0)
    (message,) = mailbox.to("reader@example.org")
    text = message.get_content()
    assert "The dose is old" in text
    assert "It is mended. Thank you." in text
    assert "Ella" not in message.as_string()
    said.refresh_from_db()
    assert (said.state, said.reply_to, said.decided_by) == ("answered", "", cast.ella)
    assert said.answer_sent_at is not None
    assert senders.send_waiting() == (0, 0), "once"


def test_an_answer_that_cannot_be_sent_now_is_sent_later(
    client: Client, cast: Any, page: CaseStudy, settings: Any
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    said = services.report_wrong(page, text="x", reply_to="reader@example.org")
    services.answer(said, by=cast.ella, text="y")
    assert senders.send_waiting() == (0, 1)
    said.refresh_from_db()
    assert said.reply_to == "reader@example.org"
    assert said.mail_attempts == 1
    assert senders.next_at() == said.mail_next_at
    assert any("answer to a reader" in reason for reason in senders.reasons())
    assert "reader@example.org" not in said.mail_error


def test_without_an_address_it_is_dealt_with_or_dismissed(client: Client, cast: Any, page: CaseStudy) -> None:
    first = services.report_wrong(page, text="x")
    second = services.report_wrong(page, text="y", reply_to="reader@example.org")
    client.force_login(cast.farah)
    assert b"Dealt with." in decide(client, first, "answer").content
    assert b"Dismissed." in decide(client, second, "dismiss").content
    second.refresh_from_db()
    assert (second.state, second.reply_to) == ("dismissed", "")
    assert senders.send_waiting() == (0, 0)


def test_an_answer_that_is_refused_keeps_what_was_typed(client: Client, cast: Any, page: CaseStudy) -> None:
    said = services.report_wrong(page, text="x", reply_to="reader@example.org")
    client.force_login(cast.ella)
    response = decide(client, said, "answer", "The patient was NHS number 943 476 5919")
    assert b"There is a problem" in response.content
    assert b"943 476 5919" in response.content
    assert b"There is a problem" in decide(client, said, "answer", "").content
    said.refresh_from_db()
    assert (said.state, said.answer) == ("waiting", "")


def test_the_second_of_two_editors_is_told(client: Client, cast: Any, page: CaseStudy) -> None:
    said = services.report_wrong(page, text="x")
    services.dismiss(said, by=cast.grace)
    client.force_login(cast.ella)
    assert b"Grace Lindqvist was first: it is dismissed." in decide(client, said, "answer").content
    with pytest.raises(services.AlreadyDecided):
        services.answer(said, by=cast.ella, text="")


def test_the_csv_holds_everything_but_addresses(client: Client, cast: Any, page: CaseStudy) -> None:
    services.vote(page, useful=False)
    services.report_wrong(page, text="=1+1", reply_to="reader@example.org")
    client.force_login(cast.ella)
    response: Any = client.get("/feedback.csv")
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    vote, word = csv.DictReader(io.StringIO(text))
    assert (vote["Kind"], vote["State"]) == ("Not useful", "Counted")
    assert (word["Words"], word["State"], word["Page"]) == ("'=1+1", "Waiting", "Warm and fed")
    assert word["Address"].endswith("/case-studies/warm/")
    assert "reader@" not in text


def test_queries_of_the_queue_do_not_grow(client: Client, cast: Any) -> None:
    client.force_login(cast.ella)

    def build(how_many: int) -> None:
        for _ in range(how_many):
            services.report_wrong(factories.case_study(), text="x")

    assert_queries_constant(client, "/feedback/", build, large=30, ceiling=10)


def test_the_queue_goes_on_where_it_ended(client: Client, cast: Any, page: CaseStudy) -> None:
    for number in range(25):
        services.report_wrong(page, text=f"Word {number:02}")
    client.force_login(cast.ella)
    first = client.get("/feedback/")
    assert "Word 19" in first.content.decode()
    assert "Word 20" not in first.content.decode()
    rest = client.get("/feedback/", {"after": first.context["next"]}).content.decode()
    assert "Word 20" in rest
    assert "Word 24" in rest
    assert "Word 19" not in rest
