"""Nobody sees what is not theirs: every person of the cast reads every surface.

Things are planted for each audience, each with a word of its own that stands nowhere else. The
words of what a person may not see must not be in one byte that the hub sends them; the words of
what they may see must be there, so that this test can fail.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from accounts.models import User
from activity import deliver, mail
from activity.models import Activity
from cases.models import CaseStudy
from forums.models import Forum
from tests import factories
from tests.factories import Cast
from tests.mailbox import Mailbox
from tests.planting import COMMON, DESK, FORMS, INSIDE, QUEUE, Planted

# One process: what is planted for all is costly.
pytestmark = [pytest.mark.django_db, pytest.mark.long]


@pytest.fixture(scope="module")
def cast(module_db: None) -> Cast:
    """The cast, planted once with all that is planted for them."""
    return factories.cast()


def lists_and_searches(cast: Cast, planted: list[Planted]) -> Iterator[str]:
    """Every address that gathers things, with its feeds."""
    gathering = ["/", "/case-studies/", "/guides/", "/learning-sets/", "/news/", "/forums/"]
    gathering += ["/forums/topics/"]
    gathering += ["/trusts/fenmere/", "/networks/eastern/", "/case-studies/c-narrow/"]
    for address in gathering:
        yield address
        yield from (f"{address}feed.{form}" for form in FORMS)
    own = [address for thing in planted for address in thing.addresses]
    own = [
        address
        for address in own
        if not address.startswith(("/posts/", "/feedback/", "/case-studies/write/"))
    ]
    yield from (f"{address}feed.json" for address in own)
    yield from ("/trusts/", "/feeds/", "/feeds/all.opml", "/notifications/", "/account/", "/search/saved/")
    yield from ("/forums/ask/", "/forums/f-openword/ask/", "/readyz", "/mail/", "/case-studies/write/")
    yield from (f"/people/{user.pk}/{rest}" for user in cast.signed_in() for rest in ("", "posts/"))
    for query in (COMMON, f'"{COMMON}" -nothing', "trust:fenmere", ""):
        for rest in ("", "&sort=newest", "&page=2", "&type=topic", "&type=file", "&trust=fenmere"):
            yield f"/search/?q={query}{rest}"
    yield from (f"/search/feed.{form}?q={COMMON}" for form in FORMS)
    yield from (f"/search/suggest/?q={words}" for words in (COMMON, f"{COMMON} open", "trustword"))
    yield f"/forums/ask/already/?title=A summary of the {COMMON}"
    yield from ("/case-studies/?trust=fenmere", "/guides/?trust=fenmere")
    yield "/case-studies/?intervention=g-openword"
    yield from ("/adoption/", "/adoption.csv", "/adoption/?network=eastern")
    yield from (*DESK, *QUEUE)
    yield from (
        "/forums/topics/",
        "/forums/topics/feed.json",
        "/forums/unnamed/",
        "/forums/unnamed/feed.json",
    )
    yield from (topic.get_absolute_url() for topic in Forum.objects.get(slug="unnamed").topics.all())
    for address in ("/case-studies/", "/guides/", "/learning-sets/"):
        yield from (
            f"{address}{rest}" for rest in ("list.csv", "list.csv?trust=fenmere", "?like=mine&sort=title")
        )


def body_of(client: Client, address: str) -> tuple[int, bytes]:
    """Status and everything that came: headers too."""
    response: Any = client.get(address, follow=False)
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return response.status_code, content + repr(dict(response.headers)).encode()


def client_for(user: User | None) -> Client:
    """A browser, signed in or not."""
    client = Client()
    if user:
        client.force_login(user)
    return client


def told_of(thing: Planted, address: str, status: int, body: bytes) -> str:
    """What an answer tells of a thing that is not its reader's; empty where it tells nothing."""
    # The address itself holds the word where the reader typed it.
    if status != 404 and thing.word.encode() in body.replace(address.encode(), b""):
        return f"tells of {thing.word} ({status})"
    if status == 404 and f"{thing.word} {COMMON}".encode() in body:
        return f"tells the title of {thing.word} in its 404"
    return ""


