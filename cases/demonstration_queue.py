"""What waits for the moderator of the demonstration: a reported post, and a newcomer's first one."""

from __future__ import annotations

from accounts.models import User
from forums.models import Post, Topic
from forums.services import post_reply
from moderation.models import Report
from moderation.services import report

TOPIC = "early-warning-scores-at-night"
MOVED_THE_ROUND, ASKED_AT_EIGHT = 5, 9
CAUTION = (
    "The caution about painkillers in the spine stands seven posts further down. Who reads only this one "
    "may leave somebody asleep who should be woken. Could it say so here too?"
)
FIRST_WORDS = (
    "We ask at eight too, and write it on the chart instead. I am new here: is it all right that I put in "
    "a picture of the sheet, without names?"
)


def put_in() -> None:
    """Makes both where they are not there. A second time changes nothing."""
    topic = Topic.objects.filter(slug=TOPIC).first()
    if topic is None or User.objects.filter(email="ines@example.org").exists():
        return
    posts = {post.seq: post for post in Post.objects.filter(topic=topic)}
    carys = User.objects.get(email="carys@example.org")
    if not Report.objects.of(posts[MOVED_THE_ROUND]).exists():
        report(posts[MOVED_THE_ROUND], reporter=carys, reason=Report.Reason.UNSAFE, words=CAUTION)
    ines = User.objects.create_user("ines@example.org", name="Ines Wood")
    post_reply(
        topic,
        author=ines,
        body=FIRST_WORDS,
        reply_to=posts[ASKED_AT_EIGHT],
        held_kinds=["first-post"],
        key="demonstration",
    )
