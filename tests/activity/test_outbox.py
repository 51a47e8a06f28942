"""The mail of a demonstration: shown on its own machine, and nowhere else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives, send_mail
from django.test import Client

from activity import outbox
from tests.checks import assert_html_valid
from tests.factories import PASSWORD


@pytest.fixture
def demonstration(settings: Any, tmp_path: Path, db: None) -> Path:
    """A demonstration whose mail goes to files."""
    settings.HUB_DEMO = True
    settings.HUB_BASE_URL = "http://127.0.0.1:8000"
    settings.EMAIL_BACKEND = outbox.FILE_BACKEND
    settings.EMAIL_FILE_PATH = str(tmp_path)
    return tmp_path


def test_a_person_who_tries_the_hub_can_confirm(demonstration: Path, client: Client) -> None:
    form = {"name": "Hana Wells", "email": "hana@example.org", "password1": PASSWORD}
    assert '<a href="/mail/">' in client.post("/account/signup/", form, follow=True).text
    page = client.get("/mail/").text
    assert "hana@example.org" in page
    assert '<a href="http://127.0.0.1:8000/account/confirm-email/' in page
    assert_html_valid({"/mail/": page})


def test_newest_come_first_and_several_in_one_file(demonstration: Path, client: Client) -> None:
    assert "No mail yet." in client.get("/mail/").text
    for number in range(3):
        send_mail(f"Mail {number}", "Naïve text", None, ["amina@example.org"])
    two = [EmailMultiAlternatives(f"Joined {n}", "-" * 79, to=["ben@example.org"]) for n in range(2)]
    connection = two[0].get_connection()
    connection.send_messages(two)
    subjects = [mail.subject for mail in outbox.newest()]
    assert sorted(subjects) == ["Joined 0", "Joined 1", "Mail 0", "Mail 1", "Mail 2"]
    assert subjects.index("Joined 1") < subjects.index("Joined 0")
    assert "Naïve text" in client.get("/mail/").text


def test_markup_in_a_mail_stays_text(demonstration: Path, client: Client) -> None:
    send_mail("<script>", "<script>alert(1)</script> javascript:alert(1)", None, ["amina@example.org"])
    page = client.get("/mail/").text
    assert "<script>alert" not in page
    assert 'href="javascript:' not in page


@pytest.mark.parametrize(
    "change",
    [
        {"HUB_DEMO": False},
        {"EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend"},
        {"HUB_BASE_URL": "https://hub.example.org"},
    ],
)
def test_not_there_where_mail_is_real(
    demonstration: Path, client: Client, settings: Any, change: dict[str, Any]
) -> None:
    assert client.get("/mail/").status_code == 200
    for name, value in change.items():
        setattr(settings, name, value)
    assert client.get("/mail/").status_code == 404


@pytest.mark.parametrize(
    "asked",
    [
        {"REMOTE_ADDR": "192.0.2.1"},
        {"headers": {"x-forwarded-for": "192.0.2.1"}},
        {"headers": {"forwarded": "for=192.0.2.1"}},
    ],
)
def test_not_there_for_another_machine(demonstration: Path, client: Client, asked: dict[str, Any]) -> None:
    assert client.get("/mail/", **asked).status_code == 404
