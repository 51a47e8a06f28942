"""A guide's versions: kept at each publishing, readable at their own address, marked where cited."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from activity import deliver, mail
from activity.models import Activity, Notification
from activity.services import follow
from cases.ground import lay_ground
from cases.models import GuideIndexPage, GuideVersion, InterventionGuide, LearningSetGuide
from tests import factories
from tests.checks import assert_queries_constant
from tests.factories import Cast
from tests.mailbox import Mailbox

pytestmark = pytest.mark.django_db
NOTE = "Whom to call is now step 2."
OLD = "/guides/warm/versions/1/"


@pytest.fixture
def guide(cast: Cast) -> InterventionGuide:
    """A guide in its first version."""
    return factories.guide(
        "warm",
        title="Warm babies",
        short_title="Warm",
        why="<p>Cold babies feed less.</p>",
        approved_on=date(2025, 5, 1),
        change_note="The first.",
    )


def publish_next(guide: InterventionGuide, **fields: Any) -> InterventionGuide:
    """Publishes the next version, as an editor who has filled in what is asked."""
    said = {
        "version": guide.version + 1,
        "change_note": NOTE,
        "approved_on": date(2026, 5, 6),
        "card": "First this\nCall the team",
        **fields,
    }
    for name, value in said.items():
        setattr(guide, name, value)
    guide.save_revision().publish()
    guide.refresh_from_db()
    return guide


def test_the_old_version_stays_readable_and_says_that_it_is_old(guide: InterventionGuide) -> None:
    publish_next(guide, title="Warmer babies", why="<p>Warm babies feed well.</p>")

    old = Client().get(OLD)
    text = old.content.decode()
    assert old.status_code == 200
    assert "<h1>Warm babies</h1>" in text
    assert "Cold babies feed less." in text
    assert "Warm babies feed well." not in text
    assert "Then that" in text
    assert "<li>Call the team</li>" not in text
    assert "This is version 1." in text
    assert NOTE in text
    assert '<meta name="robots" content="noindex">' in text
    assert '<link rel="canonical"' in text
    assert "/guides/warm/" in text
    now = Client().get("/guides/warm/").content.decode()
    assert "Warm babies feed well." in now
    assert "noindex" not in now
    assert "/guides/warm/versions/" in now


def test_the_version_in_force_is_the_guide_itself(guide: InterventionGuide) -> None:
    publish_next(guide)
    answer = Client().get("/guides/warm/versions/2/")
    assert (answer.status_code, answer["Location"]) == (302, "/guides/warm/")


def test_the_list_has_every_version_newest_first(guide: InterventionGuide) -> None:
    publish_next(guide)
    publish_next(guide, change_note="The hat is back.")
    text = Client().get("/guides/warm/versions/").content.decode()
    places = [text.index(words) for words in ("The hat is back.", NOTE, "The first.")]
    assert places == sorted(places)
    assert text.count("Out of date") == 2
    assert text.count("In force") == 1
    assert "/guides/warm/versions/3/changes/" in text
    assert "/guides/warm/versions/1/changes/" not in text


def test_a_correction_keeps_the_number_and_replaces_the_words(guide: InterventionGuide) -> None:
    guide.card = "First this, with care"
    guide.save_revision().publish()
    row = GuideVersion.objects.get(guide=guide)
    assert row.number == 1
    assert row.corrected_at is not None
    assert row.as_guide().steps() == ["First this, with care"]
    guide.save_revision().publish()
    assert GuideVersion.objects.get(guide=guide).corrected_at == row.corrected_at


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"change_note": " "}, "change_note"),
        ({"change_note": "The first."}, "change_note"),
        ({"approved_on": None}, "approved_on"),
        ({"approved_on": date(2025, 4, 1)}, "approved_on"),
        ({"version": 0}, "version"),
    ],
)
def test_a_new_version_says_what_is_new_and_no_number_goes_down(
    guide: InterventionGuide, fields: dict[str, Any], wrong: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        publish_next(guide, **fields)
    assert wrong in refused.value.message_dict
    assert GuideVersion.objects.filter(guide=guide).count() == 1


def test_a_page_that_is_only_scheduled_is_neither_kept_nor_told(cast: Cast) -> None:
    page = InterventionGuide(title="Later", slug="later", short_title="Later", card="One", live=False)
    page.go_live_at = timezone.now() + timedelta(days=1)
    GuideIndexPage.objects.get().add_child(instance=page)
    page.save_revision().publish()
    assert not GuideVersion.objects.filter(guide=page).exists()
    assert not Activity.objects.about(page).exists()


def test_guides_from_before_versions_were_kept_get_one(guide: InterventionGuide) -> None:
    GuideVersion.objects.all().delete()
    factories.guide("draft", live=False)
    lay_ground()
    lay_ground()
    row = GuideVersion.objects.get()
    assert (row.guide, row.number, row.as_guide().why) == (guide, 1, guide.why)


def test_a_version_kept_before_a_field_was_there_is_still_readable(guide: InterventionGuide) -> None:
    publish_next(guide)
    row = guide.versions.get(number=1)
    row.content = {k: v for k, v in row.content.items() if k not in {"equity", "do"}} | {"gone": "?"}
    row.save()
    assert Client().get(OLD).status_code == 200
    assert Client().get("/guides/warm/versions/2/changes/").status_code == 200


def test_what_was_before_the_versions_kept_leads_to_the_list(cast: Cast) -> None:
    factories.guide("warm", version=3)
    answer = Client().get("/guides/warm/versions/2/")
    assert (answer.status_code, answer["Location"]) == (302, "/guides/warm/versions/")
    assert "before version 3 are not kept" in Client().get(answer["Location"]).content.decode()


@pytest.mark.parametrize("number", ["0", "9", "999999999999999999999999"])
def test_a_version_that_never_was_is_404(guide: InterventionGuide, number: str) -> None:
    for rest in ("", "changes/", "card.pdf"):
        assert Client().get(f"/guides/warm/versions/{number}/{rest}").status_code == 404


def test_versions_have_the_audience_of_the_guide(cast: Cast) -> None:
    guide = factories.guide("warm", audience=factories.audience("trust:fenmere"))
    publish_next(guide)
    amina, ben = Client(), Client()
    amina.force_login(cast.amina)
    ben.force_login(cast.ben)
    addresses = ["versions/", "versions/1/", "versions/2/changes/", "versions/1/card.pdf", "card.pdf"]
    for address in addresses:
        assert amina.get(f"/guides/warm/{address}").status_code == 200, address
        for client in (ben, Client()):
            assert client.get(f"/guides/warm/{address}").status_code == 404, address
    assert amina.get("/guides/warm/card.pdf")["Cache-Control"] == "private, no-store"
    guide.unpublish()
    assert amina.get("/guides/warm/versions/1/").status_code == 404


def test_a_withdrawn_guide_says_so_everywhere(guide: InterventionGuide) -> None:
    publish_next(guide, status="withdrawn")
    for address in ("versions/", "versions/1/", "versions/2/changes/"):
        assert "withdrawn" in Client().get(f"/guides/warm/{address}").content.decode(), address


def test_followers_are_told_once_with_the_note(
    guide: InterventionGuide, cast: Cast, mailbox: Mailbox
) -> None:
    follow(cast.carys, guide)
    follow(cast.carys, GuideIndexPage.objects.get())
    follow(cast.ben, GuideIndexPage.objects.get())
    deliver.deliver_all()
    publish_next(guide)
    deliver.deliver_all()
    mail.send_waiting()

    for person in (cast.carys, cast.ben):
        told = Notification.objects.filter(user=person, activity__verb__contains="version")
        assert [each.activity.note for each in told] == [NOTE]
        letters = [letter for letter in mailbox.to(person.email) if NOTE in letter.as_string()]
        assert len(letters) == 1
        assert "Warm babies, version 2" in str(letters[0]["Subject"])
    client = Client()
    client.force_login(cast.carys)
    assert NOTE in client.get("/notifications/").content.decode()
    feed = client.get("/guides/warm/feed.json").json()["items"]
    entries = [item for item in feed if "version 2" in item["title"]]
    assert len(entries) == 1
    assert NOTE in entries[0]["content_html"]
    assert "/versions/2/changes/" in entries[0]["content_html"]
    for address in ("/guides/feed.json", "/guides/feed.json?status=in-use"):
        listed = [item["title"] for item in client.get(address).json()["items"]]
        assert listed == ["Warm babies, version 2", "Warm babies"]
    assert len(client.get("/guides/feed.json?status=withdrawn").json()["items"]) == 0
    home = client.get("/feed.json").json()["items"]
    assert sum("version 2" in item["title"] for item in home) == 1


def test_a_correction_is_told_as_any_change(guide: InterventionGuide, cast: Cast) -> None:
    deliver.deliver_all()
    follow(cast.carys, guide)
    guide.card = "First this, with care"
    guide.save_revision().publish()
    deliver.deliver_all()
    verbs = Notification.objects.filter(user=cast.carys).values_list("activity__verb", flat=True)
    assert list(verbs) == ["hub.page.updated"]


def test_what_was_written_against_the_old_version_is_marked(guide: InterventionGuide, cast: Cast) -> None:
    factories.case_study("hats", trust=cast.fenmere, guides=(guide,))
    named = factories.learning_set("three")
    LearningSetGuide.objects.create(page=named, guide=guide)
    named.save_revision().publish()
    assert named.set_guides.get().version == 1
    assert OLD not in Client().get("/case-studies/hats/").content.decode()

    publish_next(guide)

    for address in ("/case-studies/hats/", "/learning-sets/three/"):
        text = Client().get(address).content.decode()
        assert f'Written against <a href="{OLD}">version 1</a>' in text, address
        assert NOTE in text


def test_the_difference_names_what_changed_and_leaves_out_the_rest(guide: InterventionGuide) -> None:
    guide.recommendations.all().update(rationale="It helps.")
    publish_next(guide, why="<p>Cold babies feed much less.</p>", do="dry the baby")
    text = Client().get("/guides/warm/versions/2/changes/").content.decode()
    assert '<ins class="now"><span class="nhsuk-u-visually-hidden">Added: </span>much</ins>' in text
    assert '<del class="was">Then that</del>' in text
    assert '<ins class="now">Call the team</ins>' in text
    assert "First this" not in text  # stayed as it was
    assert "dry the baby" in text
    assert NOTE in text


def test_what_is_two_versions_old_leads_to_all_that_changed_since(
    guide: InterventionGuide, cast: Cast
) -> None:
    factories.case_study("hats", trust=cast.fenmere, guides=(guide,))
    publish_next(guide, why="<p>Cold babies feed much less.</p>")
    publish_next(guide, change_note="Fathers too.", card="First this\nCall the father")
    since = "/guides/warm/versions/3/changes/?since=1"
    for address in ("/case-studies/hats/", OLD):
        text = Client().get(address).content.decode()
        assert f'href="{since}"' in text, address
        assert "Fathers too." not in text  # what changed last is not all
    text = Client().get(since).content.decode()
    assert "what changed since version 1</h1>" in text
    assert f"Version 2: {NOTE}" in text
    assert "Version 3: Fathers too." in text
    assert "much" in text
    assert '<ins class="now">Call the father</ins>' in text
    for strange in ("", "x", "3", "9", "99999"):
        text = Client().get(f"/guides/warm/versions/3/changes/?since={strange}").content.decode()
        assert "what changed in version 3</h1>" in text, strange
        assert "much" not in text


def test_the_first_version_has_no_difference_to_show(guide: InterventionGuide) -> None:
    answer = Client().get("/guides/warm/versions/1/changes/")
    assert (answer.status_code, answer["Location"]) == (302, "/guides/warm/versions/")


def test_queries_do_not_grow_with_versions(guide: InterventionGuide) -> None:
    def build(many: int) -> None:
        for _ in range(many):
            publish_next(guide, change_note=f"Note {guide.version + 1}")

    assert_queries_constant(Client(), "/guides/warm/versions/", build, small=2, large=8, ceiling=12)
