"""What is laid after `migrate`: editors look after synonyms and pinned results."""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Q

from accounts.services import EDITORS

VERBS = ("add", "change", "delete", "view")


@transaction.atomic
def lay_rights() -> None:
    """Gives editors the rights over synonyms and pinned results, and to see the use of search.
    Safe to run again."""
    synonyms = Q(codename__in=[f"{verb}_synonymgroup" for verb in VERBS], content_type__app_label="search")
    use = Q(codename="view_searchuse", content_type__app_label="search")
    pinned = Q(
        codename__in=[f"{verb}_searchpromotion" for verb in VERBS],
        content_type__app_label="wagtailsearchpromotions",
    )
    editors, _ = Group.objects.get_or_create(name=EDITORS)
    editors.permissions.add(*Permission.objects.filter(synonyms | use | pinned))
