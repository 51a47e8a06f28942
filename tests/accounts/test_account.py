"""A person's own page: what others read, what is followed, nothing kept by any cache."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from accounts.models import Organisation, Profile, User
from activity.models import Subscription
from activity.services import follow
from tests.checks import assert_html_valid, assert_queries_constant
from tests.factories import case_study, trust

SAID = {
    "name": "Amina Yusuf",
    "job_title": "senior midwife",
    "about": "Mostly nights.",
    "can_help_with": "Starting the bundle\nat night.",
    "email_notifications": "on",
}


@pytest.fixture
def amina(cast: Any, client: Client) -> User:
    """Amina, signed in."""
    client.force_login(cast.amina)
    person: User = cast.amina
    return person


def test_what_is_changed_is_kept(amina: User, client: Client) -> None:
    assert client.post("/account/", SAID)["Location"] == "/account/"
    profile = Profile.objects.select_related("user").get(user=amina)
    assert (profile.user.name, profile.job_title) == ("Amina Yusuf", "senior midwife")
    assert profile.can_help_with == "Starting the bundle\nat night."
    assert profile.email_notifications
    page = client.get("/account/").text
    assert "Saved." in page
    assert "senior midwife" in page


def test_mail_can_be_switched_off(amina: User, client: Client) -> None:
    client.post("/account/", {key: value for key, value in SAID.items() if key != "email_notifications"})
    assert not Profile.objects.get(user=amina).wants_email


def test_refused_address_is_said_and_saving_tries_it_again(amina: User, client: Client) -> None:
    Profile.objects.filter(user=amina).update(email_refused_at=datetime(2026, 3, 3, tzinfo=UTC))
    assert "does not arrive" in client.get("/account/").text
    client.post("/account/", SAID)
    assert Profile.objects.get(user=amina).wants_email


@pytest.mark.parametrize("field", ["name", "job_title", "about", "can_help_with"])
def test_identifier_is_refused_and_not_kept(amina: User, client: Client, field: str) -> None:
    answer = client.post("/account/", {**SAID, field: "NHS number 943 476 5919"})
    assert answer.status_code == 200
    assert "There is a problem" in answer.text
    profile = Profile.objects.select_related("user").get(user=amina)
    kept = [profile.user.name, profile.job_title, profile.about, profile.can_help_with]
    assert not any("943" in text for text in kept)


@pytest.mark.parametrize(
    ("field", "value"), [("name", "  "), ("name", "a\x00b"), ("name", "x" * 121), ("about", "x" * 1_001)]
)
def test_what_cannot_be_kept_is_said_and_nothing_is_lost(
    amina: User, client: Client, field: str, value: str
) -> None:
    answer = client.post("/account/", {**SAID, field: value})
    assert "There is a problem" in answer.text
    assert "senior midwife" in answer.text
    assert User.objects.get(pk=amina.pk).name == "Amina Yusuf"


def test_what_is_followed_is_listed_and_can_be_stopped(cast: Any, amina: User, client: Client) -> None:
    page = case_study(title="Warm and fed", trust=cast.fenmere)
    follow(amina, page)
    follow(amina, cast.castlebeck)
    text = client.get("/account/").text
    assert text.index("Castlebeck University Hospitals") < text.index("Warm and fed")
    form = {"content_type": "cases.casestudy", "object_id": page.pk, "next": "/account/#follow"}
    assert client.post("/unfollow/", form)["Location"] == "/account/#follow"
    assert "no longer follow “Warm and fed”" in client.get("/account/").text
    assert "Warm and fed" not in client.get("/account/").text
    assert Subscription.objects.get(user=amina).target == cast.castlebeck


def test_what_one_may_no_longer_see_is_not_listed(cast: Any, amina: User, client: Client) -> None:
    page = case_study(title="Warm and fed", trust=cast.fenmere)
    follow(amina, page)
    page.unpublish()
    assert "Warm and fed" not in client.get("/account/").text


def test_account_takes_constant_queries(cast: Any, amina: User, client: Client) -> None:
    numbers = iter(range(1_000))

    def build(count: int) -> None:
        for _ in range(count):
            follow(amina, trust(f"more-{next(numbers)}"))
            follow(amina, case_study(trust=cast.fenmere))

    assert_queries_constant(client, "/account/", build, small=2, large=20, ceiling=11)
    assert Organisation.objects.count() > 20


@pytest.mark.parametrize(
    "path",
    [
        "/account/",
        "/account/email/",
        "/account/password/change/",
        "/account/logout/",
        "/account/reauthenticate/",
        "/notifications/",
    ],
)
def test_private_pages_are_kept_by_no_cache(amina: User, client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize(
    "path",
    [
        "/account/login/",
        "/account/signup/",
        "/account/password/reset/",
        "/account/confirm-email/no:key/",
        "/account/password/reset/key/1-set-password/",
    ],
)
def test_pages_with_secrets_are_kept_by_no_cache(db: None, client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("path", ["/account/", "/notifications/", "/account/email/"])
def test_private_pages_ask_to_sign_in(db: None, client: Client, path: str) -> None:
    assert client.get(path)["Location"].startswith("/account/login/?next=/")


@pytest.mark.once
def test_account_pages_are_valid_html(cast: Any, amina: User, client: Client) -> None:
    follow(amina, cast.castlebeck)
    inside = ["/account/", "/account/email/", "/account/password/change/", "/account/logout/"]
    pages = {path: client.get(path).text for path in [*inside, "/account/reauthenticate/"]}
    pages["/account/ wrong"] = client.post("/account/", {**SAID, "name": ""}).text
    outside = Client()
    for path in (
        "/account/login/",
        "/account/signup/",
        "/account/confirm-email/",
        "/account/confirm-email/no:key/",
        "/account/password/reset/",
        "/account/password/reset/done/",
        "/account/password/reset/key/1-no/",
        "/account/password/reset/key/done/",
        "/account/inactive/",
    ):
        pages[path] = outside.get(path).text
        assert 'class="mast"' in pages[path], f"{path} is not in the hub's shell"
    pages["wrong sign-in"] = outside.post("/account/login/", {"login": "a@example.org", "password": "x"}).text
    assert_html_valid(pages)


def test_editors_and_moderators_find_their_work_from_their_account(cast: Any, client: Client) -> None:
    for person, work in ((cast.amina, []), (cast.dev, ["/moderation/"]), (cast.ella, ["/admin/"])):
        client.force_login(person)
        page = client.get("/account/").text
        assert [link for link in ("/moderation/", "/admin/") if f'href="{link}"' in page] == work
