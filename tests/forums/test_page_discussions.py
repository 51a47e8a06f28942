"""The discussion of a page: opened with it, shown under it, kept in step, closed with it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.template import RequestContext, Template
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from accounts.models import PUBLIC_ID
from activity import deliver
from activity.models import Activity, Notification
from activity.services import follow
from forums.models import Forum, Topic
from forums.opening import open_published_page
from forums.services import mark_helpful
from tests import factories
from tests.forums.makers import reply

pytestmark = pytest.mark.django_db


@pytest.fixture
def study(cast: Any) -> Any:
    page = factories.case_study("hats", title="A hat for every baby", open_for_discussion=True)
    deliver.deliver_all()
    return page


def republish(page: Any, **changed: Any) -> None:
    for name, value in changed.items():
        setattr(page, name, value)
    page.save_revision().publish()
    deliver.deliver_all()


def shown(page: Any, user: Any = None) -> str:
    """What the tag shows under a page."""
    request = RequestFactory().get("/case-studies/hats/")
    request.user = user or AnonymousUser()
    template = Template("{% load discussion %}{% discussion page %}")
    return template.render(RequestContext(request, {"page": page}))


def test_a_page_opened_for_discussion_gets_its_topic_in_the_forum_of_resources(study: Any) -> None:
    topic = Topic.objects.get()
    assert (topic.page_id, topic.title, topic.audience_id) == (study.pk, study.title, PUBLIC_ID)
    assert topic.forum.title == "Case studies, guides and learning sets"
    assert topic.forum.hosts_pages
    assert (topic.reply_count, topic.has_opening_post) == (0, False)


def test_running_twice_or_publishing_again_makes_no_second_topic(study: Any) -> None:
    for activity in Activity.objects.all():
        open_published_page(activity)
    republish(study)
    assert Topic.objects.count() == Forum.objects.filter(hosts_pages=True).count() == 1


def test_a_page_that_is_not_opened_has_none(cast: Any) -> None:
    page = factories.case_study("closed")
    deliver.deliver_all()
    assert Topic.objects.count() == 0
    assert shown(page).strip() == ""


def test_the_topic_keeps_in_step_with_title_and_audience(study: Any, cast: Any) -> None:
    reply(Topic.objects.get(), cast.ben)
    republish(study, title="A hat for some babies", audience=factories.audience("trust:fenmere"))
    topic = Topic.objects.get()
    assert (topic.title, topic.slug) == ("A hat for some babies", "a-hat-for-some-babies")
    assert topic.audience.key == "trust:fenmere"
    assert topic not in Topic.objects.visible_to(cast.ben)
    assert topic in Topic.objects.visible_to(cast.amina)
    told = Activity.objects.filter(verb="forums.post.created")
    assert not (told & Activity.objects.visible_to(cast.ben))


def test_a_narrowed_page_hides_its_discussion_at_once(study: Any, cast: Any) -> None:
    topic = Topic.objects.get()
    study.audience = factories.audience("trust:fenmere")
    study.save_revision().publish()
    # The worker has not run yet.
    assert Topic.objects.get().audience_id == PUBLIC_ID
    assert topic not in Topic.objects.visible_to(cast.nobody)
    assert Client().get(topic.get_absolute_url()).status_code == 404


def test_an_unpublished_page_takes_its_discussion_along(study: Any, cast: Any) -> None:
    topic = Topic.objects.get()
    post = reply(topic, cast.ben, "Said under it")
    study.unpublish()
    client = Client()
    assert client.get(topic.get_absolute_url()).status_code == 404
    assert client.get(f"/posts/{post.pk}/").status_code == 404
    for url in ("/forums/", "/forums/resources/", "/forums/feed.json", "/forums/resources/feed.rss"):
        page = client.get(url).content.decode()
        assert "A hat for every baby" not in page
        assert "Said under it" not in page


def test_unticked_it_is_closed_and_still_read_and_ticked_again_it_opens(study: Any, cast: Any) -> None:
    reply(Topic.objects.get(), cast.ben, "Said before")
    republish(study, open_for_discussion=False)
    assert Topic.objects.get().is_closed
    assert "Said before" in Client().get(Topic.objects.get().get_absolute_url()).content.decode()
    republish(study, open_for_discussion=True)
    assert not Topic.objects.get().is_closed


def test_what_a_person_closed_stays_closed(study: Any) -> None:
    Topic.objects.update(status=Topic.Status.CLOSED)
    republish(study)
    assert Topic.objects.get().is_closed


def test_the_tag_shows_posts_form_and_the_way_to_the_rest(study: Any, cast: Any) -> None:
    topic = Topic.objects.get()
    first = reply(topic, cast.ben, "May we **copy** it?")
    reply(topic, cast.amina, "Yes.", answers=first)
    for _ in range(25):
        reply(topic, cast.ben)
    page = shown(study, cast.carys)
    assert "27 replies" in page
    assert "May we <strong>copy</strong> it?" in page
    assert "neonatal consultant, Castlebeck" in page
    assert len(re.findall(r'id="post-\d+"', page)) == 20
    assert f'action="{topic.get_absolute_url()}#composer"' in page
    assert "csrfmiddlewaretoken" in page
    assert re.search(rf'href="{topic.get_absolute_url()}\?after=\d+"', page)
    out = shown(study)
    assert "Sign in to reply" in out
    assert "<textarea" not in out


def test_before_the_first_reply_the_tag_says_so_and_leads_nowhere_else(study: Any, cast: Any) -> None:
    topic = Topic.objects.get()
    own_page = f'<a href="{topic.get_absolute_url()}">On its own page</a>'
    page = shown(study, cast.carys)
    assert "No replies yet." in page
    assert own_page not in page
    reply(topic, cast.ben)
    page = shown(study, cast.carys)
    assert f"1 reply, oldest first. {own_page}" in page
    assert "No replies yet." not in page


def test_the_tag_shows_nothing_to_whom_the_page_is_not_for(study: Any, cast: Any) -> None:
    republish(study, audience=factories.audience("trust:fenmere"))
    assert shown(study, cast.ben).strip() == ""
    assert "Discussion" in shown(study, cast.amina)


def test_the_tag_takes_as_many_queries_for_many_posts_as_for_three(study: Any, cast: Any) -> None:
    topic = Topic.objects.get()

    def queries(user: Any) -> int:
        with CaptureQueriesContext(connection) as captured:
            shown(study, user)
        return len(captured)

    taken = []
    for more in (3, 21):
        for _ in range(more):
            mark_helpful(reply(topic, factories.user()), by=cast.dev)
        shown(study)
        taken.append((queries(None), queries(factories.user())))
    assert taken[1] <= taken[0]
    assert taken[0][0] <= 5


def test_the_discussion_stands_on_its_own_page_with_the_way_to_the_resource(
    study: Any, client: Client
) -> None:
    page = client.get(Topic.objects.get().get_absolute_url()).content.decode()
    assert '<a href="/case-studies/hats/">A hat for every baby</a>' in page


def test_who_follows_the_page_hears_of_its_discussion(study: Any, cast: Any) -> None:
    follow(cast.carys, study)
    post = reply(Topic.objects.get(), cast.ben)
    deliver.deliver_all()
    assert Notification.objects.get(user=cast.carys).activity.target == post


def test_the_feed_of_the_page_holds_its_discussion(study: Any, cast: Any, client: Client) -> None:
    reply(Topic.objects.get(), cast.ben, "Heard in the feed")
    assert "Heard in the feed" in client.get("/case-studies/hats/feed.json").content.decode()


def test_a_deleted_page_takes_its_discussion_along(study: Any, cast: Any) -> None:
    reply(Topic.objects.get(), cast.ben)
    study.delete()
    assert Topic.objects.count() == 0
