"""Tells people what came into the searches that they keep: each thing once.

The worker asks after each activity which searches find the things that it is about. A search is
asked about once, however many people keep it; who may see a thing is asked of the database; and
what is told is checked again when the mail goes out and when the list is read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import groupby

from django.db import models, transaction
from django.db.models import Min
from django.utils import timezone
from django.utils.translation import ngettext

from accounts.models import MEMBERS_ID, Mute, User
from activity import freshness, words
from activity.models import Activity, ActivitySubject, Delivery, Notification, content_type_of
from activity.notify import doer_of
from activity.services import tell
from activity.tasks import deliver_due
from search import index
from search.engines import get_engine
from search.finding import TRUST
from search.models import SavedMatch, SavedSearch, SearchEntry, SearchFacet
from search.narrowing import alike_for
from search.saved.saving import asked_of

HANDLER = "search.saved"
FOUND, DAILY = "search.saved.found", "search.saved.daily"
LIST = "/search/saved/"
MORNING = 7  # by the hub's own time zone, as for everything that is told once a day
PEOPLE_A_TURN = 200
WHY = "You get this because you saved a search. You can change or delete it under Saved searches."
When = SavedSearch.When


class NotIndexedYet(Exception):  # noqa: N818 - reads as a sentence where it is raised
    """What is new is not in the index yet."""


def register_words() -> None:
    """What people read who are told."""
    words.register_direct(FOUND, "new in your saved searches", why=WHY)
    words.register_direct(DAILY, "new since yesterday", why=WHY)


def match_activity(activity: Activity) -> None:
    """The handler `search.saved`: what an activity is about, and is newer than some saved search,
    is matched with those, noted, and told to those who want to hear at once.

    Run twice it finds its own notes and tells nothing again.
    """
    kept = SavedSearch.objects.exclude(when=When.NEVER)
    oldest = kept.aggregate(oldest=Min("created_at"))["oldest"]
    if oldest is None:
        return
    if Delivery.objects.filter(activity=activity, handler=index.HANDLER, delivered_at=None).exists():
        # Another worker is at it, or it failed: this is tried again a little later.
        raise NotIndexedYet
    subjects = ActivitySubject.objects.filter(activity=activity).values_list("content_type_id", "object_id")
    newer = SearchEntry.objects.of_things(subjects).filter(published__gt=oldest)
    entries = list(newer.defer("body").select_related("audience"))
    if entries:
        for entry, searches in _found_by(entries, kept, doer_of(activity)):
            _note(entry, searches)


def _found_by(
    entries: list[SearchEntry], kept: models.QuerySet[SavedSearch], doer: int | None
) -> Iterator[tuple[SearchEntry, list[SavedSearch]]]:
    """Each entry with the searches that it is new in, of people who may see it and listen to who
    did it."""
    different = kept.order_by("query").values_list("query", flat=True).distinct()
    asked = [(query, asked_of(query)) for query in different]
    seen = frozenset(entry.audience_id for entry in entries)
    wanted = {number: each.wanted(seen) for number, (_, each) in enumerate(asked)}
    found = get_engine().matching(wanted, [entry.pk for entry in entries])
    queries: dict[int, list[str]] = defaultdict(list)
    for number, ids in found.items():
        for pk in ids:
            queries[pk].append(asked[number][0])
    like = {query for query, each in asked if each.like_mine}
    for entry in entries:
        if queries[entry.pk]:
            new = kept.filter(query__in=queries[entry.pk], created_at__lt=entry.published)
            searches = new.filter(user__in=_readers(entry, doer)).select_related("user")
            yield entry, [each for each in searches if each.query not in like or _is_alike(entry, each.user)]


def _readers(entry: SearchEntry, doer: int | None) -> models.QuerySet[User]:
    """Who may see a thing, less who did it and those who do not listen to them."""
    readers = User.objects.who_may_see(entry.audience).exclude(pk=doer)
    return readers.exclude(pk__in=Mute.objects.filter(muted=doer).values("user"))


def _is_alike(entry: SearchEntry, user: User) -> bool:
    """Whether a thing is of a unit like the person's own: asked only where that is part of a search
    that has found it."""
    alike = alike_for(user)
    trusts = SearchFacet.objects.filter(shelves=entry.shelf_id, name=TRUST)
    return alike is not None and trusts.filter(value__in=alike.trusts).exists()


def _note(entry: SearchEntry, searches: list[SavedSearch]) -> None:
    """Notes what was found and not noted before, and tells those who want to hear at once."""
    thing = {"content_type_id": entry.content_type_id, "object_id": entry.object_id}
    known = set(SavedMatch.objects.filter(saved__in=searches, **thing).values_list("saved_id", flat=True))
    new = [saved for saved in searches if saved.pk not in known]
    now = timezone.now()
    SavedMatch.objects.bulk_create(
        (
            SavedMatch(saved=saved, told_at=now if saved.when == When.AT_ONCE else None, **thing)
            for saved in new
        ),
        ignore_conflicts=True,
    )
    at_once = {saved.user_id: saved.user for saved in new if saved.when == When.AT_ONCE}
    # Who follows the thing, or what it is part of, has heard of it already.
    about = ActivitySubject.objects.filter(**thing).values("activity")
    told = Notification.objects.filter(user__in=at_once, activity__in=about).values_list("user_id", flat=True)
    if people := at_once.keys() - set(told):
        tell(_news_of(entry), [at_once[pk] for pk in people])


def _news_of(entry: SearchEntry) -> Activity:
    """The one activity by which people are told of a thing; it says nothing of any search."""
    there = Activity.objects.filter(
        verb=FOUND, content_type=entry.content_type_id, object_id=entry.object_id
    ).first()
    if there is not None:
        return there
    activity = Activity.objects.create(
        verb=FOUND,
        content_type_id=entry.content_type_id,
        object_id=entry.object_id,
        title=entry.title,
        url=entry.path,
        audience_id=entry.audience_id,
        announce=False,
    )
    # So that hiding or narrowing the thing takes this along.
    ActivitySubject.objects.create(
        activity=activity, content_type_id=entry.content_type_id, object_id=entry.object_id
    )
    return activity


def last_morning(now: datetime) -> datetime:
    """The last time that it was seven in the morning."""
    local = timezone.localtime(now)
    morning = local.replace(hour=MORNING, minute=0, second=0, microsecond=0)
    return morning if morning <= local else morning - timedelta(days=1)


def tell_daily() -> None:
    """A chore: one message a day to each person for whom something was found before this morning.

    What is found later waits for the next one, so that the chore may run at any hour and twice.
    """
    before = last_morning(timezone.now())
    while _tell_some(before):
        pass


@transaction.atomic
def _tell_some(before: datetime) -> bool:
    """Tells some people; False where nobody is left."""
    waiting = SavedMatch.objects.filter(told_at=None, found_at__lt=before).exclude(saved__when=When.NEVER)
    people = waiting.order_by("saved__user").values_list("saved__user", flat=True).distinct()[:PEOPLE_A_TURN]
    rows = waiting.filter(saved__user__in=list(people)).select_for_update(of=("self",))
    found = list(rows.select_related("saved__user").order_by("saved__user", "pk"))
    for user, theirs in groupby(found, key=lambda match: match.saved.user):
        _tell_one(user, list(theirs))
    SavedMatch.objects.filter(pk__in=[match.pk for match in found]).update(told_at=timezone.now())
    if found:
        transaction.on_commit(freshness.touch)
        deliver_due.enqueue()
    return bool(found)


def _tell_one(user: User, matches: list[SavedMatch]) -> None:
    """One message about what a person may still see; none where that is nothing."""
    things = SearchEntry.objects.of_things((match.content_type_id, match.object_id) for match in matches)
    count = things.visible_to(user).count()
    if not (count and user.is_active):
        return
    one, more = "%(n)s new thing in your saved searches", "%(n)s new things in your saved searches"
    saved = matches[0].saved
    activity = Activity.objects.create(
        verb=DAILY,
        content_type=content_type_of(saved),
        object_id=saved.pk,
        title=ngettext(one, more, count) % {"n": count},
        url=LIST,
        audience_id=MEMBERS_ID,
        announce=False,
    )
    tell(activity, [user])