def not_as_it_should(thing: Planted, name: str, address: str, status: int, body: bytes) -> str:
    """What is wrong with the answer of a thing's own address; empty where nothing is."""
    if thing.is_for(name, address):
        right = status == 302 or (status == 200 and thing.word.encode() in body)
    elif address.startswith("/case-studies/write/") and name == "nobody":
        right = status == 302
    else:
        right = status == 404
    return "" if right else f"is {status}"


def test_no_surface_tells_what_is_not_the_readers(
    cast: Cast, planted: list[Planted], people: dict[str, User | None]
) -> None:
    """And the things themselves are 404 to others, and there for their readers."""
    own = {address: thing for thing in planted for address in (*thing.addresses, *thing.files)}
    addresses = list(dict.fromkeys([*lists_and_searches(cast, planted), *own]))
    wrong = []
    for name, user in people.items():
        client = client_for(user)
        hidden = [thing for thing in planted if name not in thing.readers]
        for address in addresses:
            status, body = body_of(client, address)
            # A machine so busy that mail waits too long says so at /readyz.
            assert status < 500 or address == "/readyz", f"{address} failed for {name}"
            found = [
                told_of(thing, address, status, body) for thing in hidden if not thing.is_for(name, address)
            ]
            if address in own:
                found.append(not_as_it_should(own[address], name, address, status, body))
            wrong += [f"{address} {what}, for {name}" for what in found if what]
    assert not wrong, "\n".join(wrong)


def test_lists_and_search_show_readers_what_is_theirs(
    cast: Cast, planted: list[Planted], people: dict[str, User | None]
) -> None:
    for name, user in people.items():
        client = client_for(user)
        desk = body_of(client, "/feedback/")[1]
        assert (b"Wrong quokka trustword" in desk) == (name in {"ella", "grace"})
        for address in ("/case-studies/", "/forums/", "/case-studies/feed.json"):
            shown = {t.word for t in planted[:6] if t.word.encode() in body_of(client, address)[1]}
            assert shown == {t.word for t in planted[:6] if name in t.readers}, (address, name)
        pages = [body_of(client, f"/search/?q={COMMON}&page={number}")[1] for number in (1, 2, 3)]
        found = {t.word for t in planted[:6] if any(t.word.encode() in page for page in pages)}
        assert found == {t.word for t in planted[:6] if name in t.readers}, name
        files = body_of(client, f"/search/?q={INSIDE}")[1]
        inside = {t.word for t in planted if f"File {t.word}" in files.decode()}
        theirs = {*(t.word for t in planted[:6] if name in t.readers), *({"narrowword"} if user else ())}
        assert inside == theirs, name
        assert re.search(rf"\b{len(theirs)} results?\b", files.decode()), name


def test_mail_and_notifications_tell_only_readers(
    planted: list[Planted], people: dict[str, User | None], mailbox: Mailbox
) -> None:
    mail.send_waiting()

    assert mailbox.messages
    for message in mailbox.messages:
        name = str(message["To"]).split("@")[0]
        for thing in planted:
            if name not in thing.readers:
                assert thing.word not in message.as_string(), f"mail to {name}"


def test_a_membership_that_ends_takes_everything_with_it_at_once(
    cast: Cast, planted: list[Planted], mailbox: Mailbox
) -> None:
    client = client_for(cast.farah)
    trust = next(thing for thing in planted if thing.word == "trustword")
    assert client.get(trust.addresses[0]).status_code == 200

    cast.farah.memberships.update(ended_at=timezone.now())
    mail.send_waiting()

    for address in (*trust.addresses, *trust.files):
        assert client.get(address).status_code == 404
    assert b"trustword" not in client.get("/notifications/").content
    to_farah = [m.as_string() for m in mailbox.messages if "farah" in str(m["To"])]
    assert not any("trustword" in text or "networkword" in text for text in to_farah)


