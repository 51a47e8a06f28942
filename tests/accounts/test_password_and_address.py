"""Setting a new password and changing the address."""

from __future__ import annotations

from typing import Any

from django.test import Client

from accounts.models import User
from tests.accounts.test_sign_up import link_in
from tests.factories import PASSWORD

NEW = "quite another long password"


def sign_in(client: Client, email: str, password: str) -> Any:
    """One POST of the form."""
    return client.post("/account/login/", {"login": email, "password": password})


def test_reset_by_mail(cast: Any, client: Client, mailoutbox: list) -> None:
    answer = client.post("/account/password/reset/", {"email": cast.amina.email})
    assert answer["Location"] == "/account/password/reset/done/"
    path = link_in(mailoutbox[0])
    form = client.get(path, follow=True)
    assert "Choose a new password" in form.text
    done = client.post(form.request["PATH_INFO"], {"password1": NEW, "password2": NEW})
    assert done["Location"] == "/account/password/reset/key/done/"
    assert sign_in(Client(), cast.amina.email, NEW)["Location"] == "/"
    assert "was changed" in mailoutbox[1].subject

    used = Client().get(path, follow=True)
    assert "does not work any more" in used.text


def test_reset_tells_nobody_whether_an_account_exists(cast: Any, mailoutbox: list) -> None:
    known = Client().post("/account/password/reset/", {"email": cast.amina.email})
    unknown = Client().post("/account/password/reset/", {"email": "nobody@example.org"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert [mail.to[0] for mail in mailoutbox] == [cast.amina.email, "nobody@example.org"]
    assert "There is no account" in mailoutbox[1].body


def test_reset_mail_does_not_carry_a_forged_host(cast: Any, client: Client, mailoutbox: list) -> None:
    client.post("/account/password/reset/", {"email": cast.amina.email}, headers={"host": "localhost:666"})
    assert link_in(mailoutbox[0]).startswith("/account/password/reset/key/")


def test_change_password_ends_other_sessions(cast: Any, client: Client, mailoutbox: list) -> None:
    other = Client()
    assert sign_in(client, cast.amina.email, PASSWORD)["Location"] == "/"
    assert sign_in(other, cast.amina.email, PASSWORD)["Location"] == "/"
    form = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    assert client.post("/account/password/change/", form).status_code == 302
    assert client.get("/account/").status_code == 200
    assert other.get("/account/").status_code == 302
    assert mailoutbox[0].to == [cast.amina.email]


def test_wrong_old_password_changes_nothing(cast: Any, client: Client) -> None:
    client.force_login(cast.amina)
    form = {"oldpassword": "something else", "password1": NEW, "password2": NEW}
    assert "not the password that you have now" in client.post("/account/password/change/", form).text
    assert User.objects.get(pk=cast.amina.pk).check_password(PASSWORD)


def test_change_address_counts_when_confirmed(cast: Any, client: Client, mailoutbox: list) -> None:
    sign_in(client, cast.amina.email, PASSWORD)
    new = {"email": "amina.yusuf@example.org", "action_add": ""}
    asked = client.post("/account/email/", new)["Location"]
    assert client.post(asked, {"password": PASSWORD})["Location"] == "/account/email/"
    assert User.objects.get(pk=cast.amina.pk).email == "amina@example.org"
    assert "Waiting for you" in client.get("/account/email/").text

    path = next(link_in(mail) for mail in mailoutbox if mail.to == ["amina.yusuf@example.org"])
    client.post(path)
    assert User.objects.get(pk=cast.amina.pk).email == "amina.yusuf@example.org"
    told = [mail for mail in mailoutbox if mail.to == ["amina@example.org"]]
    assert "changed from amina@example.org to amina.yusuf@example.org" in told[-1].body


def test_open_session_alone_cannot_change_the_address(cast: Any, client: Client, mailoutbox: list) -> None:
    client.force_login(cast.amina)  # signed in, but no password given lately
    answer = client.post("/account/email/", {"email": "thief@example.org", "action_add": ""})
    assert answer["Location"].startswith("/account/reauthenticate/")
    page = client.get(answer["Location"])
    assert "Your password, please" in page.text
    assert "not your password" in client.post(answer["Location"], {"password": "wrong"}).text
    assert mailoutbox == []
