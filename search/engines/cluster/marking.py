"""A result's title and snippet, from what the cluster has marked."""

from __future__ import annotations

import re
from typing import Any

from elasticsearch_dsl import Search

from search.engines import END, HIT, Marked
from search.engines.cluster.asking import any_word
from search.query import Query

# The cluster takes control characters off the ends of a piece, so other ones mark the hits there.
BEFORE_HIT, AFTER_HIT = "\ue0f2", "\ue0f3"
PIECE = 300  # characters that are looked for hits together
SNIPPET, LEAD = 220, 80  # characters of a snippet, and of what stands before its first hit
_MARK = re.compile(f"{BEFORE_HIT}(.*?){AFTER_HIT}", re.DOTALL)


def search_marks(query: Query, ids: list[str]) -> Search:
    """The search that marks: the words alone, among the entries on the page."""
    found = Search().filter("ids", values=ids).query(any_word(query))
    found = found.source(["title", "summary", "body"]).extra(size=len(ids))
    found = found.highlight_options(
        pre_tags=[BEFORE_HIT], post_tags=[AFTER_HIT], require_field_match=False, order="score"
    )
    found = found.highlight("title", number_of_fragments=0)
    found = found.highlight("summary", number_of_fragments=0)
    return found.highlight("body", number_of_fragments=1, fragment_size=PIECE)


def marked(hit: Any) -> Marked:
    """A hit with its best snippet: of the summary where that matches, else of the body."""
    marks = hit.meta.highlight.to_dict() if "highlight" in hit.meta else {}
    title = _with_marks(marks.get("title", [hit.title])[0])
    if "summary" in marks or "body" not in marks:
        return Marked(title, _with_marks(marks.get("summary", [hit.summary])[0]))
    return Marked(title, snippet(marks["body"][0], hit.body))


def _with_marks(text: str) -> str:
    return _MARK.sub(rf"{HIT}\1{END}", text)


def snippet(piece: str, body: str) -> str:
    """What stands around the first hit of a piece, with the piece's hits marked, and with points
    of omission where it begins or ends inside the text."""
    plain = _MARK.sub(r"\1", piece)
    place = body.find(plain)
    if place < 0:
        return _with_marks(piece)
    hits = [
        (place + match.start() - 2 * number, place + match.end() - 2 * (number + 1))
        for number, match in enumerate(_MARK.finditer(piece))
    ]
    start = max(hits[0][0] - LEAD, 0)
    start = body.rfind(" ", 0, start) + 1 if start else 0
    end = body.find(" ", max(start + SNIPPET, hits[0][1]))
    end = len(body) if end < 0 else end
    told, last = "", start
    for first, after in hits:
        if after <= end:
            told += f"{body[last:first]}{HIT}{body[first:after]}{END}"
            last = after
    told = (told + body[last:end]).strip()
    before, behind = "…" if body[:start].strip() else "", "…" if body[end:].strip() else ""
    return f"{before}{told}{behind}"
