"""Who names what: recorded from links and pickers, shown on what is named, marked when out of date."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from activity import deliver
from cases.models import Citation, GuideVersion, InterventionGuide, LearningSetGuide
from forums.models import Post
from forums.services import edit_post, remove_post
from hub.models import Attachment, GeneralPage
from tests import factories
from tests.checks import assert_queries_constant
from tests.factories import Cast
from tests.forums import makers

pytestmark = pytest.mark.django_db


def page_naming(html: str, **fields: Any) -> GeneralPage:
    """A general page with a text."""
    fields.setdefault("title", "A page that names something")
    fields.setdefault("slug", f"names-{GeneralPage.objects.count()}")
    made: GeneralPage = factories.publish(GeneralPage(body=[("text", html)], **fields), factories.home())
    return made


def versions(guide: InterventionGuide, *days: date) -> None:
    """Versions approved on these days; the last is in force."""
    GuideVersion.objects.filter(guide=guide).delete()
    for number, day in enumerate(days, 1):
        GuideVersion.objects.create(guide=guide, number=number, approved_on=day, content={})
    InterventionGuide.objects.filter(pk=guide.pk).update(version=len(days))


def shown(thing: Any, user: Any = None) -> str:
    """A thing's page as a reader gets it."""
    client = Client()
    if user:
        client.force_login(user)
    return client.get(thing.get_absolute_url()).content.decode()


def test_a_link_chosen_in_the_editor_is_recorded_and_shown_on_what_it_names(cast: Cast) -> None:
    case = factories.case_study(title="Warm babies", trust=cast.fenmere)
    page_naming(f'<p><a linktype="page" id="{case.pk}">them</a></p>', title="Our programme")
    deliver.deliver_all()

    text = shown(case)
    assert "Mentioned in" in text
    assert "Our programme" in text


@pytest.mark.parametrize("base", ["", "http://127.0.0.1:8000"])
def test_a_link_typed_into_a_post_is_recorded_and_labelled_opinion(
    cast: Cast, base: str, settings: Any
) -> None:
    settings.HUB_BASE_URL = "http://127.0.0.1:8000"
    guide = factories.guide("warm", title="Keep babies warm")
    topic = makers.topic(cast.ben, title="Who has tried it?", body=f"See [this]({base}/guides/warm/).")
    deliver.deliver_all()

    text = shown(guide)
    assert "Who has tried it?" in text
    assert "Opinion, not guidance" in text
    assert Citation.objects.of(guide).count() == 1
    assert topic.posts.get().get_absolute_url() in text


def test_a_topic_shows_what_names_it_by_its_own_address_or_by_one_of_its_posts(cast: Cast) -> None:
    topic = makers.topic(cast.amina, title="The old question")
    post = makers.reply(topic, cast.ben)
    page_naming(f'<p><a href="{topic.get_absolute_url()}">topic</a></p>', title="By its address")
    page_naming(f'<p><a href="{post.get_absolute_url()}">post</a></p>', title="By a post")
    makers.reply(makers.topic(cast.carys, title="A newer one"), cast.ben, f"Asked at /posts/{post.pk}/ once.")
    deliver.deliver_all()

    text = shown(topic)
    assert "By its address" in text
    assert "By a post" in text


def test_a_learning_set_and_its_materials_name_what_they_lead_to(cast: Cast) -> None:
    guide, case = factories.guide(title="The guide"), factories.case_study(title="The case")
    learning_set = factories.learning_set(title="Day three", live=False)
    learning_set.set_guides = [LearningSetGuide(guide=guide)]
    learning_set.attachments = [Attachment(title="Read this", linked_page=case.basepage_ptr)]
    learning_set.save_revision().publish()
    deliver.deliver_all()

    assert "Day three" in shown(guide)
    assert "Day three" in shown(case)


def test_the_discussion_of_a_page_does_not_name_it_and_a_link_to_it_names_the_page(cast: Cast) -> None:
    case = factories.case_study(title="Warm babies", open_for_discussion=True)
    deliver.deliver_all()
    makers.reply(case.topic, cast.ben, f"As [you say]({case.get_absolute_url()}), it holds.")
    makers.topic(cast.ben, title="Elsewhere", body=f"[They](/forums/resources/{case.topic.pk}-x/) said so.")
    deliver.deliver_all()

    assert [Post.objects.get(pk=row.source_id).topic.title for row in Citation.objects.of(case)] == [
        "Elsewhere"
    ]


