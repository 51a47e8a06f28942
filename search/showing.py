"""What the search page shows of an answer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.contrib.humanize.templatetags.humanize import intcomma
from django.urls import reverse
from django.utils.translation import ngettext

from search.asking import LIKE, MINE, MOST_PAGES, PAGE_SIZE, Asked, kinds
from search.engines import Found
from search.facets import Choice, groups
from search.finding import TRUST, Reader, Results, choices
from search.narrowing import Alike
from search.saved.saving import query_of
from search.use.counting import note_of

LONGEST_QUESTION = 150  # characters of a topic's title


def context(asked: Asked, results: Results, user: Reader, alike: Alike | None = None) -> dict[str, Any]:
    """Everything for the template `search/search.html`."""
    chosen = choices(asked, results.found, user)
    meant = results.did_you_mean
    return {
        "results": results,
        "tabs": _tabs(asked, results.found),
        "facets": [*_like_group(asked, results.found, alike), *groups(results.found.facets, chosen)],
        "facets_hidden": asked.hidden(),
        "tags": _tags(asked, chosen, alike),
        "did_you_mean": meant,
        "did_you_mean_url": asked.for_words(meant) if meant else "",
        "clear_url": asked.without_facets(),
        "ask_url": _ask_url(asked),
        "save_url": f"{reverse('search:save')}?{query_of(asked)}",
        "use_note": note_of(asked, results.with_all),
        "feed_base": reverse("search:search"),
        "feed_query": asked.feed_query(),
        **_bar(asked, results.found.total),
        **_pages(asked, results),
    }


def rows(results: Results, pinned: list[dict[str, Any]]) -> dict[str, Any]:
    """What editors have pinned, and the results without it: nothing stands on a page twice."""
    above = {row.get("pk") for row in pinned}
    return {"pinned": pinned, "rows": [row for row in results.rows if row["pk"] not in above]}


def _tags(asked: Asked, chosen: Iterable[Choice], alike: Alike | None) -> list[dict[str, str]]:
    """What narrows the search, each with the address that takes it off."""
    tags = [{"label": each.label, "remove_url": asked.without(each.name, each.value)} for each in chosen]
    if alike and asked.like_mine:
        tags.insert(0, {"label": alike.label, "remove_url": asked.without_like()})
    words = limits_in_words(asked)
    return tags + [
        {"label": words[name], "remove_url": asked.without(name, value)} for name, value in asked.limits()
    ]


def limits_in_words(asked: Asked) -> dict[str, str]:
    """The author and the times, by their names in an address."""
    words = {
        "author": f"By {asked.author.replace('-', ' ').title()}" if asked.author else "",
        "after": f"From {asked.after.label}" if asked.after else "",
        "before": f"Until {asked.before.label}" if asked.before else "",
    }
    return {name: label for name, label in words.items() if label}


def _like_group(asked: Asked, found: Found, alike: Alike | None) -> list[dict[str, Any]]:
    """ "Units like mine", where there is something of such units, or they are chosen."""
    trusts = alike.trusts if alike else ()
    count = sum(row.count for row in found.facets if row.name == TRUST and row.value in trusts)
    if alike is None or not (count or asked.like_mine):
        return []
    option = {"value": MINE, "label": alike.label, "count": count, "checked": asked.like_mine}
    return [{"name": LIKE, "label": "Units like mine", "open": True, "options": [option], "hint": alike.hint}]


def _bar(asked: Asked, total: int) -> dict[str, str]:
    """How many results, their order, and the way to the other; without words there is one order."""
    count = ngettext("%(n)s result", "%(n)s results", total) % {"n": intcomma(total)}
    if not asked.query.terms:
        return {"count_text": count, "sort_text": "Newest first."}
    now, other = "Best match first.", "Sort by newest"
    if asked.newest:
        now, other = "Newest first.", "Sort by best match"
    url = asked.sorted_by(newest=not asked.newest)
    return {"count_text": count, "sort_text": now, "sort_url": url, "sort_link": other}


def _pages(asked: Asked, results: Results) -> dict[str, Any]:
    """The pages before and after, and whether there is more than can be paged through."""
    page = results.page
    return {
        "newer_url": asked.on_page(page - 1) if page > 1 else "",
        "older_url": asked.on_page(page + 1) if page < results.pages else "",
        "cut_short": page == MOST_PAGES and results.found.total > MOST_PAGES * PAGE_SIZE,
    }


def _tabs(asked: Asked, found: Found) -> list[dict[str, Any]]:
    """Everything, then each kind that has results or is chosen."""
    everything = {"label": "Everything", "count": sum(found.kinds.values()), "kind": ""}
    tabs = [everything] + [
        {"label": document.plural, "count": found.kinds.get(kind, 0), "kind": kind}
        for kind, document in kinds().items()
        if kind in found.kinds or kind == asked.kind
    ]
    return [
        tab | {"url": asked.of_kind(str(tab["kind"])), "current": tab["kind"] == asked.kind} for tab in tabs
    ]


def _ask_url(asked: Asked) -> str:
    """The forums' page for a question, with the words as its title."""
    words = asked.query.words[:LONGEST_QUESTION]
    return "/forums/ask/" + (f"?{urlencode({'title': words})}" if words else "")
