"""What one reader finds: the engine's answer, with every result read again as theirs to see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from accounts.models import Audience, User
from search.asking import MOST_PAGES, PAGE_SIZE, Asked, kinds
from search.engines import END, HIT, Found, Marked, Wanted, get_engine
from search.facets import Choice, chosen_values
from search.models import SearchEntry, SearchFacet
from search.narrowing import Alike
from search.paging import opens_at, pages_of

Reader = User | AnonymousUser
# With fewer results than this, another spelling is offered.
FEW = 3
TRUST = "trust"
NO_TRUST = frozenset({""})  # no unit like the reader's is among the trusts that are chosen


@dataclass(frozen=True, slots=True)
class Results:
    """One page of what a reader finds. `some` says that nothing has all the words: these have some."""

    found: Found
    rows: list[dict[str, Any]]
    page: int
    pages: int
    did_you_mean: str = ""
    some: bool = False

    @property
    def with_all(self) -> int:
        """How many results have all the words."""
        return 0 if self.some else self.found.total


def find(asked: Asked, user: Reader, alike: Alike | None = None) -> Results:
    """One page of results. A page past the last one is the last one."""
    wanted = wanted_by(asked, user, alike)
    found, some = _all_or_some(wanted)
    pages = max((len(found.ids) + PAGE_SIZE - 1) // PAGE_SIZE, 1)
    page = min(asked.page, pages)
    ids = list(found.ids[(page - 1) * PAGE_SIZE : page * PAGE_SIZE])
    entries = visible_entries(ids, user)
    marked = get_engine().marked(found.query, [entry.pk for entry in entries]) if found.query.terms else {}
    on_pages = pages_of(entries, marked)
    rows = [
        row(entry, marked.get(entry.pk), on_pages.get(entry.pk)) | {"rank": rank}
        for rank, entry in enumerate(entries, (page - 1) * PAGE_SIZE + 1)
    ]
    few = some or found.total < FEW
    meant = get_engine().did_you_mean(wanted) if wanted.query.terms and few else ""
    return Results(found, rows, page, pages, meant, some)


def _all_or_some(wanted: Wanted) -> tuple[Found, bool]:
    """What has all the words; where there is nothing of any kind, what has some of them. People
    write as they speak: their sentence stands nowhere, and much is about it."""
    most = MOST_PAGES * PAGE_SIZE
    found = get_engine().search(wanted, most=most)
    if found.total or found.kinds or len(wanted.query.terms) < 2:
        return found, False
    some = get_engine().search(replace(wanted, query=replace(wanted.query, any_term=True)), most=most)
    return (some, True) if some.total else (found, False)


def newest_entries(asked: Asked, user: Reader, most: int, alike: Alike | None = None) -> list[SearchEntry]:
    """The newest results, for a feed."""
    return newest_for(asked, user, most, alike=alike, audiences=Audience.objects.ids_for(user))


def newest_for(
    asked: Asked, user: Reader, most: int, *, alike: Alike | None, audiences: frozenset[int]
) -> list[SearchEntry]:
    """The newest results among some of the audiences that a reader belongs to."""
    wanted = replace(wanted_by(asked, user, alike), newest=True, audiences=audiences)
    found = get_engine().search(wanted, most=most)
    return visible_entries(found.ids, user, whole=True)


def wanted_by(asked: Asked, user: Reader, alike: Alike | None = None) -> Wanted:
    """What a reader asks for, as an engine gets it."""
    wanted = asked.wanted(Audience.objects.ids_for(user))
    return replace(wanted, facets=_facets(asked, alike))


def _facets(asked: Asked, alike: Alike | None) -> Mapping[str, frozenset[str]]:
    """The facets asked for; units like the reader's own are a choice among the trusts."""
    if alike is None or not asked.like_mine:
        return asked.facets
    chosen = asked.facets.get(TRUST)
    trusts = alike.trusts & chosen if chosen else alike.trusts
    return {**asked.facets, TRUST: trusts or NO_TRUST}


def visible_entries(ids: Iterable[int], user: Reader, *, whole: bool = False) -> list[SearchEntry]:
    """Entries in the order of their ids, less those whose thing the reader may not see (any more).

    The index may be a moment behind, so each thing is asked for again through its own
    `visible_to`: one query for each kind. Without `whole` the long texts are left behind.
    """
    order = list(ids)
    rows = SearchEntry.objects.visible_to(user)
    entries = (rows if whole else rows.defer("body")).in_bulk(order)
    by_kind: dict[str, set[int]] = defaultdict(set)
    for entry in entries.values():
        by_kind[entry.kind].add(entry.object_id)
    seen = {kind: _seen(kind, pks, user) for kind, pks in by_kind.items()}
    kept = (entries[pk] for pk in order if pk in entries)
    return [entry for entry in kept if entry.object_id in seen[entry.kind]]


def _seen(kind: str, pks: set[int], user: Reader) -> set[int]:
    """Which things of a kind the reader may see; all, where the kind is open to everyone."""
    document = kinds().get(kind)
    if document is None:
        return set()
    things = document.model._default_manager.all()
    if not hasattr(things, "visible_to"):
        return pks
    return set(things.visible_to(user).filter(pk__in=pks).values_list("pk", flat=True))


def choices(asked: Asked, found: Found, user: Reader) -> list[Choice]:
    """What is chosen, with labels. A label comes only from what the reader may see."""
    pairs = chosen_values(asked.facets)
    labels = {(row.name, row.value): row.label for row in found.facets}
    if any(pair not in labels for pair in pairs):
        known = SearchFacet.objects.visible_to(user).filter(
            name__in=[name for name, _ in pairs], value__in=[value for _, value in pairs]
        )
        labels |= {(facet.name, facet.value): facet.label for facet in known}
    return [Choice(name, value, labels.get((name, value), value)) for name, value in pairs]


def row(entry: SearchEntry, marked: Marked | None, on_page: int | None = None) -> dict[str, Any]:
    """A result as the fragment `_resource_row.html` takes it; of a document, with the page that has
    the words."""
    document = kinds()[entry.kind]
    meta = f"Found on page {on_page}. {entry.meta}" if on_page else entry.meta
    return {
        "pk": entry.pk,
        "kind": document.label,
        "word": entry.status,
        "mark": entry.mark,
        "title": html(marked.title) if marked else entry.title,
        "url": f"{entry.path}#page={on_page}" if on_page and opens_at(entry.path) else entry.path,
        "text": html(marked.text) if marked else entry.summary,
        "meta": meta,
        "number": entry.number,
        "number_note": entry.number_words,
    }


def html(marked: str) -> SafeString:
    """A marked text as HTML: everything is escaped, and nothing but <mark> is put in."""
    parts = [f"<mark>{escape(hit)}</mark>{escape(rest)}" for hit, rest in _hits(marked)]
    return mark_safe(escape(marked.partition(HIT)[0]) + "".join(parts))  # noqa: S308 - escaped above


def _hits(marked: str) -> Iterable[tuple[str, str]]:
    """Each hit with the text behind it."""
    for piece in marked.split(HIT)[1:]:
        hit, _, rest = piece.partition(END)
        yield hit, rest.replace(END, "")
