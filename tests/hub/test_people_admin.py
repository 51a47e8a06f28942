"""People, trusts and memberships in the administration."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Audience, Membership, Organisation, User
from accounts.services import audience_of
from tests.accounts.test_sign_up import link_in
from tests.factories import PASSWORD


@pytest.fixture
def grace(cast: Any, client: Client) -> Client:
    """Grace at work."""
    client.force_login(cast.grace)
    return client


def test_account_made_by_an_administrator_gets_its_password_from_its_owner(
    grace: Client, mailoutbox: list
) -> None:
    assert "Full name" in grace.get("/admin/users/new/").text
    form = {"email": "Hana@Example.org", "name": "Hana Wells"}
    assert grace.post("/admin/users/new/", form).status_code == 302
    hana = User.objects.select_related("profile").get(email="hana@example.org")
    assert hana.name == "Hana Wells"
    assert not hana.has_usable_password()

    own = Client()
    own.post("/account/password/reset/", {"email": hana.email})
    form_page = own.get(link_in(mailoutbox[-1]), follow=True)
    own.post(form_page.request["PATH_INFO"], {"password1": PASSWORD, "password2": PASSWORD})
    sign_in = {"login": hana.email, "password": PASSWORD}
    if own.post("/account/login/", sign_in)["Location"] == "/account/confirm-email/":
        own.post(link_in(mailoutbox[-1]))
    own.post("/account/login/", sign_in)
    assert own.get("/account/").status_code == 200


def test_administrator_renames_and_closes_but_does_not_change_the_address(cast: Any, grace: Client) -> None:
    path = f"/admin/users/edit/{cast.amina.pk}/"
    assert "Only the person can change it." in grace.get(path).text
    form = {"email": "thief@example.org", "name": "Amina Yusuf-Hall"}  # is_active not ticked
    assert grace.post(path, form).status_code == 302
    amina = User.objects.get(pk=cast.amina.pk)
    assert (amina.name, amina.email, amina.is_active) == ("Amina Yusuf-Hall", "amina@example.org", False)


def test_membership_is_given_and_ended(cast: Any, grace: Client) -> None:
    audience = audience_of(cast.castlebeck)
    form = {
        "user": cast.carys.pk,
        "organisation": cast.castlebeck.pk,
        "role": "member",
        "started_at": "2026-05-01 09:00",
    }
    assert grace.post("/admin/memberships/new/", form).status_code == 302
    place = Membership.objects.get(user=cast.carys, organisation=cast.castlebeck)
    assert audience.pk in Audience.objects.ids_for(User.objects.get(pk=cast.carys.pk))
    ended = {**form, "ended_at": f"{timezone.localtime():%Y-%m-%d %H:%M}"}
    assert grace.post(f"/admin/memberships/edit/{place.pk}/", ended).status_code == 302
    assert audience.pk not in Audience.objects.ids_for(User.objects.get(pk=cast.carys.pk))
    assert grace.get("/admin/memberships/").status_code == 200


def test_trust_is_edited_and_its_texts_are_checked(cast: Any, grace: Client) -> None:
    path = f"/admin/organisations/edit/{cast.fenmere.pk}/"
    form = {
        "kind": "trust",
        "name": "Fenmere Hospitals",
        "slug": "fenmere",
        "network": cast.eastern.pk,
        "can_help_with": "Prompt cards",
    }
    assert grace.get(path).status_code == 200
    assert grace.post(path, form).status_code == 302
    assert Organisation.objects.get(pk=cast.fenmere.pk).can_help_with == "Prompt cards"
    refused = grace.post(path, {**form, "can_help_with": "Ask about NHS number 943 476 5919"})
    assert refused.status_code == 200
    assert Organisation.objects.get(pk=cast.fenmere.pk).can_help_with == "Prompt cards"
    in_itself = grace.post(path, {**form, "kind": "network"})
    assert "belongs to no other" in in_itself.text


@pytest.mark.parametrize("path", ["/admin/users/", "/admin/organisations/", "/admin/memberships/"])
@pytest.mark.parametrize("who", ["ella", "dev", "amina"])
def test_only_administrators_keep_people_and_trusts(cast: Any, client: Client, who: str, path: str) -> None:
    client.force_login(getattr(cast, who))
    assert client.get(path).status_code == 302  # back to where they may be


def test_administration_has_no_sign_in_of_its_own(cast: Any, client: Client) -> None:
    assert client.get("/admin/")["Location"] == "/admin/login/?next=/admin/"
    assert client.get("/admin/login/")["Location"] == "/account/login/?next=/admin/"
    answer = client.post("/admin/login/", {"username": cast.grace.email, "password": PASSWORD})
    assert answer["Location"] == "/account/login/?next=/admin/"
    assert "_auth_user_id" not in client.session


def test_own_page_of_the_administration_changes_no_password_or_address(grace: Client) -> None:
    page = grace.get("/admin/account/").text
    assert 'type="password"' not in page
    assert 'type="email"' not in page
