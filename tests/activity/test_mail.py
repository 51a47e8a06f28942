"""The mail of notifications, against a real mail server that takes, delays and refuses."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Profile
from accounts.services import audience_of
from activity import deliver, mail
from activity.models import Notification
from activity.services import record, tell, unfollow, withdraw
from tests.activity.following import followers, told
from tests.factories import case_study
from tests.mailbox import Mailbox


def state_of(person: Any) -> tuple[str, int]:
    """What became of the mail to a person, and after how many failures."""
    row = Notification.objects.get(user=person)
    return row.mail, row.mail_attempts


def later() -> None:
    """Lets the time pass until the next attempt."""
    Notification.objects.filter(mail="waiting").update(mail_next_at=timezone.now() - timedelta(seconds=1))


def test_mail_says_who_did_what_and_links_and_no_more(cast: Any, mailbox: Mailbox) -> None:
    page = case_study(title="Warm & fed", problem="<p>Words of the body.</p>", trust=cast.fenmere)
    deliver.deliver_all()
    told(cast, cast.amina, target=page)
    assert mail.send_waiting() == (1, 0)
    (sent,) = mailbox.to("amina@example.org")
    assert sent["Subject"] == "Maternity and neonatal hub: Warm & fed"
    text, html = (sent.get_body((kind,)) for kind in ("plain", "html"))
    assert text is not None
    assert html is not None
    words = text.get_content()
    assert words.startswith("Ben Osei ")
    assert "Warm & fed" in words
    assert f"http://127.0.0.1:8000{page.get_absolute_url()}" in words
    assert "Warm &amp; fed" in html.get_content()
    for part in (words, html.get_content()):
        assert "Words of the body" not in part
        assert "Stop these emails" in part


def test_mail_offers_one_click_unsubscribe(cast: Any, mailbox: Mailbox) -> None:
    told(cast, cast.amina)
    mail.send_waiting()
    (sent,) = mailbox.messages
    assert sent["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert re.fullmatch(r"<http://127\.0\.0\.1:8000/unsubscribe/\S+/>", sent["List-Unsubscribe"].strip())
    assert sent["Auto-Submitted"] == "auto-generated"


def test_nothing_is_sent_twice(cast: Any, mailbox: Mailbox) -> None:
    told(cast, cast.amina, cast.carys)
    assert mail.send_waiting() == (2, 0)
    later()
    assert mail.send_waiting() == (0, 0)
    deliver.deliver_all()
    assert len(mailbox.messages) == 2


def test_a_title_cannot_break_the_subject(cast: Any, mailbox: Mailbox) -> None:
    activity = told(cast, cast.amina)
    type(activity).objects.update(title="One\x0btwo\r\nBcc: ben@example.org")
    assert mail.send_waiting() == (1, 0)
    (sent,) = mailbox.messages
    assert sent["Subject"] == "Maternity and neonatal hub: One two Bcc: ben@example.org"
    assert sent["X-Envelope-To"] == "amina@example.org"


def test_not_now_is_tried_again(cast: Any, mailbox: Mailbox) -> None:
    mailbox.answers["amina@example.org"] = "451 Greylisted, try later"
    told(cast, cast.amina)
    assert mail.send_waiting() == (0, 1)
    assert state_of(cast.amina) == ("waiting", 1)
    assert "Greylisted" in Notification.objects.get().mail_error
    assert mail.send_waiting() == (0, 0)  # not before its time
    mailbox.answers.clear()
    later()
    assert mail.send_waiting() == (1, 0)
    assert len(mailbox.messages) == 1


def test_no_such_address_is_final_and_no_more_is_tried(cast: Any, mailbox: Mailbox) -> None:
    mailbox.answers["amina@example.org"] = "550 No such user"
    told(cast, cast.amina)
    assert mail.send_waiting() == (0, 1)
    assert state_of(cast.amina) == ("refused", 1)
    assert Profile.objects.get(user=cast.amina).email_refused_at
    later()
    assert mail.send_waiting() == (0, 0)
    told(cast)  # something new: she is told in the hub, and not by mail
    assert Notification.objects.filter(user=cast.amina, mail="not-wanted").count() == 1


def test_one_bad_address_does_not_stop_the_others(cast: Any, mailbox: Mailbox) -> None:
    mailbox.answers["amina@example.org"] = "550 No such user"
    mailbox.answers["carys@example.org"] = "451 Try later"
    told(cast, cast.amina, cast.carys, cast.farah, cast.dev)
    assert mail.send_waiting() == (2, 2)
    assert {one["X-Envelope-To"] for one in mailbox.messages} == {"farah@example.org", "dev@example.org"}


@pytest.mark.parametrize(
    ("answer", "becomes"), [("554 Looks like spam", "refused"), ("451 Disk full", "waiting")]
)
def test_refused_text_is_the_mails_fault_not_the_addresss(
    cast: Any, mailbox: Mailbox, answer: str, becomes: str
) -> None:
    mailbox.answers["DATA"] = answer
    told(cast, cast.amina)
    assert mail.send_waiting() == (0, 1)
    assert state_of(cast.amina) == (becomes, 1)
    assert Profile.objects.get(user=cast.amina).email_refused_at is None


def test_server_that_is_away_is_tried_again(cast: Any, mailbox: Mailbox, settings: Any) -> None:
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    told(cast, cast.amina, cast.carys)
    assert mail.send_waiting() == (0, 2)
    settings.EMAIL_PORT = port
    later()
    assert mail.send_waiting() == (2, 0)


def test_it_is_given_up_in_the_end(cast: Any, mailbox: Mailbox) -> None:
    mailbox.answers["amina@example.org"] = "451 Try later"
    told(cast, cast.amina)
    for _ in range(deliver.MAX_ATTEMPTS + 2):
        mail.send_waiting()
        later()
    assert state_of(cast.amina) == ("refused", deliver.MAX_ATTEMPTS)


def membership_ends(cast: Any) -> None:
    """Amina leaves Fenmere."""
    cast.amina.memberships.update(ended_at=timezone.now())


def is_withdrawn(cast: Any) -> None:
    """What was announced is taken back."""
    withdraw(cast.fenmere)


def unfollows(cast: Any) -> None:
    """Amina stops following."""
    unfollow(cast.amina, cast.fenmere)


def wants_none(cast: Any) -> None:
    """Amina switches mail off."""
    Profile.objects.filter(user=cast.amina).update(email_notifications=False)


def is_closed(cast: Any) -> None:
    """Amina's account is closed."""
    cast.amina.is_active = False
    cast.amina.save()


