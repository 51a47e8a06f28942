"""What one person has written in forums, for their own page and for others."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from forums.models import Forum, Post, PostQuerySet


def posts_by(person: User, reader: User | AnonymousUser) -> PostQuerySet:
    """The published posts under a person's name that the reader may see."""
    seen: PostQuerySet = Post.objects.visible_to(reader).published()
    return seen.filter(user=person, is_anonymous=False)


def forums_of(person: User, reader: User | AnonymousUser) -> list[Forum]:
    """The forums in which a person has posted, as far as the reader may see those posts."""
    places = posts_by(person, reader).values("topic__forum")
    return list(Forum.objects.visible_to(reader).filter(pk__in=places))
