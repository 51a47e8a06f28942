"""People who are named by their addresses, in a form of the administration."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.models import User


class PeopleField(forms.CharField):
    """Members by their email addresses, one in each line: a hub has too many to choose from in a list."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 5}), **kwargs)

    def clean(self, value: Any) -> list[User]:
        """The members who have these addresses, each once."""
        addresses = dict.fromkeys(super().clean(value).lower().split())
        found = {person.email: person for person in User.objects.filter(email__in=addresses, is_active=True)}
        unknown = [address for address in addresses if address not in found]
        if unknown:
            raise ValidationError(f"Nobody has an account with {', '.join(unknown)}.")
        return [found[address] for address in addresses]
