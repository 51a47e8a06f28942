"""The pages of people, trusts and networks: what everyone sees, and what only members see."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from accounts.models import Organisation, User
from accounts.services import audience_of
from activity.services import record
from tests.checks import assert_html_valid, assert_queries_constant
from tests.factories import audience, case_study, trust, user


@pytest.fixture
def fenmere(cast: Any) -> Organisation:
    """Fenmere, with everything told."""
    Organisation.objects.filter(pk=cast.fenmere.pk).update(
        unit_type="Obstetric",
        births_a_year=4_200,
        neonatal_level="Local neonatal unit",
        contact_name="Farah Iqbal",
        contact_email="farah@example.org",
        can_help_with="Prompt cards.",
        about="An invented trust on flat ground.",
    )
    cast.fenmere.refresh_from_db()
    found: Organisation = cast.fenmere
    return found


def test_person_is_shown_to_members_in_full(cast: Any, client: Client) -> None:
    cast.amina.profile.about = "Mostly nights."
    cast.amina.profile.can_help_with = "Starting the bundle."
    cast.amina.profile.save()
    client.force_login(cast.ben)
    page = client.get(f"/people/{cast.amina.pk}/").text
    for words in ("Amina Yusuf", "Midwife", "Fenmere Hospitals", "Mostly nights.", "Starting the bundle."):
        assert words in page
    assert cast.amina.email not in page


def test_signed_out_sees_name_role_and_trust_only(cast: Any, client: Client) -> None:
    cast.amina.profile.about = "Mostly nights."
    cast.amina.profile.can_help_with = "Starting the bundle."
    cast.amina.profile.invented = True
    cast.amina.profile.save()
    page = client.get(f"/people/{cast.amina.pk}/").text
    for words in ("Amina Yusuf", "Midwife", "Fenmere Hospitals", "An invented person"):
        assert words in page
    for words in ("Mostly nights.", "Starting the bundle.", cast.amina.email):
        assert words not in page


def test_latest_of_a_person_is_what_the_reader_may_see(cast: Any, client: Client) -> None:
    for key in ("public", "members"):
        page = case_study(title=f"A case for {key}", trust=cast.fenmere)
        record("hub.page.updated", actor=cast.amina, target=page, audience=audience(key))
    held = case_study(title="A case for Castlebeck", trust=cast.castlebeck)
    record("hub.page.updated", actor=cast.amina, target=held, audience=audience_of(cast.castlebeck))
    path = f"/people/{cast.amina.pk}/"

    def seen_by(who: User | None) -> list[str]:
        reader = Client()
        if who:
            reader.force_login(who)
        text = reader.get(path).text
        return [name for name in ("public", "members", "Castlebeck") if f"A case for {name}" in text]

    assert seen_by(None) == ["public"]
    assert seen_by(cast.carys) == ["public", "members"]
    assert seen_by(cast.ben) == ["public", "members", "Castlebeck"]


def test_person_who_left_or_never_confirmed_has_no_page(cast: Any, client: Client) -> None:
    User.objects.filter(pk=cast.amina.pk).update(is_active=False)
    assert client.get(f"/people/{cast.amina.pk}/").status_code == 404
    EmailAddress.objects.filter(user=cast.ben).update(verified=False)
    assert client.get(f"/people/{cast.ben.pk}/").status_code == 404
    assert client.get(f"/people/{10**30}/").status_code == 404


def test_trust_shows_facts_to_all_and_contact_to_members(
    cast: Any, fenmere: Organisation, client: Client
) -> None:
    out = client.get("/trusts/fenmere/").text
    for words in ("Fenmere Hospitals", "4,200", "Local neonatal unit", "Prompt cards.", "Eastern"):
        assert words in out
    assert "Sign in to see the contact" in out
    assert "farah@example.org" not in out
    assert "Farah Iqbal" not in out
    client.force_login(cast.carys)
    page = client.get("/trusts/fenmere/").text
    assert "mailto:farah@example.org" in page
    assert "Farah Iqbal" in page


def test_trust_shows_its_latest_but_not_drafts(cast: Any, client: Client) -> None:
    case_study(title="Warm and fed", trust=cast.fenmere)
    case_study(title="Not yet ready", trust=cast.fenmere, live=False)
    case_study(title="Of another trust", trust=cast.castlebeck)
    page = client.get("/trusts/fenmere/").text
    assert "Warm and fed" in page
    assert "Not yet ready" not in page
    assert "Of another trust" not in page
    network = client.get("/networks/eastern/").text
    assert "Warm and fed" in network
    assert "Of another trust" not in network


def test_trusts_stand_by_name_with_their_network(cast: Any, client: Client) -> None:
    page = client.get("/trusts/").text
    names = ["Castlebeck University Hospitals", "Fenmere Hospitals", "Saltmarsh Coast Hospitals"]
    places = [page.index(name) for name in names]
    assert places == sorted(places)
    assert "/networks/eastern/" in page


def test_kinds_are_not_mixed_up(cast: Any, client: Client) -> None:
    assert client.get("/trusts/eastern/").status_code == 404
    assert client.get("/networks/fenmere/").status_code == 404
    assert client.get("/trusts/nowhere/").status_code == 404


def test_trusts_take_constant_queries(cast: Any, client: Client) -> None:
    numbers = iter(range(1_000))

    def build(count: int) -> None:
        for _ in range(count):
            trust(f"more-{next(numbers)}", network=cast.eastern, can_help_with="Something")

    assert_queries_constant(client, "/trusts/", build, ceiling=3)


def test_network_takes_constant_queries(cast: Any, client: Client) -> None:
    numbers = iter(range(1_000))

    def build(count: int) -> None:
        for _ in range(count):
            place = trust(f"more-{next(numbers)}", network=cast.eastern)
            record("trust.told", actor=user(), target=place, audience=audience("public"))

    assert_queries_constant(client, "/networks/eastern/", build, ceiling=5)


@pytest.mark.parametrize("who", ["trust", "person"])
def test_latest_takes_constant_queries(cast: Any, client: Client, who: str) -> None:
    def build(count: int) -> None:
        for _ in range(count):
            record("trust.told", actor=cast.amina, target=cast.fenmere, audience=audience("public"))

    path = "/trusts/fenmere/" if who == "trust" else f"/people/{cast.amina.pk}/"
    assert_queries_constant(client, path, build, ceiling=6)


@pytest.mark.once
def test_pages_are_valid_html(cast: Any, fenmere: Organisation, client: Client) -> None:
    case_study(trust=cast.fenmere)
    out = ["/trusts/", "/trusts/fenmere/", "/networks/eastern/", f"/people/{cast.amina.pk}/"]
    pages = {path: client.get(path).text for path in out}
    client.force_login(cast.amina)
    pages |= {f"{path} signed in": client.get(path).text for path in out}
    assert_html_valid(pages)
