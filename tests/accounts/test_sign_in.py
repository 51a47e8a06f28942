"""Signing in and out: on the first try, safely, and no longer than allowed."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from tests.factories import PASSWORD

WRONG = "not the password"


def sign_in(client: Client, email: str, password: str = PASSWORD, **more: Any) -> Any:
    """One POST of the form."""
    return client.post("/account/login/", {"login": email, "password": password}, **more)


def test_sign_in_works_on_the_first_try(cast: Any, client: Client) -> None:
    assert client.get("/account/login/").status_code == 200
    assert sign_in(client, "Amina@Example.org")["Location"] == "/"
    assert client.get("/account/").status_code == 200


def test_sign_in_goes_to_the_page_that_asked_for_it(cast: Any, client: Client) -> None:
    asked = client.get("/account/")["Location"]
    form = client.get(asked).text
    assert 'name="next" value="/account/"' in form
    answer = client.post(asked, {"login": cast.amina.email, "password": PASSWORD, "next": "/account/"})
    assert answer["Location"] == "/account/"


def test_sign_out_ends_the_session(cast: Any, client: Client) -> None:
    client.force_login(cast.amina)
    assert client.get("/account/logout/").status_code == 200  # a link does not sign out
    assert client.get("/account/").status_code == 200
    assert client.post("/account/logout/")["Location"] == "/"
    assert client.get("/account/").status_code == 302


@pytest.mark.parametrize("keep", [True, False])
def test_session_outlives_the_browser_only_when_asked(cast: Any, client: Client, keep: bool) -> None:
    client.post(
        "/account/login/",
        {"login": cast.amina.email, "password": PASSWORD, **({"remember": "on"} if keep else {})},
    )
    assert client.session.get_expire_at_browser_close() is not keep


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example/", "/\\evil.example/", "javascript:alert(1)"]
)
def test_sign_in_never_leads_to_another_site(cast: Any, client: Client, target: str) -> None:
    answer = client.post("/account/login/", {"login": cast.amina.email, "password": PASSWORD, "next": target})
    assert answer["Location"] == "/"


def test_unknown_address_and_wrong_password_look_alike(cast: Any) -> None:
    wrong = sign_in(Client(), cast.amina.email, WRONG).text.replace(cast.amina.email, "X")
    unknown = sign_in(Client(), "nobody@example.org", WRONG).text.replace("nobody@example.org", "X")
    assert "do not belong together" in wrong
    assert [line for line in wrong.splitlines() if "csrf" not in line] == [
        line for line in unknown.splitlines() if "csrf" not in line
    ]


def test_closed_account_cannot_sign_in(cast: Any, client: Client) -> None:
    cast.amina.is_active = False
    cast.amina.save()
    assert sign_in(client, cast.amina.email)["Location"] == "/account/inactive/"
    assert client.get("/account/").status_code == 302


def test_deactivated_person_is_out_at_once(cast: Any, client: Client) -> None:
    sign_in(client, cast.amina.email)
    assert client.get("/account/").status_code == 200
    get_user_model().objects.filter(pk=cast.amina.pk).update(is_active=False)
    assert client.get("/account/").status_code == 302


def test_guessing_is_stopped_where_it_comes_from_and_the_owner_gets_in(cast: Any) -> None:
    attacker = Client(REMOTE_ADDR="192.0.2.1")
    for number in range(5):
        # A forged header does not make it another address.
        said = sign_in(attacker, cast.amina.email, WRONG, headers={"x-forwarded-for": f"198.51.100.{number}"})
        assert "do not belong together" in said.text
    said = sign_in(attacker, cast.amina.email, headers={"x-forwarded-for": "198.51.100.9"})
    assert "Too many wrong passwords" in said.text

    assert sign_in(Client(REMOTE_ADDR="192.0.2.77"), cast.amina.email)["Location"] == "/"


def test_too_many_tries_of_all_sorts_get_a_clear_page(cast: Any) -> None:
    attacker = Client(REMOTE_ADDR="192.0.2.1")
    answers = [sign_in(attacker, f"person{number}@example.org", WRONG) for number in range(31)]
    assert answers[-1].status_code == 429
    assert "Too many tries" in answers[-1].text
