"""Groups of invited people: editors make them, and forums are for them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from accounts.models import Audience
from accounts.services import audience_of, invite
from forums.models import Forum, Level
from hub.packs.engine import Manifest, export_pack, import_pack
from tests import factories

pytestmark = pytest.mark.django_db

NEW = "/admin/invited-groups/new/"
FORM = {
    "name": "People who lead reviews",
    "slug": "review-leads",
    "people": "Ella@example.org\namina@example.org",
}


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_an_editor_makes_a_group_and_a_confidential_forum_for_it(cast: Any) -> None:
    ella = signed_in(cast.ella)
    assert "Audience" not in ella.get(NEW).text
    page = ella.post(NEW, {**FORM, "confidential": "on"}, follow=True).text
    assert "The group “People who lead reviews” is made." in page
    assert "Audience" not in page
    group = Audience.objects.get(key="invited:review-leads")
    assert set(group.people.all()) == {cast.ella, cast.amina}
    forum = {
        "title": "Reviews",
        "slug": "reviews",
        "description": "Among ourselves.",
        "audience": group.pk,
        "position": 9,
    }
    assert ella.post("/admin/forums/new/", forum).status_code == 302
    made = Forum.objects.get(slug="reviews")
    assert made.level == Level.CONFIDENTIAL
    pages = {
        name: signed_in(getattr(cast, name)).get(made.get_absolute_url())
        for name in ("amina", "ben", "dev", "grace")
    }
    assert {name: page.status_code for name, page in pages.items()} == {
        "amina": 200,
        "ben": 404,
        "dev": 404,
        "grace": 404,
    }
    assert "Confidential." in pages["amina"].text


def test_who_is_taken_out_of_a_group_sees_nothing_of_it_any_more(cast: Any) -> None:
    group = invite("few", [cast.ella, cast.amina], name="the few")
    forum = Forum.objects.create(slug="few", title="Few", description="Few.", audience=group)
    assert signed_in(cast.amina).get(forum.get_absolute_url()).status_code == 200
    edit = f"/admin/invited-groups/edit/{group.pk}/"
    ella = signed_in(cast.ella)
    assert "amina@example.org" in ella.get(edit).text
    assert ella.post(edit, {"name": "the few", "people": "ella@example.org"}).status_code == 302
    assert signed_in(cast.amina).get(forum.get_absolute_url()).status_code == 404


def test_nobody_looks_after_a_group_that_they_cannot_see(cast: Any) -> None:
    secret = invite("secret", [cast.ella], name="the secret few", confidential=True)
    grace = signed_in(cast.grace)
    for page in ("edit", "history", "usage", "delete"):
        assert grace.get(f"/admin/invited-groups/{page}/{secret.pk}/").status_code in {302, 404}
    assert "the secret few" not in grace.get("/admin/invited-groups/").text
    assert "the secret few" in signed_in(cast.ella).get("/admin/invited-groups/").text
    assert signed_in(cast.amina).get(NEW).status_code == 302


def test_an_editor_is_not_told_of_groups_that_they_are_not_in(cast: Any) -> None:
    invite("theirs", [cast.amina], name="The secret few", confidential=True)
    invite("hers", [cast.ella], name="The open few")
    audience_of(cast.fenmere)
    page = factories.case_study("warm")
    edit = f"/admin/pages/{page.pk}/edit/"
    for address in (edit, "/admin/forums/new/"):
        text = signed_in(cast.ella).get(address).text
        assert "The open few" in text, address
        assert "The secret few" not in text, address
    assert "People of Fenmere" in signed_in(cast.ella).get(edit).text
    # What is chosen stays chosen, whoever saves the page.
    page.audience = Audience.objects.get(key="invited:theirs")
    page.save()
    assert "The secret few" in signed_in(cast.ella).get(edit).text


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"people": "amina@example.org"}, "Name yourself too"),
        ({"people": "ella@example.org nobody@example.org"}, "Nobody has an account with nobody@example.org."),
        ({"people": ""}, "Name its people."),
        ({"slug": "few"}, "Another group has this word."),
    ],
)
def test_what_is_wrong_with_a_group_is_said(cast: Any, changed: dict[str, str], said: str) -> None:
    invite("few", [cast.ella], name="the few")
    page = signed_in(cast.ella).post(NEW, {**FORM, **changed})
    assert page.status_code == 200
    assert said in page.text
    assert Audience.objects.invited().count() == 1


def test_a_group_stays_as_confidential_as_it_was_made(cast: Any) -> None:
    group = invite("few", [cast.ella], name="the few", confidential=True)
    edit = f"/admin/invited-groups/edit/{group.pk}/"
    assert (
        signed_in(cast.ella).post(edit, {"name": "the few", "people": "ella@example.org"}).status_code == 302
    )
    group.refresh_from_db()
    assert group.confidential
    with pytest.raises(ValueError, match="stays so"):
        invite("few", [cast.ella], name="the few", confidential=False)


def test_a_group_is_not_deleted(cast: Any) -> None:
    group = invite("few", [cast.grace], name="the few")
    signed_in(cast.grace).post(f"/admin/invited-groups/delete/{group.pk}/")
    assert Audience.objects.filter(pk=group.pk).exists()


def test_packs_carry_groups_with_their_forums_and_moderators(cast: Any, tmp_path: Path) -> None:
    group = invite("few", [cast.ella, cast.amina], name="the few", confidential=True)
    forum = Forum.objects.create(slug="few", title="Few", description="Few.", audience=group)
    forum.moderators.add(cast.amina)
    export_pack(tmp_path / "pack", Manifest(format=1, name="All"))
    forum.delete()
    group.delete()

    brought = import_pack(tmp_path / "pack")
    assert (brought.changed.get("groups"), brought.changed.get("forums")) == (1, 1)
    again = Forum.objects.select_related("audience").get(slug="few")
    assert (again.audience.key, again.audience.confidential) == ("invited:few", True)
    assert set(again.audience.people.all()) == {cast.ella, cast.amina}
    assert list(again.moderators.all()) == [cast.amina]
    assert import_pack(tmp_path / "pack").changed == {}
