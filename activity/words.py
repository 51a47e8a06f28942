"""Activities in words: "Ben Osei replied in". Rooms register the words of their verbs."""

from __future__ import annotations

from activity.models import Activity, Notification

# The last part of a verb says what was done; a room may say it better for its own.
_words = {
    "created": "wrote in",
    "published": "published",
    "updated": "updated",
    "answered": "marked the answer in",
    "closed": "closed",
}


def register(verb: str, words: str) -> None:
    """Sets the words of a verb: register("forums.post.created", "replied in")."""
    _words[verb] = words


# What is said instead to those who were told because it is about them, and why they get a mail.
_to_them: dict[str, str] = {}
_why: dict[str, str] = {}
ABOUT_THEM = "You get this because it asks something of you, or is about what you wrote."


def register_direct(verb: str, words: str, *, why: str = ABOUT_THEM) -> None:
    """Sets what those read who are told directly: "mentioned you in"."""
    _to_them[verb] = words
    _why[verb] = why


def why_told(notification: Notification) -> str:
    """Why somebody who follows nothing of it gets a mail."""
    return _why.get(notification.activity.verb, ABOUT_THEM)


def who_told(notification: Notification) -> str:
    """Who did what, as the person who is told reads it."""
    activity = notification.activity
    words = _to_them.get(activity.verb) if notification.direct else None
    return _sentence(activity, words or words_for(activity.verb))


def words_for(verb: str) -> str:
    """The words of a verb, with the title to follow them."""
    return _words.get(verb) or _words.get(verb.rpartition(".")[2], "changed")


def who_did(activity: Activity) -> str:
    """Who did what, with the title to follow: "Ben Osei replied in"; "Published" by nobody named."""
    return _sentence(activity, words_for(activity.verb))


def _sentence(activity: Activity, words: str) -> str:
    actor = activity.actor
    return f"{actor.name} {words}" if actor and actor.name else words[0].upper() + words[1:]


def what_was_done(activity: Activity) -> str:
    """The same without saying who: "Replied in"."""
    words = words_for(activity.verb)
    return words[0].upper() + words[1:]
