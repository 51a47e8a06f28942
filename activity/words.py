"""Activities in words: "Ben Osei replied in". Rooms register the words of their verbs."""

from __future__ import annotations

from activity.models import Activity

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


def words_for(verb: str) -> str:
    """The words of a verb, with the title to follow them."""
    return _words.get(verb) or _words.get(verb.rpartition(".")[2], "changed")


def who_did(activity: Activity) -> str:
    """Who did what, with the title to follow: "Ben Osei replied in"; "Published" by nobody named."""
    actor = activity.actor
    if actor is None or not actor.name:
        return what_was_done(activity)
    return f"{actor.name} {words_for(activity.verb)}"


def what_was_done(activity: Activity) -> str:
    """The same without saying who: "Replied in"."""
    words = words_for(activity.verb)
    return words[0].upper() + words[1:]
