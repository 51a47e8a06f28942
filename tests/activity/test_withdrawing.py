"""What is hidden takes its news with it; what comes back does not bring back what was hidden by itself."""

from __future__ import annotations

from typing import Any

import pytest

from activity.models import Activity
from activity.services import restore, withdraw
from forums.models import Forum
from forums.services import open_for_page, post_reply, remove_post, start_topic
from tests import factories

pytestmark = pytest.mark.django_db


def told_of(thing: Any) -> int:
    """How much a signed-out reader may know of a thing."""
    return Activity.objects.visible_to(None).announced().about(thing).count()


def test_a_page_that_comes_back_brings_its_discussion(cast: Any) -> None:
    case = factories.case_study("hats", open_for_discussion=True)
    post_reply(open_for_page(case), author=cast.ben, body="Which hats?")
    before = told_of(case)

    case.unpublish()
    assert told_of(case) == 0
    case.save_revision().publish()

    # Coming out again is news of its own.
    assert told_of(case) == before + 1


@pytest.mark.parametrize("page_goes_first", [True, False])
def test_a_post_removed_by_itself_stays_away(cast: Any, page_goes_first: bool) -> None:
    case = factories.case_study("hats", open_for_discussion=True)
    post = post_reply(open_for_page(case), author=cast.ben, body="Which hats?")
    if page_goes_first:
        withdraw(case)
    remove_post(post, by=cast.dev)
    if not page_goes_first:
        withdraw(case)

    restore(case)

    assert told_of(case) > 0
    assert told_of(post) == 0


def test_restoring_what_was_never_taken_back_changes_nothing(cast: Any) -> None:
    forum = Forum.objects.create(title="Warmth", slug="warmth", description="Warm babies")
    topic = start_topic(forum, author=cast.ben, title="Which hats?", body="We have none.")
    before = told_of(topic)
    restore(topic)
    assert told_of(topic) == before > 0
