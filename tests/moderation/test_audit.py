"""The audit log: every verb leaves exactly one entry, nobody changes one, and who may reads it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from forums import services as forums
from forums.models import Post
from moderation import acts, services
from moderation.models import AppendOnlyError, AuditEntry, Hold
from moderation.services import Reason
from tests.checks import assert_html_valid, assert_queries_constant
from tests.forums.makers import forum, reply, topic

pytestmark = pytest.mark.django_db
WHY = Reason("It is unkind", "Secret words to a person")
BODY = "Secret words of a post"
# What a moderator can do, by the name that the log gives it, on a post of Ben's under one of Carys.
Do = Callable[[Any, Post], object]
SOON = timedelta(days=3)


def held(cast: Any, post: Post) -> Hold:
    return services.hold(post, ["postcode"], by=cast.ben)


def opinion(cast: Any, post: Post) -> Any:
    made = services.ask_opinion(post, by=cast.grace, question="Secret words?")
    AuditEntry.objects.all()._raw_delete(using="default")
    return made


def suspended(cast: Any) -> None:
    services.suspend(cast.ben, by=cast.dev, until=timezone.now() + SOON, why=WHY)
    AuditEntry.objects.all()._raw_delete(using="default")


def hidden(cast: Any, post: Post) -> None:
    forums.hide_post(post, by=cast.grace)
    AuditEntry.objects.all()._raw_delete(using="default")


def reported(cast: Any, post: Post) -> Post:
    services.report(post, reporter=cast.amina, reason="unsafe", words="Secret words")
    return post


def twice(first: Callable[..., object], then: Callable[..., object]) -> Do:
    def do(cast: Any, post: Post) -> None:
        first(post.topic, by=cast.grace)
        AuditEntry.objects.all()._raw_delete(using="default")
        then(post.topic, by=cast.dev)

    return do


def after(first: Do, then: Do) -> Do:
    """One act, and the one that is about."""

    def do(cast: Any, post: Any) -> None:
        first(cast, post)
        then(cast, post)

    return do


VERBS: dict[str, Do] = {
    "post.published": lambda c, p: services.release(held(c, p), by=c.dev),
    "post.rejected": lambda c, p: services.reject(held(c, p), by=c.dev),
    "report.dismissed": lambda c, p: services.dismiss(reported(c, p), by=c.dev),
    "opinion.asked": lambda c, p: services.ask_opinion(p, by=c.dev, question="Secret words?"),
    "opinion.answered": lambda c, p: services.answer_opinion(opinion(c, p), by=c.dev, answer="Secret words"),
    "person.written_to": lambda c, p: services.message(c.ben, by=c.dev, why=WHY),
    "person.warned": lambda c, p: services.warn(c.ben, by=c.dev, why=WHY),
    "person.suspended": lambda c, p: services.suspend(c.ben, by=c.dev, until=timezone.now() + SOON, why=WHY),
    "person.lifted": after(lambda c, p: suspended(c), lambda c, p: services.lift(c.ben, by=c.dev)),
    "post.hidden": lambda c, p: forums.hide_post(reported(c, p), by=c.dev, why=WHY),
    "post.put_back": after(hidden, lambda c, p: forums.put_back(p, by=c.dev)),
    "post.removed": lambda c, p: forums.remove_post(reported(c, p), by=c.dev, why=WHY),
    "post.edited_out": lambda c, p: forums.edit_out(reported(c, p), by=c.dev, body="Less", why=WHY),
    "topic.locked": lambda c, p: forums.lock_topic(p.topic, by=c.dev),
    "topic.unlocked": twice(forums.lock_topic, forums.unlock_topic),
    "topic.pinned": lambda c, p: forums.pin_topic(p.topic, by=c.dev),
    "topic.unpinned": twice(forums.pin_topic, forums.unpin_topic),
    "topic.closed": lambda c, p: forums.close_topic(p.topic, by=c.dev),
    "topic.reopened": twice(forums.close_topic, forums.reopen_topic),
    "topic.summarised": lambda c, p: forums.summarise_topic(p.topic, by=c.dev, text="Secret words"),
    "topic.retitled": lambda c, p: forums.retitle_topic(p.topic, by=c.dev, title="Secret words"),
    "topic.moved": lambda c, p: forums.move_topic(p.topic, by=c.dev, to=forum()),
    "topic.merged": lambda c, p: forums.merge_topics(p.topic, into=topic(c.carys), by=c.dev),
    "topic.split": lambda c, p: forums.split_posts([p], by=c.dev, title="Secret words"),
}


@pytest.mark.parametrize("act", VERBS)
def test_every_verb_leaves_exactly_one_entry_without_a_word_of_a_text(cast: Any, act: str) -> None:
    post = reply(topic(cast.carys, body=BODY), cast.ben, BODY)
    VERBS[act](cast, post)
    entry = AuditEntry.objects.get()
    assert (entry.act, entry.by) == (act, cast.dev)
    assert "Secret" not in f"{entry.reason}{entry.detail}{entry}"
    assert acts.words_for(act) != act


def test_the_log_knows_no_act_that_is_not_tried_here() -> None:
    assert {act for act, _ in acts.choices()} == set(VERBS)


def test_nobody_changes_or_deletes_an_entry(cast: Any) -> None:
    entry = services.write("post.hidden", by=cast.dev)
    for forbidden in (entry.save, entry.delete, AuditEntry.objects.all().delete):
        with pytest.raises(AppendOnlyError):
            forbidden()
    with pytest.raises(AppendOnlyError):
        AuditEntry.objects.update(act="nothing")


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_the_log_by_person_and_act_and_as_csv(cast: Any) -> None:
    post = reply(topic(cast.carys), cast.ben)
    forums.lock_topic(post.topic, by=cast.grace)
    forums.hide_post(post, by=cast.dev, why=WHY)
    client = as_(cast.dev)
    page = client.get("/moderation/log/").content.decode()
    assert_html_valid({"log": page})
    assert page.index("hid a post of Ben Osei</a>") < page.index("locked a topic of Carys Bowen</a>")
    assert f'href="/posts/{post.pk}/moderate/"' in page
    assert f'href="{post.topic.get_absolute_url()}moderate/"' in page
    of_grace = client.get(f"/moderation/log/?person={cast.grace.pk}").content.decode()
    assert "hid a post of Ben Osei" not in of_grace
    of_ben = client.get(f"/moderation/log/?person={cast.ben.pk}&act=post.hidden").content.decode()
    assert "hid a post of Ben Osei</a>" in of_ben
    assert "locked a topic of Carys" not in of_ben
    table: Any = client.get("/moderation/log.csv?act=post.hidden")
    lines = b"".join(table.streaming_content).decode().splitlines()
    assert len(lines) == 2
    assert "Dev Anand,post.hidden,hid a post of Ben Osei,It is unkind" in lines[1]
    odd = "/moderation/log/?person=x&act=y&before=z"
    assert client.get(odd).status_code == 200


def test_a_forum_s_moderator_reads_of_that_forum_alone(cast: Any) -> None:
    here, there = topic(cast.carys), topic(cast.ben)
    here.forum.moderators.add(cast.amina)
    forums.lock_topic(here, by=cast.dev)
    forums.pin_topic(there, by=cast.dev)
    page = as_(cast.amina).get("/moderation/log/").content.decode()
    assert "locked a topic of Carys Bowen</a>" in page
    assert "pinned a topic of Ben Osei</a>" not in page
    assert as_(cast.ben).get("/moderation/log/").status_code == 403
    assert as_(cast.ben).get("/moderation/log.csv").status_code == 403
    assert Client().get("/moderation/log/").status_code == 302


def test_the_log_costs_the_same_with_many_entries(cast: Any) -> None:
    def build(count: int) -> None:
        for _ in range(count):
            forums.lock_topic(topic(cast.carys), by=cast.dev)

    client = as_(cast.dev)
    assert_queries_constant(client, "/moderation/log/", build, large=60, ceiling=9)
    assert "Show earlier" in client.get("/moderation/log/").content.decode()