def test_a_page_that_is_narrowed_is_gone_from_what_was_told_before(
    cast: Cast, planted: list[Planted], mailbox: Mailbox
) -> None:
    client = client_for(cast.carys)
    assert b"openword" in client.get("/trusts/fenmere/").content
    case = CaseStudy.objects.get(slug="c-openword")

    case.audience = factories.audience("trust:fenmere")
    case.save_revision().publish()
    deliver.deliver_all()
    mail.send_waiting()

    for address in ("/notifications/?show=all", "/case-studies/", "/feed.json", "/forums/resources/"):
        assert case.get_absolute_url().encode() not in client.get(address).content, address
    assert not Activity.objects.visible_to(cast.carys).about(case).exists()
    to_carys = [told.as_string() for told in mailbox.to("carys@example.org")]
    assert not any(case.get_absolute_url() in told for told in to_carys)


# Every address that the hub answers, by name or pattern. A new one fails the test below until it
# is added here and to the surfaces above (or is said to show nothing of anyone's).
ROOMS = ("accounts", "activity", "cases", "forums", "search", "moderation", "feedback")
READ_ABOVE = {
    "accounts:person", "forums:posts_of", "accounts:trusts", "accounts:trust", "accounts:network",
    "activity:notifications", "activity:feeds", "activity:opml", "activity:trust_feed",
    "activity:network_feed", "activity:outbox",
    "forums:index", "forums:feed", "forums:ask", "forums:already", "forums:forum", "forums:ask_in",
    "forums:topics", "forums:topics_csv", "forums:topics_feed", "forums:forum_csv",
    "forums:forum_feed", "forums:topic", "forums:topic_feed", "forums:post",
    "search:search", "search:feed", "search:suggest", "search:saved",
    "cases:adoption_grid", "cases:adoption_csv", "cases:adoption_of", "cases:adoption_of_csv",
    "cases:guide_versions", "cases:guide_version", "cases:guide_changes", "cases:guide_card",
    "cases:version_card", "cases:list_csv",
    "feedback:queue", "feedback:csv", "feedback:wrong", "feedback:thanks", "feedback:said",
}  # fmt: skip
TESTED_IN_THEIR_ROOM = {
    "activity:read_all", "activity:open", "activity:follow", "activity:unfollow",
    "activity:unsubscribe", "forums:edit", "forums:react", "forums:answer",
    "forums:close", "forums:read_all", "forums:read_forum", "forums:arrived", "moderation:queue",
    "forums:upload", "forums:file", "forums:draft", "forums:mentions", "forums:delete", "forums:history",
    "moderation:approve", "moderation:reject", "moderation:leave", "moderation:log", "moderation:log_csv",
    "moderation:ask_opinion", "moderation:answer_opinion", "moderation:words",
    "forums:report", "forums:moderate_post", "forums:moderate_topic",
    "cases:adoption_choose", "cases:adoption_tell", "cases:adoption_stop",
    "cases:adoption_remove", "cases:ask_team", "cases:tick",
    "cases:submissions", "cases:submission", "cases:submission_step", "cases:submission_send",
    "cases:submission_preview", "cases:submission_take_back", "cases:submission_delete",
    "cases:submission_file", "cases:from_topic", "forums:credit", "accounts:mute",
    "feedback:vote", "feedback:decide",
    "search:save", "search:saved_change", "search:saved_delete", "search:saved_feed", "search:used",
}  # fmt: skip


def names(patterns: list[Any], prefix: str = "") -> Iterator[str]:
    """The names of all addresses in our rooms."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            if pattern.namespace in ROOMS:
                yield from names(pattern.url_patterns, f"{pattern.namespace}:")
        elif isinstance(pattern, URLPattern) and prefix:
            yield f"{prefix}{pattern.name}"


def test_every_address_is_a_surface_of_this_test() -> None:
    assert set(names(get_resolver().url_patterns)) == READ_ABOVE | TESTED_IN_THEIR_ROOM
