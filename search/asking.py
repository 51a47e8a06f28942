"""A search as an address asks for it, and the addresses that differ from it by one thing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.text import slugify

from search.engines import Wanted
from search.facets import HEADINGS, chosen_values
from search.folding import clean
from search.periods import Period
from search.query import Query, parse
from search.registry import Document, documents
from search.synonyms import expand

PAGE_SIZE = 20
MOST_PAGES = 20
MOST_VALUES = 20  # of one facet at once
TABS = ("guide", "case-study", "topic", "learning-set", "news", "page")  # others come after
LIKE, MINE = "like", "mine"  # like=mine
DATES = ("after", "before")
NAMES = frozenset({"type", "author", *DATES, *HEADINGS})
NO_DATE = "“%s:” takes a year, a month or a day: 2026, 2026-03 or 2026-03-28. We left it out."


def kinds() -> dict[str, Document]:
    """The kinds of things by the word of the address, in the order of the tabs."""
    found = {document.kind: document for document in documents.values()}
    first = {kind: found[kind] for kind in TABS if kind in found}
    return first | found


def kind_for(word: str) -> str:
    """The kind that a word means, whether it is the address's word, one or many; or nothing."""
    for kind, document in kinds().items():
        if slugify(word) in {kind, slugify(document.label), slugify(document.plural)}:
            return kind
    return ""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reader asks for: words, a kind, facets, an author, a time, an order and a page."""

    query: Query
    kind: str
    facets: Mapping[str, frozenset[str]]
    newest: bool
    page: int
    author: str = ""
    after: Period | None = None
    before: Period | None = None
    # Units like the reader's own; only a member who can be compared with others has any.
    like_mine: bool = False

    @classmethod
    def read(cls, params: QueryDict) -> Asked:
        """From an address. Nothing in it is an error; filters among the words count as filters."""
        query = parse(params.get("q", ""), NAMES)
        typed = [value for name, value in query.filters if name == "type"]
        facets = {}
        for name in HEADINGS:
            values = [clean(value)[:120] for value in params.getlist(name)]
            values += [value for typed_name, value in query.filters if typed_name == name]
            if kept := [value for value in values if value.strip()][:MOST_VALUES]:
                facets[name] = frozenset(kept)
        asked_kinds = [kind_for(word) for word in [*typed, *params.getlist("type")]]
        dates = {name: _one(params, query, name) for name in DATES}
        periods = {name: Period.read(text) for name, text in dates.items()}
        notes = [NO_DATE % name for name, text in dates.items() if text and not periods[name]]
        return cls(
            query=replace(query, notes=(*query.notes, *notes)),
            kind=next(filter(None, asked_kinds), ""),
            facets=facets,
            newest=params.get("sort") == "newest",
            page=_page(params.get("page", "")),
            author=slugify(_one(params, query, "author"))[:80],
            after=periods["after"],
            before=periods["before"],
            like_mine=params.get(LIKE) == MINE,
        )

    def wanted(self, audiences: Iterable[int], *, newest: bool = False) -> Wanted:
        """The search as an engine gets it, with synonyms, for a reader of some audiences; of units
        of every kind."""
        return Wanted(
            query=expand(self.query),
            audiences=frozenset(audiences),
            kind=self.kind,
            facets=self.facets,
            newest=newest or self.newest,
            author=self.author,
            after=self.after.first if self.after else None,
            before=self.before.last if self.before else None,
        )

    def compared(self, alike: object) -> Asked:
        """The same, without "units like mine" for a reader who has none to compare with."""
        return self if alike else replace(self, like_mine=False)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to look for. "Newest first" alone asks for everything."""
        narrowed = self.kind or self.facets or self.limits() or self.like_mine
        return not (self.query.terms or narrowed or self.newest)

    def pairs(self, *, page: bool = False) -> list[tuple[str, str]]:
        """The search as names and values of an address."""
        found = [("q", self.query.typed)] if self.query.typed else []
        found += [("type", self.kind)] if self.kind else []
        found += chosen_values(self.facets) + self.limits()
        found += [(LIKE, MINE)] if self.like_mine else []
        found += [("sort", "newest")] if self.newest else []
        return found + ([("page", str(self.page))] if page and self.page > 1 else [])

    def limits(self) -> list[tuple[str, str]]:
        """The author and the times, as names and values of an address."""
        given = ("author", self.author), ("after", self.after), ("before", self.before)
        return [(name, str(value)) for name, value in given if value]

    def hidden(self) -> list[dict[str, str]]:
        """What travels along with the form of the facets."""
        own = {*HEADINGS, LIKE}
        return [{"name": name, "value": value} for name, value in self.pairs() if name not in own]

    def feed_query(self) -> str:
        """What makes a feed of this search; a feed is always in order of time."""
        return "?" + urlencode(replace(self, newest=False).pairs())

    def _address(self, **changes: object) -> str:
        pairs = replace(self, **changes).pairs(page=True)  # type: ignore[arg-type]
        return f"{reverse('search:search')}?{urlencode(pairs)}" if pairs else reverse("search:search")

    def of_kind(self, kind: str) -> str:
        """The same among one kind, or all."""
        return self._address(kind=kind, page=1)

    def without(self, name: str, value: str) -> str:
        """The same without one value of a facet, or without the author or a time."""
        if name not in self.facets:
            return self._address(**{name: "" if name == "author" else None}, page=1)
        return self._address(facets={**self.facets, name: self.facets[name] - {value}}, page=1)

    def without_facets(self) -> str:
        """The same with all facets, the author and the times taken off."""
        return self._address(facets={}, author="", after=None, before=None, like_mine=False, page=1)

    def without_like(self) -> str:
        """The same among units of every kind."""
        return self._address(like_mine=False, page=1)

    def for_words(self, words: str) -> str:
        """The same for other words."""
        return self._address(query=parse(words), page=1)

    def sorted_by(self, *, newest: bool) -> str:
        """The same in another order."""
        return self._address(newest=newest, page=1)

    def on_page(self, page: int) -> str:
        """Another page of the same."""
        return self._address(page=page)


def _one(params: QueryDict, query: Query, name: str) -> str:
    """The value of a name that has one: what stands in the box comes before what the address says."""
    typed = [value for typed_name, value in query.filters if typed_name == name]
    return next(filter(None, [*typed, clean(params.get(name, "")).strip()[:80]]), "")


def _page(number: str) -> int:
    """A page between 1 and MOST_PAGES."""
    if not (number.isascii() and number.isdecimal()):
        return 1
    return min(max(int(number[:6]), 1), MOST_PAGES)
