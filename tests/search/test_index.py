"""The index follows what happens, and says the same however it was built."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.sql import emit_post_migrate_signal
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from accounts.models import PUBLIC_ID
from activity import deliver
from activity.models import Activity
from forums.models import Topic
from hub.models import GeneralPage
from search import registry
from search.engines import Wanted, get_engine
from search.health import check
from search.index import LONGEST_BODY, index_activity
from search.models import SearchEntry, SearchFacet, SearchShelf
from search.query import parse
from search.rebuild import rebuild
from search.registry import Facet
from tests import factories
from tests.factories import Cast
from tests.forums.makers import reply, topic
from tests.search.conftest import Notes

pytestmark = pytest.mark.django_db
# What is about the database engine's own tables and costs; tests/search/test_cluster.py has the other.
ON_THE_DATABASE = pytest.mark.parametrize("engine", ["database"], indirect=True)


def find(words: str) -> list[str]:
    """The titles that a signed-out reader finds, the best first."""
    results = Client().get("/search/", {"q": words}).context["results"]
    return [row["title"].replace("<mark>", "").replace("</mark>", "") for row in results.rows]


def everything() -> list[tuple[Any, ...]]:
    """All that the index says, less its own ids: for each entry its fields, its shelf and its hits."""
    found = get_engine().search(Wanted(parse("quokka"), frozenset({PUBLIC_ID})), most=1_000)
    order = list(found.ids)
    return sorted(
        (
            entry.kind,
            entry.object_id,
            entry.path,
            entry.title,
            entry.summary,
            entry.body,
            entry.status,
            entry.mark,
            entry.meta,
            entry.published,
            entry.updated,
            entry.audience_id,
            tuple(sorted(entry.shelf.facets.values_list("name", "value", "label"))),
            order.index(entry.pk) if entry.pk in order else None,
        )
        for entry in SearchEntry.objects.all()
    )


def test_what_is_published_is_found_by_a_word_of_its_body(cast: Cast) -> None:
    factories.case_study(title="Warm care", problem="<p>A quokka was <b>cold</b>.</p>")
    assert find("quokka") == []

    deliver.deliver_all()

    assert find("quokka") == ["Warm care"]


def test_a_topic_is_found_by_what_was_replied(cast: Cast) -> None:
    asked = topic(cast.amina, title="Who sleeps?")
    reply(asked, cast.ben, "The quokka does")
    deliver.deliver_all()

    assert find("quokka") == ["Who sleeps?"]


def test_an_edit_replaces_what_was_found(cast: Cast) -> None:
    page = factories.case_study(title="Quokka care")
    deliver.deliver_all()

    page.title = "Wombat care"
    page.save_revision().publish()
    deliver.deliver_all()

    assert find("quokka") == []
    assert find("wombat") == ["Wombat care"]
    assert SearchEntry.objects.filter(kind="case-study").count() == 1


@pytest.mark.parametrize("how", ["unpublish", "delete"])
def test_what_is_taken_back_is_found_no_more(cast: Cast, how: str) -> None:
    page = factories.case_study(title="Quokka care")
    deliver.deliver_all()

    getattr(Page.objects.get(pk=page.pk).specific, how)()
    deliver.deliver_all()

    assert find("quokka") == []
    assert not SearchEntry.objects.filter(kind="case-study").exists()


def test_a_page_with_a_new_audience_stands_on_another_shelf(cast: Cast) -> None:
    page = factories.case_study(title="Quokka care")
    deliver.deliver_all()

    page.audience = factories.audience("members")
    page.save_revision().publish()
    deliver.deliver_all()

    assert Client().get("/search/?q=quokka").context["results"].found.total == 0
    entry = SearchEntry.objects.get(kind="case-study")
    assert entry.audience == entry.shelf.audience == page.audience


def test_a_new_name_of_a_guide_is_the_new_label_of_its_facet(cast: Cast) -> None:
    guide = factories.guide("warm", short_title="Warm baby")
    factories.case_study(guides=(guide,))
    deliver.deliver_all()

    guide.short_title = "Normothermia"
    guide.save_revision().publish()
    deliver.deliver_all()

    assert SearchFacet.objects.get(name="intervention", value="warm").label == "Normothermia"


def test_indexing_twice_changes_nothing(cast: Cast) -> None:
    factories.case_study(title="Quokka care", guides=(factories.guide("warm"),))
    deliver.deliver_all()
    before = everything(), SearchShelf.objects.count(), SearchFacet.objects.count()

    for activity in Activity.objects.all():
        index_activity(activity)
        index_activity(activity)

    assert (everything(), SearchShelf.objects.count(), SearchFacet.objects.count()) == before
    assert find("quokka") == ["Quokka care"]


@ON_THE_DATABASE
def test_indexing_takes_as_many_queries_for_many_subjects_as_for_few(notes: Notes) -> None:
    taken = []
    for how_many in (3, 60):
        rows = notes.add_many(how_many, "Quokka")
        for place, row in enumerate(rows):
            facets = (Facet("trust", f"t{place}", f"Trust {place}"),)
            notes.say(row, f"Wombat {place}", facets=facets)
        with CaptureQueriesContext(connection) as captured:
            notes.index(*rows)
        taken.append(len(captured))

    assert taken[1] <= taken[0] <= 26


def test_a_rebuild_says_the_same_as_what_was_indexed_bit_by_bit(cast: Cast, notes: Notes) -> None:
    guide = factories.guide("warm", title="Quokka guide")
    for number in range(3):
        factories.case_study(title=f"Quokka case {number}", guides=(guide,), trust=cast.fenmere)
    factories.learning_set(title="Quokka set")
    asked = topic(cast.amina, title="Who sleeps?")
    reply(asked, cast.ben, "The quokka does")
    deliver.deliver_all()
    notes.add_many(30, "Quokka note", "text")
    notes.add("Quokka", "quokka", facets=(Facet("trust", "x", "X"),), days_ago=3)
    before = everything()
    assert len(before) >= 37

    call_command("rebuild_search", batch=7)

    assert everything() == before


@ON_THE_DATABASE
def test_a_rebuild_mends_whatever_is_wrong(notes: Notes, cast: Cast) -> None:
    gone, changed, kept = (notes.add(f"Quokka {word}") for word in ("gone", "changed", "kept"))
    gone.delete()
    notes.say(changed, "Wombat")
    get_engine().remove(SearchEntry.objects.filter(object_id=kept.pk).values_list("pk", flat=True))
    SearchShelf.objects.create(key="note:1:999", kind="note", audience_id=PUBLIC_ID)
    assert find("quokka") == ["Quokka changed"]

    list(rebuild())

    assert find("quokka") == ["Quokka kept"]
    assert find("wombat") == ["Wombat"]
    assert not SearchShelf.objects.filter(entries=None).exists()


def test_searches_go_on_while_the_index_is_built(notes: Notes) -> None:
    notes.add_many(30, "Quokka")

    for _ in rebuild(batch=10):
        assert Client().get("/search/?q=quokka").context["results"].found.total == 30
    assert Client().get("/search/?q=quokka").context["results"].found.total == 30


def test_what_happens_while_the_index_is_built_is_in_the_new_one(cast: Cast) -> None:
    page = factories.case_study(title="Quokka care")
    asked = topic(cast.amina, title="Who sleeps?")
    deliver.deliver_all()

    steps = rebuild()
    for _ in steps:
        if page.title != "Wombat care":
            page.title = "Wombat care"
            page.save_revision().publish()
            reply(asked, cast.ben, "The wombat does")
            Page.objects.get(pk=factories.learning_set(title="Wombat").pk).specific.delete()
            deliver.deliver_all()

    assert sorted(find("wombat")) == ["Who sleeps?", "Wombat care"]
    assert find("quokka") == []


def test_a_rebuild_takes_as_many_queries_for_a_large_batch_as_for_a_small_one(notes: Notes) -> None:
    taken = []
    for how_many in (3, 57):
        notes.add_many(how_many, "Quokka", "text")
        with CaptureQueriesContext(connection) as captured:
            list(rebuild())
        # How often SQLite merges what it wrote depends on how much that is.
        merging = re.compile(r"SAVEPOINT|RELEASE|.*total_changes|.*'merge'")
        taken.append(sum(not merging.match(query["sql"]) for query in captured))

    assert taken[1] <= taken[0]


def test_the_command_says_how_many_and_how_fast(notes: Notes, capsys: pytest.CaptureFixture[str]) -> None:
    notes.add_many(5, "Quokka")

    call_command("rebuild_search")

    assert "entries in" in (said := capsys.readouterr().out)
    assert "a second" in said


def test_an_empty_index_can_be_built() -> None:
    registered = dict(registry.documents)
    assert not Topic.objects.exists()
    assert not GeneralPage.objects.filter(latest_revision__isnull=False).exists()

    list(rebuild())

    assert registry.documents == registered
    assert SearchEntry.objects.count() == 0


def test_a_very_long_text_is_found_by_its_beginning(notes: Notes) -> None:
    notes.add("Long", "quokka " + "word " * LONGEST_BODY)

    assert find("quokka") == ["Long"]
    assert len(SearchEntry.objects.get().body) == LONGEST_BODY


def test_health(notes: Notes) -> None:
    assert check() == "ok"
    notes.add("Quokka")
    assert check() == "ok"
    get_engine().remove(SearchEntry.objects.values_list("pk", flat=True))
    assert check() == "empty: run rebuild_search"


@ON_THE_DATABASE
@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL keeps triggers with their table")
def test_what_a_copied_table_leaves_behind_is_mended_after_migrate(notes: Notes) -> None:
    """Django changes a table of SQLite by copying it, which loses the triggers."""
    notes.add("Quokka")
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER search_place_insert")
    notes.add("Quokka")
    assert len(find("quokka")) == 1

    emit_post_migrate_signal(verbosity=0, interactive=False, db="default")

    assert len(find("quokka")) == 2
    notes.add("Quokka")
    assert len(find("quokka")) == 3
