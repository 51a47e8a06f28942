"""The form of the administration for a guide: a new version is ticked, its number is never typed."""

from __future__ import annotations

from typing import Any

from django import forms
from wagtail.admin.forms import WagtailAdminPageForm

from cases.numbering import last_version


class GuideForm(WagtailAdminPageForm):
    """Sets the number from the tick, and lets a draft be saved before its approval is there."""

    new_version = forms.BooleanField(
        label="This is a new version",
        required=False,
        help_text="Leave it empty to correct the version that is out. Tick it when what people are to do "
        "has changed: the old version stays readable, what was written against it is marked, "
        "and followers are sent your sentence below.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.last = last_version(self.instance)
        if self.last is None:
            self.fields.pop("new_version", None)
        elif "new_version" in self.fields:
            self.fields["new_version"].initial = self.instance.version > self.last.number

    def clean(self) -> dict[str, Any]:
        """The number: the one that is out, or the next."""
        cleaned: dict[str, Any] = super().clean()
        if self.last is not None:
            self.instance.version = self.last.number + bool(cleaned.get("new_version"))
        return cleaned

    def _post_clean(self) -> None:
        # A draft waits for its approver, so the rules of a version are asked when it is published.
        self.instance.is_draft = self.is_deferred_validation
        super()._post_clean()
