"""What a moderator can do with a post or a topic, and what becomes of it when the form is sent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from accounts.models import User
from forums import moderating_forms as forms
from forums import services
from forums.models import Forum, Post, Topic
from forums.moderating import topics_in_hands_of
from forums.services import thread
from moderation import services as moderation
from moderation.models import Sanction

Thing = Post | Topic


@dataclass(frozen=True, slots=True)
class Act:
    """One act: what it is called, what it does in a sentence, what it asks, and its verb.

    `do` takes the thing, the form and `by=`, and answers with what the moderator reads then.
    """

    name: str
    title: str
    note: str
    button: str
    form: Callable[..., Any]
    do: Callable[..., str]


def _hide(post: Post, form: forms.ReasonForm, *, by: User) -> str:
    if form.of_patient:
        # Of what may tell of a patient no word is kept.
        return _remove(post, form, by=by)
    services.hide_post(post, by=by, why=form.why)
    return "Hidden. The writer has been told why."


def _put_back(post: Post, form: forms.ActForm, *, by: User) -> str:
    services.put_back(post, by=by)
    return "Put back. The writer has been told."


def _remove(post: Post, form: forms.ReasonForm, *, by: User) -> str:
    services.remove_post(post, by=by, why=form.why)
    return "Taken out for good. The writer has been told why."


def _edit_out(post: Post, form: forms.EditOutForm, *, by: User) -> str:
    body = form.cleaned_data["body"]
    services.edit_out(post, by=by, body=body, why=form.why, keep=not form.of_patient)
    return "Taken out of the post, which says so. The writer has been told why."


def _split(post: Post, form: forms.SplitForm, *, by: User) -> str:
    posts = [post, *Post.objects.filter(topic=post.topic_id, pk__in=form.cleaned_data["others"])]
    if len({each.pk for each in posts}) <= len(set(form.cleaned_data["others"]) - {post.pk}):
        raise services.CannotModerate("Not all of these posts stand in this topic.")
    made = services.split_posts(
        posts, by=by, title=form.cleaned_data["title"], forum=form.cleaned_data["forum"]
    )
    return f"They stand in “{made.title}” now."


def _about(post: Post) -> dict[str, Any]:
    topic = post.topic
    return {"target": post, "audience": topic.gate, "place": thread.place_of(topic)}


def _message(post: Post, form: forms.ReasonForm, *, by: User) -> str:
    subject = f"Your post in {post.topic.forum.title}"
    moderation.message(
        _writer(post), by=by, why=form.why, subject=subject, url=post.get_absolute_url(), **_about(post)
    )
    return "Your words are with the writer."


def _warn(post: Post, form: forms.ReasonForm, *, by: User) -> str:
    moderation.warn(_writer(post), by=by, why=form.why, url=post.topic.get_absolute_url(), **_about(post))
    return "Warned."


def _suspend(post: Post, form: forms.SuspendForm, *, by: User) -> str:
    moderation.suspend(_writer(post), by=by, until=form.until, why=form.why)
    return "Suspended. They read why, and go on reading the hub."


def _lift(post: Post, form: forms.ActForm, *, by: User) -> str:
    moderation.lift(_writer(post), by=by)
    return "Lifted. The person has been told."


def _writer(post: Post) -> User:
    if post.user is None:
        raise services.CannotModerate("Its writer is a former member.")
    return post.user


HIDE = Act(
    "hide", "Hide it, with a reason",
    "Its words go out of sight and are kept for moderators, so that it can be put back; replies stay. "
    "Of a question the title goes too. If it may identify a patient, they are deleted for good.",
    "Hide the post", forms.ReasonForm, _hide,
)  # fmt: skip
PUT_BACK = Act(
    "put-back", "Put it back",
    "It stands again as it stood before it was hidden: a question with its title, an accepted answer as one.",
    "Put it back", forms.ActForm, _put_back,
)  # fmt: skip
REMOVE = Act(
    "remove", "Take it out for good",
    "For what may tell of a patient: its words, what it said before, its files and the title of a "
    "question are deleted. "
    "Nobody can bring them back.",
    "Take it out for good", forms.ReasonForm, _remove,
)  # fmt: skip
EDIT_OUT = Act(
    "edit-out", "Take words out of it",
    "The post stays and says that a moderator took words out. What it said before is kept for "
    "moderators, unless it may tell of a patient.",
    "Save the post", forms.EditOutForm, _edit_out,
)  # fmt: skip
SPLIT = Act(
    "split", "Make a new topic of it", "The post and its replies go there and keep their order; "
    "the old topic says so, and their writers are told.",
    "Make the new topic", forms.SplitForm, _split,
)  # fmt: skip
MESSAGE = Act(
    "message", "Write to the writer", "They alone read it. It says that it comes from the moderators.",
    "Send", forms.MessageForm, _message,
)  # fmt: skip
WARN = Act(
    "warn", "Warn the writer", "They alone read it. Moderators see later that there was a warning.",
    "Warn the writer", forms.ReasonForm, _warn,
)  # fmt: skip
SUSPEND = Act(
    "suspend", "Suspend the writer for a time",
    "They read the hub, and cannot post anywhere in it, nor write to a team in private.",
    "Suspend the writer", forms.SuspendForm, _suspend,
)  # fmt: skip
LIFT = Act("lift", "Lift the suspension", "They can post again at once.", "Lift it", forms.ActForm, _lift)


def acts_for_post(post: Post, user: User) -> list[Act]:
    """What a moderator can do with a post as it stands. Suspending reaches the whole hub, so only
    those who moderate all of it can."""
    acts: list[Act] = []
    if post.is_removed:
        if post.revisions.taken_out_by_others().exists():
            acts.append(PUT_BACK)
        if post.revisions.exists():
            acts.append(REMOVE)
    elif not post.held:
        acts += [HIDE, EDIT_OUT, REMOVE]
        if not post.is_opening:
            acts.append(SPLIT)
    if post.user and post.user != user:
        acts += [MESSAGE, WARN]
        if user.has_perm("moderation.moderate"):
            suspended = Sanction.objects.in_force().filter(user=post.user).exists()
            acts.append(LIFT if suspended else SUSPEND)
    return acts


def _set(verb: Callable[..., None], said: str) -> Callable[..., str]:
    def do(topic: Topic, form: forms.ActForm, *, by: User) -> str:
        verb(topic, by=by)
        return said

    return do


def _move(topic: Topic, form: forms.MoveForm, *, by: User) -> str:
    services.move_topic(topic, by=by, to=form.cleaned_data["forum"])
    return f"Moved to {form.cleaned_data['forum'].title}. Who asked has been told."


def _retitle(topic: Topic, form: forms.RetitleForm, *, by: User) -> str:
    services.retitle_topic(
        topic, by=by, title=form.cleaned_data["title"], keep=not form.of_patient, why=form.why
    )
    return "The title is changed. Who asked has been told why."


def _merge(topic: Topic, form: forms.MergeForm, *, by: User) -> str:
    into = services.merge_topics(topic, into=form.cleaned_data["into"], by=by)
    return f"Merged into “{into.title}”. The old address leads there, and who asked has been told."


def _summarise(topic: Topic, form: forms.SummaryForm, *, by: User) -> str:
    services.summarise_topic(topic, by=by, text=form.cleaned_data["text"])
    return "The summary stands above the replies." if form.cleaned_data["text"] else "The summary is gone."


SUMMARISE = Act(
    "summarise", "Write a summary", "It stands above the replies: what the topic came to.",
    "Save the summary", forms.SummaryForm, _summarise,
)  # fmt: skip
LOCK = Act(
    "lock", "Lock it", "Nobody replies, and nobody but moderators opens it again.",
    "Lock the topic", forms.ActForm, _set(services.lock_topic, "Locked."),
)  # fmt: skip
UNLOCK = Act(
    "unlock", "Unlock it", "Members can reply again.",
    "Unlock the topic", forms.ActForm, _set(services.unlock_topic, "Unlocked."),
)  # fmt: skip
PIN = Act(
    "pin", "Pin it", "It stands at the top of its forum.",
    "Pin the topic", forms.ActForm, _set(services.pin_topic, "Pinned."),
)  # fmt: skip
UNPIN = Act(
    "unpin", "Unpin it", "It takes its place by date again.",
    "Unpin the topic", forms.ActForm, _set(services.unpin_topic, "Unpinned."),
)  # fmt: skip
CLOSE = Act(
    "close", "Close it", "It is settled: nobody replies, everybody reads.",
    "Close the topic", forms.ActForm, _set(services.close_topic, "Closed."),
)  # fmt: skip
REOPEN = Act(
    "reopen", "Open it again", "Members can reply again.",
    "Open it again", forms.ActForm, _set(services.reopen_topic, "Open again."),
)  # fmt: skip
RETITLE = Act(
    "retitle", "Change the title",
    "The earlier title is kept for moderators, unless it may tell of a patient: then it is left nowhere, "
    "nor in the address.",
    "Change the title", forms.RetitleForm, _retitle,
)  # fmt: skip
MOVE = Act(
    "move", "Move it to another forum",
    "Those who read that forum read it. Who asked is told; who wrote in it and cannot see it there hears "
    "only that it was moved.",
    "Move the topic", forms.MoveForm, _move,
)  # fmt: skip
MERGE = Act(
    "merge", "Merge it into another topic",
    "Its posts go to the end of the other, with its title above them, followers come along, and its "
    "address leads there. Who asked is told. It cannot be undone.",
    "Merge the topics", forms.MergeForm, _merge,
)  # fmt: skip


def acts_for_topic(topic: Topic, user: User) -> list[Act]:
    """What a moderator can do with a topic as it stands. The topic of a page stays with its page."""
    if topic.held or topic.is_hidden:
        return []
    acts = [
        UNLOCK if topic.is_locked else LOCK,
        REOPEN if topic.status == Topic.Status.CLOSED else CLOSE,
        UNPIN if topic.is_pinned else PIN,
        SUMMARISE,
    ]
    return acts if topic.page_id else [*acts, RETITLE, MOVE, MERGE]


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Something to do with a topic that has a page of its own in another room."""

    title: str
    note: str
    url: str