@pytest.mark.parametrize("change", [membership_ends, is_withdrawn, unfollows, wants_none, is_closed])
def test_what_waits_is_not_sent_when_things_have_changed(cast: Any, mailbox: Mailbox, change: Any) -> None:
    told(cast, cast.amina, to=audience_of(cast.fenmere))
    assert state_of(cast.amina) == ("waiting", 0)
    change(cast)
    assert mail.send_waiting() == (0, 0)
    assert mailbox.messages == []
    assert state_of(cast.amina)[0] == "not-wanted"


def test_mail_to_many_goes_to_each_alone(cast: Any, mailbox: Mailbox) -> None:
    people = followers(5, cast.fenmere)
    told(cast)
    assert mail.send_waiting() == (5, 0)
    for person in people:
        (sent,) = mailbox.to(person.email)
        assert sent["To"] == person.email


def test_a_person_told_directly_gets_mail_without_following(cast: Any, mailbox: Mailbox) -> None:
    Profile.objects.filter(user=cast.carys).update(email_notifications=False)
    page = case_study(title="Warm hats", trust=cast.fenmere)
    activity = record(
        "hub.page.looked_at",
        actor=cast.farah,
        target=page,
        audience=audience_of(cast.fenmere),
        announce=False,
    )
    for _ in range(2):
        tell(activity, [cast.amina, cast.farah, cast.ben, cast.carys])

    assert mail.send_waiting() == (1, 0)  # Ben may not see it, Carys wants no mail, Farah did it
    (sent,) = mailbox.to("amina@example.org")
    assert "List-Unsubscribe" not in sent
    assert "because it asks something of you" in sent.as_string().replace("=\n", "")
    assert state_of(cast.carys)[0] == "not-wanted"
    assert not Notification.objects.filter(user=cast.farah, activity=activity).exists()
