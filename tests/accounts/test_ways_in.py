"""The ways in: the administration for those who may, the first administrator, a mail server that is down."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from accounts.models import Audience, Organisation, User
from tests.factories import PASSWORD
from tests.services import free_port

pytestmark = pytest.mark.django_db


def test_an_editor_is_led_to_sign_in_and_on_to_the_administration(cast: Any, client: Client) -> None:
    response = client.get("/admin/pages/", follow=True)
    assert response.redirect_chain[-1][0].startswith("/account/login/?next=/admin/")

    signed_in = client.post(
        response.redirect_chain[-1][0], {"login": "ella@example.org", "password": PASSWORD}
    )
    assert signed_in["Location"].startswith("/admin/")
    assert client.get("/admin/").status_code == 200


def test_a_member_is_told_that_the_administration_is_not_theirs(cast: Any, client: Client) -> None:
    client.force_login(cast.dev)
    assert client.get("/admin/", follow=True).status_code == 403


def test_the_way_in_leads_to_no_other_site(client: Client) -> None:
    response = client.get("/admin/login/?next=https://evil.example/")
    assert "evil" not in response["Location"]


def test_the_first_administrator_can_sign_in_at_once(client: Client, monkeypatch: Any) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    call_command("createsuperuser", email="first@example.org", name="First", interactive=False, verbosity=0)
    client.post("/account/login/", {"login": "first@example.org", "password": PASSWORD})
    assert client.get("/admin/").status_code == 200


def test_a_mail_server_that_is_down_is_said_and_the_account_is_kept(client: Client, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    page = client.post(
        "/account/signup/",
        {"name": "Nia Rees", "email": "nia@example.org", "password1": PASSWORD},
        follow=True,
    )
    assert page.status_code == 200
    assert "our mail server does not answer" in page.text
    assert User.objects.filter(email="nia@example.org").exists()


def test_a_forged_proxy_header_is_believed_only_behind_a_proxy_of_ours(
    cast: Any, client: Client, settings: Any
) -> None:
    def wrong(address: str) -> str:
        return client.post(
            "/account/login/",
            {"login": "amina@example.org", "password": "wrong"},
            headers={"X-Forwarded-For": address},
        ).text

    answers = [wrong(f"192.0.2.{number}") for number in range(8)]
    assert "Too many wrong passwords" in answers[-1]
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert "Too many wrong passwords" not in wrong("192.0.2.99")


def test_a_new_trust_has_its_audience_at_once() -> None:
    made = Organisation.objects.create(kind="trust", name="Newbridge Hospital", slug="newbridge")
    assert str(Audience.objects.get(key="trust:newbridge")) == "People of Newbridge Hospital"
    assert Audience.objects.get(organisations=made).sentence == (
        "Only people of Newbridge Hospital, and the moderators."
    )
