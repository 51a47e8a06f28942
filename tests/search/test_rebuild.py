"""A new index while the hub goes on: interrupted, given up, written to meanwhile, and gone back from."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import PUBLIC_ID, Organisation
from search.engines import Incomplete, Wanted, get_engine, uses_cluster
from search.engines.cluster import names
from search.engines.cluster.connection import patient
from search.engines.cluster.sending import send_waiting
from search.index import index_things
from search.models import SearchBuild, SearchEntry
from search.query import parse
from search.rebuild import AtWork, rebuild
from tests.search.conftest import Notes

CLUSTER = [
    pytest.mark.needs("search"),
    pytest.mark.parametrize("engine", ["cluster"], indirect=True),
]


def how_many(words: str) -> int:
    """How many are found."""
    wanted = Wanted(query=parse(words), audiences=frozenset({PUBLIC_ID}))
    return get_engine().search(wanted, most=500).total


def settled() -> None:
    """Has the cluster show what it was sent."""
    if uses_cluster():
        send_waiting(refresh=True)


def interrupted(*, after: int, batch: int = 2) -> None:
    """A rebuild that somebody ended, long ago, after so many steps."""
    steps = rebuild(batch, resume=False)
    for _ in range(after):
        next(steps)
    SearchBuild.objects.update(heard_at=timezone.now() - timedelta(minutes=5))


@pytest.mark.django_db
class TestInterrupted:
    """What stopped goes on, or is thrown away."""

    def test_it_goes_on_where_it_stopped(self, notes: Notes) -> None:
        notes.add_many(7, "Quokka")
        interrupted(after=2)
        assert how_many("quokka") == 7
        assert list(rebuild(2)) == [4, 2, 1]
        settled()
        assert how_many("quokka") == 7
        assert not SearchBuild.objects.exists()

    def test_it_goes_on_with_what_was_only_swapped(self, notes: Notes) -> None:
        notes.add_many(3, "Quokka")
        list(rebuild())
        now = timezone.now()
        SearchBuild.objects.create(started_at=now, heard_at=now, index="gone", done=3, swapped=True)
        assert list(rebuild(resume=True)) == [3]
        assert how_many("quokka") == 3
        assert not SearchBuild.objects.exists()

    def test_two_at_once_are_refused_unless_somebody_says_so(self, notes: Notes) -> None:
        notes.add_many(5, "Quokka")
        steps = rebuild(2)
        next(steps)
        with pytest.raises(AtWork, match="2 things read"):
            list(rebuild(2))
        with pytest.raises(CommandError, match="--resume"):
            call_command("rebuild_search", verbosity=0)
        call_command("rebuild_search", "--resume", verbosity=0)
        settled()
        assert how_many("quokka") == 5

    def test_anew_and_too_old_begin_from_the_first(self, notes: Notes) -> None:
        notes.add_many(5, "Quokka")
        interrupted(after=1)
        assert list(rebuild(10, resume=False)) == [5]
        interrupted(after=1)
        SearchBuild.objects.update(started_at=timezone.now() - timedelta(days=2))
        assert list(rebuild(10)) == [5]
        settled()
        assert how_many("quokka") == 5

    def test_a_half_built_index_that_is_gone_is_begun_anew(self, notes: Notes) -> None:
        notes.add_many(5, "Quokka")
        interrupted(after=2)
        SearchBuild.objects.update(index="hub-20010101000000000000")
        if not uses_cluster():
            with connection.cursor() as cursor:
                cursor.execute("DROP TABLE search_text_new")
        assert list(rebuild(10)) == [5]
        settled()
        assert how_many("quokka") == 5


@pytest.mark.django_db
class TestOnTheCluster:
    """What is kept there, and what goes."""

    pytestmark = CLUSTER

    def test_half_built_indices_do_not_pile_up(self, notes: Notes) -> None:
        notes.add_many(5, "Quokka")
        for _ in range(3):
            interrupted(after=1)
        assert len(names.all_indices(patient())) == 2
        list(rebuild())
        assert names.half_built(patient()) == []
        assert len(names.all_indices(patient())) == 2

    def test_an_index_that_lacks_entries_is_not_read(self, notes: Notes) -> None:
        notes.add_many(5, "Quokka")
        before = names.behind(patient(), names.read_alias())
        steps = rebuild(2)
        for _ in range(2):
            next(steps)
        [half] = names.half_built(patient())
        patient().indices.refresh(index=half)
        patient().delete(index=half, id=str(SearchEntry.objects.earliest("pk").pk))
        with pytest.raises(Incomplete, match="4 of 5"):
            list(steps)
        assert names.behind(patient(), names.read_alias()) == before
        assert names.half_built(patient()) == []
        assert not SearchBuild.objects.exists()
        assert how_many("quokka") == 5

    def test_what_the_new_index_has_is_not_sent_again(self, notes: Notes) -> None:
        notes.add_many(5, "Quokka")
        list(rebuild())
        assert not SearchEntry.objects.filter(is_sent=False).exists()

    def test_going_back_brings_the_index_before_with_what_changed_since(self, notes: Notes) -> None:
        notes.add_many(3, "Quokka")
        [first] = names.behind(patient(), names.read_alias())
        list(rebuild())
        notes.add("Quokka since")
        gone = Organisation.objects.filter(slug__startswith="note-").earliest("pk")
        pk = gone.pk
        gone.delete()
        index_things([(ContentType.objects.get_for_model(Organisation).pk, pk)])
        send_waiting(refresh=True)
        call_command("rebuild_search", "--back", verbosity=0)
        assert names.behind(patient(), names.read_alias()) == [first]
        assert names.behind(patient(), names.write_alias()) == [first]
        settled()
        assert how_many("quokka") == 3
        assert how_many("since") == 1

    def test_without_an_index_before_there_is_no_way_back(self, notes: Notes) -> None:
        notes.add("Quokka")
        with pytest.raises(CommandError, match="is kept"):
            call_command("rebuild_search", "--back", verbosity=0)


@pytest.mark.django_db
@pytest.mark.parametrize("engine", ["database"], indirect=True)
def test_the_database_keeps_one_index(notes: Notes) -> None:
    with pytest.raises(CommandError, match="one index only"):
        call_command("rebuild_search", "--back", verbosity=0)


class Writer(threading.Thread):
    """Writes notes, changes and removes some, as the worker would, until it is told to end."""

    def __init__(self, notes: Notes) -> None:
        super().__init__()
        self.notes = notes
        self.ended = threading.Event()
        self.there: set[str] = set()
        self.failure: BaseException | None = None

    def run(self) -> None:
        """Until the event."""
        try:
            number = 0
            while not self.ended.is_set() or number < 5:
                number += 1
                self.write(number)
        except BaseException as error:  # noqa: BLE001 - told to the test
            self.failure = error
        finally:
            connection.close()

    def write(self, number: int) -> None:
        """A new note; each second one changes, each third one goes."""
        content_type = ContentType.objects.get_for_model(Organisation).pk
        row = self.notes.row()
        title = f"Wombat first{number}"
        # Nobody meets a note that says nothing yet.
        with transaction.atomic():
            row.save()
            self.notes.say(row, title)
        pk = row.pk
        index_things([(content_type, pk)])
        if number % 2 == 0:
            title = f"Wombat second{number}"
            self.notes.say(row, title)
            index_things([(content_type, pk)])
        if number % 3 == 0:
            row.delete()
            index_things([(content_type, pk)])
        else:
            self.there.add(title)


@pytest.mark.django_db(transaction=True)
def test_what_is_written_while_it_is_built_is_found(notes: Notes) -> None:
    notes.add_many(60, "Quokka")
    writer = Writer(notes)
    writer.start()
    try:
        for _ in rebuild(10):
            assert how_many("quokka") == 60
    finally:
        writer.ended.set()
        writer.join(60)
    assert writer.failure is None
    settled()
    assert how_many("quokka") == 60
    assert how_many("wombat") == len(writer.there)
    assert how_many('"second2"') == 1
    assert how_many('"first2"') == 0
    titles: Any = SearchEntry.objects.filter(title__startswith="Wombat").values_list("title", flat=True)
    assert set(titles) == writer.there


@pytest.mark.needs("postgresql")
@pytest.mark.django_db
@pytest.mark.parametrize("engine", ["database"], indirect=True)
def test_the_database_knows_afterwards_how_full_its_tables_are(notes: Notes) -> None:
    notes.add_many(7, "Quokka")

    list(rebuild())

    with connection.cursor() as cursor:
        cursor.execute("SELECT relname, reltuples FROM pg_class WHERE relkind = 'r'")
        rows = dict(cursor.fetchall())
    tables = ("search_text", "search_searchentry", "search_searchwordcount")
    assert [rows[table] for table in tables] == [7, 7, 1]
