"""A member ticks the materials that they have done; nobody else sees it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from cases.models import LearningSet, MaterialTick
from hub.models import Attachment
from hub.packs.engine import import_pack
from tests import factories
from tests.browser import PHONE, Browse, assert_axe_clean, assert_fits
from tests.checks import assert_queries_constant

pytestmark = pytest.mark.django_db
URL = "/learning-sets/three/"


@pytest.fixture
def materials(db: None) -> list[Attachment]:
    """Two materials of a learning set for everyone."""
    page = factories.learning_set("three", title="Measuring")
    return [
        Attachment.objects.create(page=page, title=title, link="https://x.example/", sort_order=number)
        for number, title in enumerate(("First", "Second"))
    ]


def tick(client: Client, material: Attachment, done: str = "1") -> Any:
    return client.post(f"{URL}materials/{material.pk}/", {"done": done})


def test_a_tick_is_counted_for_its_member_alone(
    client: Client, cast: Any, materials: list[Attachment]
) -> None:
    client.force_login(cast.amina)
    assert "0 of 2 done." in client.get(URL).content.decode()
    for _ in range(2):
        response = tick(client, materials[0])
        assert response["Location"] == f"{URL}#material-{materials[0].pk}"
    assert "1 of 2 done." in client.get(URL).content.decode()
    client.force_login(cast.ben)
    assert "0 of 2 done." in client.get(URL).content.decode()
    client.logout()
    assert "of 2 done" not in client.get(URL).content.decode()


def test_a_tick_is_taken_back(client: Client, cast: Any, materials: list[Attachment]) -> None:
    client.force_login(cast.amina)
    tick(client, materials[0])
    for _ in range(2):
        tick(client, materials[0], done="0")
    assert not MaterialTick.objects.exists()


def test_a_visitor_is_asked_to_sign_in(client: Client, materials: list[Attachment]) -> None:
    response = tick(client, materials[0])
    assert response.status_code == 302
    assert response["Location"].startswith("/account/login/")
    assert not MaterialTick.objects.exists()


def test_what_the_member_may_not_open_cannot_be_ticked(
    client: Client, cast: Any, materials: list[Attachment]
) -> None:
    own = factories.audience_for(cast.fenmere)
    Attachment.objects.filter(pk=materials[0].pk).update(audience=own)
    elsewhere = Attachment.objects.create(
        page=factories.learning_set("other"), title="Other", link="https://x.example/"
    )
    client.force_login(cast.ben)
    assert tick(client, materials[0]).status_code == 404
    assert tick(client, elsewhere).status_code == 404
    LearningSet.objects.update(audience=own)
    assert tick(client, materials[1]).status_code == 404
    assert not MaterialTick.objects.exists()


def test_opening_the_address_does_nothing(client: Client, cast: Any, materials: list[Attachment]) -> None:
    client.force_login(cast.amina)
    assert client.get(f"{URL}materials/{materials[0].pk}/").status_code == 405


def test_each_material_says_who_may_open_it_and_storyboards_stand_apart(
    client: Client, cast: Any, materials: list[Attachment]
) -> None:
    people = factories.audience_for(cast.eastern)
    Attachment.objects.filter(pk=materials[0].pk).update(audience=factories.audience("members"))
    Attachment.objects.filter(pk=materials[1].pk).update(audience=people)
    Attachment.objects.create(
        page=materials[0].page,
        title="Our story",
        kind="storyboard",
        trust=cast.fenmere,
        link="https://x.example/",
    )
    client.force_login(cast.amina)
    page = client.get(URL).content.decode()
    assert "For members" in page
    assert f"For {people.in_sentence}" in page
    assert page.index("Storyboards of the trusts") < page.index("<b>Fenmere Hospitals</b>")
    assert "0 of 3 done." in page


def test_queries_do_not_grow_with_ticks(client: Client, cast: Any, materials: list[Attachment]) -> None:
    client.force_login(cast.amina)

    def build(how_many: int) -> None:
        for number in range(how_many):
            one = Attachment.objects.create(
                page=materials[0].page,
                title=f"More {number}",
                link="https://x.example/",
                audience=factories.audience("members"),
                trust=cast.fenmere,
            )
            MaterialTick.objects.create(user=cast.amina, attachment=one)

    assert_queries_constant(client, URL, build, large=20)


PACK = """---
title: Measuring
published: 2026-01-05
objectives:
- Draw a chart
materials:
- {title: The film, kind: video, link: "https://x.example/film", minutes: 12}
- {title: The list, kind: handout, link: "https://x.example/list"}
---
"""


def test_a_tick_outlives_a_changed_pack(cast: Any, tmp_path: Path) -> None:
    (tmp_path / "learning-sets").mkdir()
    (tmp_path / "pack.yaml").write_text("format: 1\nname: Small\n")
    file = tmp_path / "learning-sets" / "three.md"
    file.write_text(PACK)
    import_pack(tmp_path)
    film, listed = Attachment.objects.order_by("sort_order")
    for material in (film, listed):
        MaterialTick.objects.create(user=cast.amina, attachment=material)
    changed = PACK.replace("minutes: 12", "minutes: 14").replace("The list", "Another list")
    file.write_text(changed)

    assert import_pack(tmp_path).changed == {"learning sets": 1}

    assert [tick.attachment for tick in MaterialTick.objects.all()] == [film]
    assert Attachment.objects.get(pk=film.pk).minutes == 14
    assert import_pack(tmp_path).changed == {}


@pytest.mark.needs("browser")
@pytest.mark.parametrize("javascript", [True, False])
def test_a_member_ticks_in_a_browser(
    browse: Browse, cast: Any, materials: list[Attachment], javascript: bool
) -> None:
    page = browse(user=cast.amina, width=PHONE, javascript=javascript)
    page.goto(URL)
    page.evaluate("window.stayed = true") if javascript else None
    page.get_by_role("button", name="Mark as done First").click()
    page.get_by_text("1 of 2 done.").wait_for()
    assert_fits(page)
    if javascript:
        assert page.evaluate("window.stayed")
        assert page.evaluate("document.activeElement.innerText").startswith("Not done yet")
        assert_axe_clean(page)
    page.get_by_role("button", name="Not done yet First").click()
    page.get_by_text("0 of 2 done.").wait_for()
