"""The type of a request behind `login_required`: somebody is signed in."""

from __future__ import annotations

from django.http import HttpRequest

from accounts.models import User


class MemberRequest(HttpRequest):
    """A request of a member. Only for annotations; none is ever made."""

    user: User
