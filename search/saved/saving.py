"""Verbs of saved searches: keep one, change it, let it go; and its private feed."""

from __future__ import annotations

from urllib.parse import urlencode

from django.core import signing
from django.db import transaction
from django.http import QueryDict
from django.utils import timezone

from accounts.models import User
from search.asking import Asked
from search.models import SavedSearch

MOST = 50  # of one person
LONGEST = 1_000  # characters of an address
FEED_SALT = "search.saved.feed"


class TooMany(Exception):  # noqa: N818 - reads as a sentence where it is raised
    """Somebody has as many saved searches as one may have."""


def query_of(asked: Asked) -> str:
    """A search as it is kept: without page and order, unless "newest first" is all it asks for."""
    return asked.feed_query().removeprefix("?") or urlencode(asked.pairs())


def asked_of(query: str) -> Asked:
    """The reverse of `query_of`."""
    return Asked.read(QueryDict(query))


@transaction.atomic
def save_search(user: User, *, name: str, query: str, when: str) -> tuple[SavedSearch, bool]:
    """Keeps a search, and says whether it is new: the same search is kept once. Raises TooMany."""
    User.objects.select_for_update().get(pk=user.pk)
    kept = SavedSearch.objects.filter(user=user, query=query).first()
    if kept is not None:
        return kept, False
    if SavedSearch.objects.filter(user=user).count() >= MOST:
        raise TooMany
    return SavedSearch.objects.create(user=user, name=name, query=query, when=when), True


def change_search(saved: SavedSearch, *, name: str, when: str) -> None:
    """Gives it another name, or tells of it at other times. What waits is not told where nothing is."""
    saved.name, saved.when = name, when
    saved.save(update_fields=["name", "when"])
    if when == SavedSearch.When.NEVER:
        saved.matches.filter(told_at=None).update(told_at=timezone.now())


def feed_key(saved: SavedSearch) -> str:
    """What stands in the address of the private feed: it opens this feed and nothing else, without
    signing in, for as long as the search is kept."""
    return signing.Signer(salt=FEED_SALT).sign(str(saved.pk))


def saved_by_key(key: str) -> SavedSearch | None:
    """The search whose feed an address names, while its owner has an account; or None."""
    try:
        pk = int(signing.Signer(salt=FEED_SALT).unsign(key))
    except (signing.BadSignature, ValueError):
        return None
    return SavedSearch.objects.filter(pk=pk, user__is_active=True).select_related("user").first()
