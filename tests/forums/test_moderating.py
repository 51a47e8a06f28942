"""What a moderator does with a post: hide, put back, take out for good, take words out."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from activity.models import Activity, Notification
from forums.models import Post, PostRevision
from forums.services import CannotModerate, PostIsGone, edit_out, edit_post, hide_post, put_back, remove_post
from moderation.models import AuditEntry, ReasonTemplate, Sanction
from moderation.services import Reason
from tests.checks import assert_html_valid
from tests.forums.makers import forum, reply, topic

pytestmark = pytest.mark.django_db
WHY = Reason("It is unkind", "It was about a person.")


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def post(cast: Any) -> Post:
    return reply(topic(cast.carys), cast.ben, "Some people never wash their hands.")


def act(client: Client, post: Post, name: str, **sent: Any) -> Any:
    return client.post(f"/posts/{post.pk}/moderate/", {"act": name, **sent}, follow=True)


def reason(title: str = "It is unkind") -> int:
    return ReasonTemplate.objects.get(title=title).pk


def test_hidden_with_a_reason_that_its_writer_alone_reads(cast: Any, post: Post) -> None:
    client = as_(cast.dev)
    pages = {
        name: client.get(f"/posts/{post.pk}/moderate/?act={name}").content.decode() for name in ("", "hide")
    }
    assert_html_valid(pages)
    assert "Hidden." in act(client, post, "hide", reason=reason()).content.decode()
    now = Post.objects.get(pk=post.pk)
    assert (now.comment, now.body_html, now.is_removed, now.is_public) == ("", "", True, False)
    assert PostRevision.objects.get().body == "Some people never wash their hands."
    words = Sanction.objects.get(user=cast.ben)
    assert words.words == ReasonTemplate.objects.get(title="It is unkind").text
    told = Notification.objects.get(user=cast.ben)
    assert (told.activity.actor, told.activity.url) == (None, f"/moderation/words/{words.pk}/")
    page = as_(cast.ben).get(told.activity.url)
    assert "Say what you think of the idea" in page.content.decode()
    assert "Dev" not in page.content.decode()
    for other in (cast.dev, cast.amina, cast.grace):
        assert as_(other).get(told.activity.url).status_code == 404
    assert Client().get(told.activity.url).status_code == 302
    assert not Activity.objects.visible_to(cast.amina).filter(verb="forums.post.created").exists()


def test_own_words_take_the_place_of_those_of_the_reason(cast: Any, post: Post) -> None:
    client = as_(cast.dev)
    assert "Write what the person reads." in act(client, post, "hide", reason="other").content.decode()
    assert "Say why." in act(client, post, "hide").content.decode()
    act(client, post, "hide", reason="other", words="Please say it kindly.")
    assert Sanction.objects.get().words == "Please say it kindly."
    assert AuditEntry.objects.get().reason == "In their own words"


def test_put_back_it_stands_as_before(cast: Any, post: Post) -> None:
    hide_post(post, by=cast.dev, why=WHY)
    post.topic.refresh_from_db()
    assert post.topic.post_count == 1
    assert "Put back." in act(as_(cast.grace), post, "put-back").content.decode()
    now = Post.objects.select_related("topic").get(pk=post.pk)
    assert (now.comment, now.is_removed, now.topic.post_count) == (post.comment, False, 2)
    assert "never wash" in now.body_html
    assert not PostRevision.objects.exists()
    assert Activity.objects.visible_to(cast.amina).filter(verb="forums.post.created").exists()
    with pytest.raises(CannotModerate):
        put_back(post, by=cast.dev)


def test_taken_out_for_good_nothing_is_left(cast: Any, post: Post) -> None:
    edit_post(post, by=cast.ben, body="Some people.")
    PostRevision.objects.create(post=post, body="earlier", why="edited")
    hide_post(post, by=cast.dev, why=WHY)
    act(as_(cast.dev), post, "remove", reason=reason("It may identify a patient"))
    assert not PostRevision.objects.exists()
    assert Post.objects.get(pk=post.pk).comment == ""
    with pytest.raises(CannotModerate):
        put_back(post, by=cast.dev)


def test_words_taken_out_are_kept_for_moderators_and_it_says_so(cast: Any, post: Post) -> None:
    client = as_(cast.dev)
    act(client, post, "edit-out", reason=reason(), body="Wash your hands.")
    now = Post.objects.get(pk=post.pk)
    assert (now.comment, now.edited_at) == ("Wash your hands.", None)
    assert now.edited_out_at
    assert PostRevision.objects.get().body == post.comment
    assert post.comment in client.get(f"/posts/{post.pk}/moderate/").content.decode()
    assert as_(cast.ben).get(f"/posts/{post.pk}/moderate/").status_code == 403


def test_of_what_told_of_a_patient_no_earlier_word_is_kept(cast: Any, post: Post) -> None:
    PostRevision.objects.create(post=post, body="earlier", why="edited")
    act(as_(cast.dev), post, "edit-out", reason=reason("It may identify a patient"), body="Wash hands.")
    assert not PostRevision.objects.exists()
    with pytest.raises(CannotModerate):
        edit_out(post, by=cast.dev, body="Wash hands.")


def test_hidden_because_of_a_patient_it_is_gone_for_good(cast: Any, post: Post) -> None:
    ReasonTemplate.objects.filter(title="It may identify a patient").update(title="Patient details")
    said = act(as_(cast.dev), post, "hide", reason=reason("Patient details")).content.decode()
    assert "Taken out for good." in said
    assert not PostRevision.objects.exists()
    assert AuditEntry.objects.get().act == "post.removed"


def test_an_edit_that_comes_too_late_brings_nothing_back(cast: Any, post: Post) -> None:
    hide_post(post, by=cast.dev)
    with pytest.raises(PostIsGone):
        edit_post(post, by=cast.ben, body="Again")
    assert Post.objects.get(pk=post.pk).comment == ""


def test_the_second_moderator_is_told(cast: Any, post: Post) -> None:
    client = as_(cast.dev)
    client.get(f"/posts/{post.pk}/moderate/?act=hide")
    hide_post(post, by=cast.grace)
    assert "somebody else was first" in act(client, post, "hide", reason=reason()).content.decode()
    with pytest.raises(CannotModerate):
        hide_post(post, by=cast.dev)
    assert AuditEntry.objects.count() == 1


def test_warned_and_suspended_a_person_reads_why_and_cannot_post(cast: Any, post: Post) -> None:
    client = as_(cast.dev)
    act(client, post, "warn", reason=reason())
    act(client, post, "suspend", reason=reason(), days="7")
    assert set(Sanction.objects.values_list("kind", flat=True)) == {"warning", "suspension"}
    ben = as_(cast.ben)
    page = ben.post(post.topic.get_absolute_url(), {"body": "Still me"}).content.decode()
    assert "You can read, but not post, until" in page
    assert "Still me" in page
    assert Post.objects.count() == 2
    assert (
        "You can read everything, but not post"
        in ben.get(Sanction.objects.get(kind="suspension").get_absolute_url()).content.decode()
    )
    act(client, post, "lift")
    ben.post(post.topic.get_absolute_url(), {"body": "Back again"})
    assert Post.objects.count() == 3


def test_a_forum_s_own_moderator_does_it_there_alone(cast: Any, post: Post) -> None:
    post.topic.forum.moderators.add(cast.amina)
    elsewhere = reply(topic(cast.carys, into=forum()), cast.ben)
    client = as_(cast.amina)
    page = client.get(f"/posts/{post.pk}/moderate/").content.decode()
    assert "Hide it" in page
    assert "Suspend" not in page
    act(client, post, "hide", reason=reason())
    assert Post.objects.get(pk=post.pk).is_removed
    assert client.get(f"/posts/{elsewhere.pk}/moderate/").status_code == 403
    assert act(client, post, "suspend", reason=reason(), days="1").status_code == 200
    assert not Sanction.objects.filter(kind="suspension").exists()


def test_a_confidential_forum_is_moderated_by_those_it_names(cast: Any) -> None:
    room = forum(key="trust:fenmere")
    room.audience.confidential = True
    room.audience.save()
    post = reply(topic(cast.amina, into=room), cast.farah)
    assert as_(cast.dev).get(f"/posts/{post.pk}/moderate/").status_code == 404
    room.moderators.add(cast.amina)
    assert as_(cast.amina).get(f"/posts/{post.pk}/moderate/").status_code == 200


def test_a_post_without_a_name_shows_it_to_its_moderators(cast: Any, post: Post) -> None:
    Post.objects.filter(pk=post.pk).update(is_anonymous=True)
    page = as_(cast.dev).get(f"/posts/{post.pk}/moderate/").content.decode()
    assert "Ben Osei" in page
    assert "without their name" in page


def test_a_post_of_a_former_member_is_taken_out_and_nobody_is_told(cast: Any, post: Post) -> None:
    cast.ben.delete()
    remove_post(post, by=cast.dev, why=WHY)
    assert not Sanction.objects.exists()
    assert AuditEntry.objects.get().about is None