_elsewhere: list[Callable[[Topic], Elsewhere]] = []


def register_elsewhere(link: Callable[[Topic], Elsewhere]) -> None:
    """Adds a line to what can be done with a topic; called from `AppConfig.ready`."""
    _elsewhere.append(link)


def elsewhere_for(topic: Topic) -> list[Elsewhere]:
    """What other rooms can do with a topic that is published."""
    return [] if topic.held or topic.is_hidden else [link(topic) for link in _elsewhere]


def form_of(act: Act, thing: Thing, user: User, data: Any = None) -> Any:
    """The act's form, blank or as it was sent."""
    asks: dict[str, Any] = {}
    if act in {MOVE, SPLIT}:
        forums = Forum.objects.moderated_by(user).takes_questions().select_related("audience")
        here = thing.topic.forum_id if isinstance(thing, Post) else None
        asks["forums"] = forums.exclude(pk=thing.forum_id) if isinstance(thing, Topic) else forums
        asks["initial"] = {"forum": here}
        asks["writer"] = thing.user if isinstance(thing, Post) else thing.author
    if act is MERGE:
        asks["topic"] = thing
        asks["topics"] = topics_in_hands_of(user).filter(held=False, is_hidden=False).exclude(pk=thing.pk)
    if act is SUMMARISE and isinstance(thing, Topic):
        asks["initial"] = {"text": thing.summary}
    if act is RETITLE and isinstance(thing, Topic):
        asks["initial"] = {"title": thing.title}
    if act is EDIT_OUT and isinstance(thing, Post):
        asks["initial"] = {"body": thing.comment}
    return act.form(data, **asks)