def test_what_is_taken_out_of_a_text_is_no_longer_a_citation(cast: Cast) -> None:
    guide = factories.guide("warm")
    post = makers.topic(cast.ben, body="See [this](/guides/warm/).").posts.get()
    reply = makers.reply(post.topic, cast.ben, "Again [this](/guides/warm/).")
    deliver.deliver_all()
    assert Citation.objects.of(guide).count() == 2

    edit_post(post, body="See nothing.", by=cast.ben)
    remove_post(reply, by=cast.dev)
    deliver.deliver_all()
    assert not Citation.objects.of(guide).exists()


def test_a_held_post_names_nothing_until_it_is_released(cast: Cast) -> None:
    guide = factories.guide("warm")
    makers.topic(cast.ben, body="See [this](/guides/warm/).", held_kinds=["nhs-number"])
    deliver.deliver_all()
    assert not Citation.objects.of(guide).exists()


def test_delivered_twice_nothing_doubles(cast: Cast) -> None:
    guide = factories.guide("warm")
    page = page_naming('<p><a href="/guides/warm/card.pdf">card</a></p>')
    deliver.deliver_all()
    page.save_revision().publish()
    deliver.deliver_all()
    assert Citation.objects.of(guide).count() == 1


def test_a_page_written_against_an_older_version_says_so_until_it_is_reviewed(cast: Cast) -> None:
    guide = factories.guide("warm", title="Keep babies warm")
    versions(guide, date(2025, 1, 10), date(2026, 2, 1))
    page = page_naming(
        f'<p><a linktype="page" id="{guide.pk}">guide</a></p>',
        reviewed_on=date(2025, 6, 1),
        first_published_at=datetime(2025, 3, 1, tzinfo=UTC),
    )
    deliver.deliver_all()
    assert Citation.objects.of(guide).get().version == 1
    assert "/guides/warm/versions/1/" in shown(page)

    page.reviewed_on = date(2026, 2, 1)
    page.save_revision().publish()
    deliver.deliver_all()
    assert Citation.objects.of(guide).get().version == 2
    assert "/guides/warm/versions/1/" not in shown(page)


def test_a_post_written_against_an_older_version_is_marked_in_its_topic(cast: Cast) -> None:
    guide = factories.guide("warm", title="Keep babies warm")
    versions(guide, date(2025, 1, 10))
    topic = makers.topic(cast.ben, body="See [this](/guides/warm/).")
    deliver.deliver_all()
    assert "/guides/warm/versions/1/" not in shown(topic)

    tomorrow = timezone.localdate() + timedelta(days=1)
    versions(guide, date(2025, 1, 10), tomorrow)
    assert "/guides/warm/versions/1/" in shown(topic)


def test_a_source_that_the_reader_may_not_see_is_not_shown(cast: Cast) -> None:
    guide = factories.guide("warm")
    link = f'<p><a linktype="page" id="{guide.pk}">guide</a></p>'
    page_naming(link, title="Fenmere only", audience=factories.audience("trust:fenmere"))
    into = makers.forum(key="members")
    makers.topic(cast.ben, into=into, title="Members only", body="[It](/guides/warm/)")
    deliver.deliver_all()

    assert "Fenmere only" in shown(guide, cast.amina)
    assert "Members only" in shown(guide, cast.carys)
    assert "Fenmere only" not in shown(guide, cast.carys)
    assert "Members only" not in shown(guide)


def test_a_page_takes_as_many_queries_with_many_citations_as_with_few(cast: Cast) -> None:
    guide = factories.guide("warm")
    topic = makers.topic(cast.ben, title="All about it")

    def name_it(times: int) -> None:
        for _ in range(times):
            makers.reply(topic, cast.ben, "[It](/guides/warm/)")
        deliver.deliver_all()

    page_naming('<p><a href="/guides/warm/">guide</a></p>')
    assert_queries_constant(Client(), guide.get_absolute_url(), name_it)


def test_a_topic_without_citations_takes_one_query_more(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    topic = makers.topic(cast.ben, title="Nobody names it")
    Client().get(topic.get_absolute_url())
    with django_assert_max_num_queries(6):
        Client().get(topic.get_absolute_url())
