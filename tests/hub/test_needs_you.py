"""What needs somebody, first on the home of the administration."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.services import REVIEWERS
from hub.editing import needs_you
from hub.editing.needs_you import Need, needs_of
from hub.models import Feedback, NewsIndexPage, NewsPage
from tests import factories
from tests.checks import assert_queries_constant
from tests.factories import Cast
from tests.hub.test_workflow import act, fresh

pytestmark = pytest.mark.django_db


@pytest.fixture
def priya(cast: Cast) -> User:
    """Priya, who reviews."""
    made = factories.user("Priya Nair", "priya@example.org")
    made.groups.add(Group.objects.get(name=REVIEWERS))
    return made


def draft(owner: User, title: str = "Hats are in", **fields: Any) -> NewsPage:
    """A piece of news that somebody has begun."""
    news = NewsPage(title=title, owner=owner, **fields)
    page: NewsPage = factories.publish(news, NewsIndexPage.objects.get(), live=False)
    return page


def lines(user: User) -> list[str]:
    """What the person reads."""
    return [need.text for need in needs_of(User.objects.get(pk=user.pk))]


def test_nothing_needs_you(cast: Cast, client: Client) -> None:
    client.force_login(cast.ella)
    home = client.get("/admin/").text
    assert "Nothing needs you." in home
    assert "w-summary" not in home  # no counts of pages, pictures and files


def test_what_an_editor_has_to_do_in_numbers_and_words(cast: Cast, priya: User, client: Client) -> None:
    first = draft(cast.ella)
    draft(cast.ella, "More hats")
    draft(cast.grace, "Not Ella's")
    sent = draft(cast.grace, "For Ella to check")
    sent.get_workflow().start(sent, cast.grace)
    from_member = draft(cast.amina, "Sent in")
    from_member.get_workflow().start(from_member, cast.amina)
    back = draft(cast.ella, "Back again")
    back.get_workflow().start(back, cast.ella)
    act(cast.ella, back, "approve")
    act(priya, back, "reject", "When?")
    factories.guide(next_review=timezone.localdate() - timedelta(days=1))
    factories.guide(next_review=timezone.localdate() + timedelta(days=29))
    factories.guide(next_review=timezone.localdate() + timedelta(days=31))

    said = lines(cast.ella)
    assert said == [
        "1 draft came back: changes are asked for",
        "2 drafts wait for your check, 1 of them sent in by members",
        "2 drafts of yours, not sent on yet",
        "2 reviews are due, 1 overdue",
    ]
    client.force_login(cast.ella)
    home = client.get("/admin/").text
    assert f'href="/admin/pages/{back.pk}/edit/">1 draft came back' in home
    assert 'href="/admin/drafts/">2 drafts of yours' in home
    mine = client.get("/admin/drafts/").text
    assert "Hats are in" in mine
    assert "Not Ella" not in mine
    assert home.index("Needs you") < home.index("awaiting-review")

    first.get_workflow().start(fresh(first), cast.ella)
    assert "1 draft of yours, not sent on yet" in lines(cast.ella)


def test_a_reviewer_has_their_own(cast: Cast, priya: User) -> None:
    page = draft(cast.ella)
    page.get_workflow().start(page, cast.ella)
    assert lines(priya) == []
    act(cast.ella, page, "approve")
    assert lines(priya) == ["1 draft waits for your check"]
    assert lines(cast.ella) == []


def test_feedback_for_those_who_handle_it(cast: Cast) -> None:
    page = factories.guide(owner=cast.ella)
    for text in ("A dose is missing", "A link is dead"):
        Feedback.objects.create(page=page, kind="wrong", text=text, state="waiting")
    Feedback.objects.create(page=page, kind="useful")
    assert "2 readers told us something about a page" in lines(cast.ella)
    assert lines(cast.amina) == []


def test_what_is_scheduled_is_nobodys_to_do(cast: Cast) -> None:
    page = draft(cast.ella)
    page.go_live_at = timezone.now() + timedelta(days=1)
    page.save_revision(user=cast.ella).publish()
    assert lines(cast.ella) == []


def test_a_room_adds_its_own_line(cast: Cast, monkeypatch: pytest.MonkeyPatch, client: Client) -> None:
    monkeypatch.setattr(needs_you, "lines", dict(needs_you.lines))
    needs_you.register(
        "test", lambda user: Need("1 thing <of> a room", "/things/") if user.is_superuser else None
    )
    client.force_login(cast.grace)
    assert 'href="/things/">1 thing &lt;of&gt; a room</a>' in client.get("/admin/").text
    assert lines(cast.ella) == []


def test_lines_take_as_many_queries_for_many_things(
    cast: Cast, priya: User, django_assert_max_num_queries: Any
) -> None:
    def build(count: int) -> None:
        for _ in range(count):
            draft(cast.ella)
            sent = draft(cast.ella)
            sent.get_workflow().start(sent, cast.ella)
            factories.guide(next_review=timezone.localdate())

    build(3)
    user = User.objects.get(pk=cast.ella.pk)
    with django_assert_max_num_queries(100) as few:
        needs_of(user)
    build(12)
    user = User.objects.get(pk=cast.ella.pk)
    with django_assert_max_num_queries(len(few)):
        needs_of(user)


def test_the_list_of_drafts_takes_as_many_queries_for_many(cast: Cast, client: Client) -> None:
    client.force_login(cast.ella)

    def build(count: int) -> None:
        for _ in range(count):
            draft(cast.ella)

    assert_queries_constant(client, "/admin/drafts/", build, small=3, large=30)
