"""RSS, Atom and JSON Feed of any list of things, read as feed readers read them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree

import feedparser
import pytest
from django.http import Http404
from django.test import Client, RequestFactory

from accounts.services import audience_of
from activity.feeds import Feed, FeedItem, respond
from tests.factories import audience, case_study

FORMS = ["rss", "atom", "json"]
MADE = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)
CHANGED = datetime(2026, 3, 29, 1, 30, tzinfo=UTC)  # half past two: the clocks have gone forward


def item(**more: Any) -> FeedItem:
    """One entry."""
    fields: dict[str, Any] = {
        "uid": "tag:127.0.0.1,2026-03-29:case-study:1",
        "title": "Warm & fed",
        "path": "/case-studies/warm/",
        "html": '<p>See <a href="/guides/x/">the guide</a> and <a href="https://example.org/">this</a>.</p>',
        "published": MADE,
        "updated": CHANGED,
        "author": "Fenmere Hospitals",
        "categories": ("Case study",),
    }
    return FeedItem(**{**fields, **more})


def feed(*items: FeedItem, **more: Any) -> Feed:
    """A feed of some entries."""
    return Feed(
        title="Case studies", description="What teams tried", path="/case-studies/", items=items, **more
    )


def get(form: str, what: Feed, **headers: str) -> Any:
    """The answer to a reader's request."""
    return respond(RequestFactory().get(f"/case-studies/feed.{form}", headers=headers), what, form)


def entries(form: str, what: Feed) -> list[dict[str, Any]]:
    """Id, link, title, full text and time of each entry, as a reader finds them."""
    body = get(form, what).content
    if form == "json":
        return [
            {
                "id": one["id"],
                "link": one["url"],
                "title": one["title"],
                "text": one["content_html"],
                "updated": one["date_modified"],
            }
            for one in json.loads(body)["items"]
        ]
    read = feedparser.parse(body, sanitize_html=False)
    assert not read.bozo, read.get("bozo_exception")
    return [
        {
            "id": one.id,
            "link": one.link,
            "title": one.title,
            "text": one.summary,
            "updated": one.get("updated"),
        }
        for one in read.entries
    ]


@pytest.mark.parametrize("form", FORMS)
def test_entries_are_whole_absolute_and_stable(form: str) -> None:
    (one,) = entries(form, feed(item()))
    assert one["id"] == "tag:127.0.0.1,2026-03-29:case-study:1"
    assert one["link"] == "http://127.0.0.1:8000/case-studies/warm/"
    assert one["title"].replace("&amp;", "&") == "Warm & fed"
    assert 'href="http://127.0.0.1:8000/guides/x/"' in one["text"]
    assert 'href="https://example.org/"' in one["text"]
    (renamed,) = entries(form, feed(item(title="Warm, fed and together", path="/case-studies/new/")))
    assert renamed["id"] == one["id"]


@pytest.mark.parametrize(
    ("form", "kind"),
    [
        ("rss", "application/rss+xml; charset=utf-8"),
        ("atom", "application/atom+xml; charset=utf-8"),
        ("json", "application/feed+json; charset=utf-8"),
    ],
)
def test_kind_of_each_form(form: str, kind: str) -> None:
    assert get(form, feed(item()))["Content-Type"] == kind


def test_atom_has_what_the_standard_asks_for() -> None:
    root = ElementTree.fromstring(get("atom", feed(item())).content)
    name = "{http://www.w3.org/2005/Atom}"
    for place in (root, root.find(f"{name}entry")):
        assert place is not None
        for part in ("id", "title", "updated", "author"):
            assert place.find(f"{name}{part}") is not None, part
    assert root.findtext(f"{name}updated") == "2026-03-29T01:30:00+00:00"


def test_json_has_what_the_standard_asks_for() -> None:
    read = json.loads(get("json", feed(item())).content)
    assert read["version"] == "https://jsonfeed.org/version/1.1"
    assert read["feed_url"] == "http://127.0.0.1:8000/case-studies/feed.json"
    assert read["home_page_url"] == "http://127.0.0.1:8000/case-studies/"
    assert read["items"][0]["authors"] == [{"name": "Fenmere Hospitals"}]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("bad", ["\x0b", "\x00", "\x1f", "\ufffe", "\ud800"])
def test_one_bad_character_does_not_break_a_feed(form: str, bad: str) -> None:
    (one,) = entries(form, feed(item(title=f"Warm{bad}th", html=f"<p>a{bad}b</p>", author=f"A{bad}")))
    assert one["title"] == "Warmth"
    assert "<p>ab</p>" in one["text"]


@pytest.mark.parametrize("form", FORMS)
def test_markup_in_a_title_stays_text(form: str) -> None:
    body = get(form, feed(item(title="<script>alert(1)</script> ]]>"))).text
    assert form == "json" or "<script>" not in body
    assert len(entries(form, feed(item(title="<script> ]]>")))) == 1


@pytest.mark.parametrize("form", FORMS)
def test_unchanged_feed_answers_304(form: str) -> None:
    first = get(form, feed(item()))
    assert get(form, feed(item()), if_none_match=first["ETag"]).status_code == 304
    since = get(form, feed(item()), if_modified_since=first["Last-Modified"])
    assert since.status_code == 304
    assert since["ETag"] == first["ETag"]
    assert since.content == b""


@pytest.mark.parametrize("form", FORMS)
def test_changed_feed_answers_200(form: str) -> None:
    tag = get(form, feed(item()))["ETag"]
    for changed in (
        feed(item(title="New")),
        feed(item(html="<p>New</p>")),
        feed(item(), item(uid="tag:2")),
        feed(),
    ):
        assert get(form, changed, if_none_match=tag).status_code == 200


@pytest.mark.parametrize("form", FORMS)
def test_empty_feed_is_valid_and_stays_the_same(form: str) -> None:
    assert entries(form, feed()) == []
    first = get(form, feed())
    assert get(form, feed(), if_none_match=first["ETag"]).status_code == 304


def test_private_feed_is_kept_by_no_cache() -> None:
    assert "no-store" in get("rss", feed(item(), public=False))["Cache-Control"]
    assert get("rss", feed(item()))["Cache-Control"] == "public, max-age=300"


def test_unknown_form_is_not_there() -> None:
    with pytest.raises(Http404):
        get("xml", feed())


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("place", ["/trusts/fenmere/", "/networks/eastern/"])
def test_trusts_and_networks_have_their_feeds(cast: Any, client: Client, form: str, place: str) -> None:
    shown = case_study(title="Warm and fed", trust=cast.fenmere)
    case_study(title="For members", trust=cast.fenmere, audience=audience("members"))
    case_study(title="For Fenmere", trust=cast.fenmere, audience=audience_of(cast.fenmere))
    case_study(title="Of Castlebeck", trust=cast.castlebeck)
    answer = client.get(f"{place}feed.{form}")
    assert answer.status_code == 200
    assert f"http://127.0.0.1:8000{shown.get_absolute_url()}" in answer.text
    for hidden in ("For members", "For Fenmere", "Of Castlebeck"):
        assert hidden not in answer.text
    assert f'href="{place}feed.{form}"' in client.get(place).text

    client.force_login(cast.carys)
    answer = client.get(f"{place}feed.{form}")
    assert "For members" in answer.text
    assert "For Fenmere" not in answer.text
    assert "no-store" in answer["Cache-Control"]


def test_feeds_of_nowhere_are_not_there(cast: Any, client: Client) -> None:
    for path in ("/trusts/nowhere/feed.rss", "/trusts/eastern/feed.rss", "/networks/fenmere/feed.atom"):
        assert client.get(path).status_code == 404
