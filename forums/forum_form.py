"""The form of a forum in the administration."""

from __future__ import annotations

from typing import Any

from wagtail.admin.forms import WagtailAdminModelForm

from accounts.models import User
from accounts.naming import PeopleField
from forums.models import Forum


class ForumAdminForm(WagtailAdminModelForm):
    """A forum, with its own moderators by their addresses: a hub has too many members to choose
    from in a list. Who reads it is settled when it is made: what was said in it was said to them."""

    moderators_by_email = PeopleField(
        required=False,
        label="Its own moderators",
        help_text="Their email addresses, one in each line. They moderate this forum alone.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            named = self.instance.moderators.order_by("email").values_list("email", flat=True)
            self.initial["moderators_by_email"] = "\n".join(named)
            for name in ("audience", "slug", "network"):
                self.fields[name].disabled = True

    def clean(self) -> dict[str, Any]:
        """Somebody who cannot see a forum cannot moderate it."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        audience = cleaned.get("audience") or getattr(self.instance, "audience", None)
        if audience:
            seen = set(User.objects.who_may_see(audience).values_list("pk", flat=True))
            for person in cleaned.get("moderators_by_email") or []:
                if person.pk not in seen:
                    self.add_error("moderators_by_email", f"{person.email} cannot see this forum.")
        return cleaned

    def save(self, commit: bool = True) -> Forum:
        """With its moderators."""
        forum: Forum = super().save(commit=commit)
        forum.moderators.set(self.cleaned_data["moderators_by_email"])
        return forum
