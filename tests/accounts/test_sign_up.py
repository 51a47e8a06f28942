"""Making an account: by HTTP from the form to the first page as a member."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from accounts.models import Profile, User
from tests.factories import PASSWORD

FORM = {"name": "  Hana   Wells ", "email": "Hana@Example.org", "password1": PASSWORD}


def link_in(mail: Any, base: str = "http://127.0.0.1:8000") -> str:
    """The path of the first link of a mail, which must lead to the hub's own address."""
    found = re.search(r"https?://\S+", mail.body)
    assert found
    assert found.group().startswith(base)
    return found.group().removeprefix(base)


def test_sign_up_confirm_and_sign_in(client: Client, db: None, mailoutbox: list) -> None:
    answer = client.post("/account/signup/", FORM, headers={"host": "localhost"})
    assert answer.status_code == 302
    assert answer["Location"] == "/account/confirm-email/"
    person = User.objects.get()
    assert (person.name, person.email) == ("Hana Wells", "hana@example.org")
    assert Profile.objects.filter(user=person).count() == 1
    assert "_auth_user_id" not in client.session  # not before the address is confirmed

    (mail,) = mailoutbox
    assert mail.to == ["hana@example.org"]
    assert mail.subject == "Maternity and neonatal hub: confirm your email address"
    path = link_in(mail)

    elsewhere = Client()  # the link is often opened on another device
    assert "Yes, confirm it" in elsewhere.get(path).text
    assert not EmailAddress.objects.get().verified  # a scanner that opens the link changes nothing
    assert elsewhere.post(path)["Location"] == "/account/login/"
    assert "_auth_user_id" not in elsewhere.session

    answer = elsewhere.post("/account/login/", {"login": "HANA@example.org", "password": PASSWORD})
    assert answer["Location"] == "/"
    assert elsewhere.session["_auth_user_id"] == str(person.pk)


def test_sign_up_in_one_browser_goes_on_where_it_began(client: Client, db: None, mailoutbox: list) -> None:
    client.post("/account/signup/", {**FORM, "next": "/forums/"})
    assert client.post(link_in(mailoutbox[0]))["Location"] == "/forums/"
    assert "_auth_user_id" in client.session


def test_sign_up_never_leads_to_another_site(client: Client, db: None, mailoutbox: list) -> None:
    client.post("/account/signup/", {**FORM, "next": "https://evil.example/"})
    assert client.post(link_in(mailoutbox[0]))["Location"] == "/"


def test_second_sign_up_looks_the_same_and_tells_the_owner(cast: Any, mailoutbox: list) -> None:
    fresh = Client().post("/account/signup/", FORM)
    known = Client().post("/account/signup/", {**FORM, "email": cast.amina.email})
    assert (fresh.status_code, fresh["Location"]) == (known.status_code, known["Location"])
    assert mailoutbox[1].to == [cast.amina.email]
    assert "You have one already" in mailoutbox[1].body
    assert User.objects.get(pk=cast.amina.pk).name == "Amina Yusuf"


def test_not_confirmed_cannot_sign_in(client: Client, db: None, mailoutbox: list) -> None:
    client.post("/account/signup/", FORM)
    answer = Client().post("/account/login/", {"login": FORM["email"], "password": PASSWORD})
    assert answer["Location"] == "/account/confirm-email/"
    assert client.get("/account/")["Location"].startswith("/account/login/")


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("name", " \u200b\x0b ", "Enter your name"),
        ("name", "a\x00b", "Null characters"),
        ("email", "hana", "valid email"),
        ("password1", "short", "at least 10"),
        ("password1", "password123", "too common"),
    ],
)
def test_bad_sign_up_says_what_is_wrong(client: Client, db: None, field: str, value: str, says: str) -> None:
    answer = client.post("/account/signup/", {**FORM, field: value})
    assert answer.status_code == 200
    assert says in answer.text
    assert not User.objects.exists()


def test_confirmation_with_a_broken_link_says_so(client: Client, db: None) -> None:
    assert "does not work any more" in client.get("/account/confirm-email/nothing:real/").text
