"""The demonstration shows what no content pack holds: work on its way, and what readers said."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from accounts.models import User
from activity.models import Activity, Delivery
from cases import demonstration, demonstration_search
from cases.management.commands.load_demo import CAST, PASSWORD
from cases.models import (
    Citation,
    GuideUse,
    ImprovementTest,
    InterventionGuide,
    LearningSet,
    LearningSetGuide,
    Recommendation,
    ResultMeasure,
    Submission,
)
from hub.models import Attachment, Feedback
from moderation.identifiers import check
from moderation.models import Hold, Report
from search.models import SavedSearch, SearchUse
from search.saved.saving import asked_of, query_of

pytestmark = [pytest.mark.django_db, pytest.mark.long]


@pytest.fixture(scope="module")
def loaded(module_db: None) -> None:
    """The demonstration, loaded once."""
    call_command("load_demo")


def signed_in(name: str) -> Client:
    """One of the cast, by the password that all of them have."""
    client = Client()
    assert client.login(username=f"{name}@example.org", password=PASSWORD), name
    return client


def test_work_on_its_way_and_words_of_readers_are_there(loaded: None) -> None:
    amina, ella = signed_in("amina"), signed_in("ella")

    mine = amina.get("/case-studies/write/").content.decode()
    for words in ("The warm cot waits in theatre", "Not sent yet", "tea trolley", "Back with you"):
        assert words in mine
    returned = Submission.objects.get(state="returned")
    shown = amina.get(returned.get_absolute_url()).content.decode()
    assert demonstration.ASKED in shown

    home = ella.get("/admin/").content.decode()
    assert "One sheet for the call about a very early birth" in home
    queue = ella.get("/feedback/").content.decode()
    assert "opens the front page" in queue
    assert "not well enough for skin to skin" in queue
    assert sorted(Feedback.objects.exclude(state="counted").values_list("state", flat=True)) == [
        "answered",
        "dismissed",
        "waiting",
        "waiting",
    ]
    assert "14 of 16" in Client().get("/guides/neonatal-hypoglycaemia/").content.decode()


def test_a_report_and_a_newcomer_s_first_post_wait_for_the_moderator(loaded: None) -> None:
    queue = signed_in("dev").get("/moderation/").content.decode()
    assert "Reported: It may be unsafe to follow" in queue
    assert "painkillers in the spine" in queue
    assert "First post of a new member" in queue
    assert "In reply to Isla Grant" in queue


def test_search_has_a_pinned_page_a_saved_search_and_weeks_of_use(loaded: None) -> None:
    found = Client().get("/search/?q=low+blood+sugar")
    assert [row["url"] for row in found.context["pinned"]] == ["/guides/neonatal-hypoglycaemia/"]
    assert "Warmth after a section" in signed_in("amina").get("/search/saved/").content.decode()
    assert query_of(asked_of(demonstration_search.KEPT_QUERY)) == demonstration_search.KEPT_QUERY
    ella = signed_in("ella")
    assert "in utero transfer" in ella.get("/admin/use-of-search/").content.decode()
    suggested = ella.get("/admin/suggested-synonyms/").content.decode()
    assert "nipple shields" in suggested
    assert "thermometer" in suggested


def test_a_second_time_changes_nothing(loaded: None) -> None:
    before = counted()
    call_command("load_demo")
    assert counted() == before


def test_rows_of_pages_have_the_order_of_their_files(loaded: None) -> None:
    for model in (Attachment, GuideUse, ImprovementTest, LearningSetGuide, Recommendation, ResultMeasure):
        assert not model.objects.filter(sort_order=None).exists(), model


def counted() -> list[int]:
    """How many there are of what a second loading might double."""
    passwords = User.objects.exclude(password__startswith="!").count()
    return [
        passwords,
        *(
            each.objects.count()
            for each in (
                Submission,
                Feedback,
                Report,
                Hold,
                Activity,
                Delivery,
                Citation,
                SavedSearch,
                SearchUse,
            )
        ),
    ]


def test_everyone_of_the_cast_can_sign_in(loaded: None) -> None:
    for name in CAST:
        signed_in(name)


def test_the_first_learning_set_says_which_versions_it_was_made_with(loaded: None) -> None:
    page = LearningSet.objects.get(slug="from-a-worry-to-an-aim")
    assert {row.guide.slug: row.version for row in page.set_guides.select_related("guide")} == {
        "neonatal-hypoglycaemia": 1,
        "deteriorating-mother-or-baby": 2,
    }
    assert InterventionGuide.objects.get(slug="deteriorating-mother-or-baby").version == 3
    assert "version 3" in Client().get("/learning-sets/from-a-worry-to-an-aim/").content.decode().lower()


def words_in(value: Any) -> Iterator[str]:
    """Every text of a module's value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from words_in(each)


def test_no_word_of_it_is_about_a_patient() -> None:
    texts = list(words_in({name: value for name, value in vars(demonstration).items() if name.isupper()}))
    assert len(texts) > 30
    assert [text for text in texts if check(text).verdict != "pass"] == []
