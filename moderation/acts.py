"""The acts of moderators in words, as the log says them: "Dev Anand hid a post of Amina Yusuf"."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from django.db import models

Addresses = Callable[[Iterable[int]], Mapping[int, str]]

# "{who}" is the person whom it was about, or "a former member".
_words: dict[str, str] = {
    "post.published": "published a post of {who} that waited",
    "post.rejected": "took out for good a post of {who} that waited",
    "report.dismissed": "left a reported post of {who} as it is",
    "opinion.asked": "asked for a second opinion",
    "opinion.answered": "gave a second opinion",
    "person.written_to": "wrote to {who}",
    "person.warned": "warned {who}",
    "person.suspended": "suspended {who}",
    "person.lifted": "lifted the suspension of {who}",
}
_addresses: dict[type[models.Model], Addresses] = {}


def register(act: str, words: str) -> None:
    """Adds an act that a room's verbs write into the log."""
    _words[act] = words


def register_addresses(model: type[models.Model], addresses: Addresses) -> None:
    """Says where things of a model are looked at by moderators, for many ids in one query."""
    _addresses[model] = addresses


def choices() -> list[tuple[str, str]]:
    """Every act, for the log's filter, in the order of their words."""
    return sorted(((act, words_for(act, "somebody")) for act in _words), key=lambda pair: pair[1])


def words_for(act: str, who: str = "a former member") -> str:
    """One act in words."""
    return _words.get(act, act).format(who=who)


def addresses_of(model: type[models.Model] | None, ids: Iterable[int]) -> Mapping[int, str]:
    """Where each thing is looked at; empty where no room says."""
    find = _addresses.get(model) if model else None
    return find(ids) if find else {}
