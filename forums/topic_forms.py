"""The forms of a question: asking it, and changing it with its title and its guides."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from wagtail.models import Page

from forums.forms import WITHOUT_NAME, EditForm, NamelessForm, body_field, key_field, title_field
from forums.models import Forum, Topic
from moderation.fields import CheckedField
from moderation.watching import check_words

MOST_GUIDES = 3
WHO_SEES = "The people named beside the forum that you choose."


class ForumSelect(forms.Select):
    """A choice of forums that tells a script whom each is for, and where people in it are found."""

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """An option with who would see what stands there."""
        option = super().create_option(*args, **kwargs)
        forum = getattr(option["value"], "instance", None)
        option["attrs"]["data-who"] = forum.audience.sentence if forum else WHO_SEES
        option["attrs"]["data-slug"] = forum.slug if forum else ""
        return option


class ForumField(forms.ModelChoiceField):
    """A choice of forums, each with who reads it."""

    widget = ForumSelect

    def label_from_instance(self, obj: Forum) -> str:
        """ "Measurement (Members of the hub)"."""
        return f"{obj.title} ({obj.audience.name})"


class GuidesField(forms.ModelMultipleChoiceField):
    """A few of the guides that a person may see, by their short titles."""

    def label_from_instance(self, obj: Page) -> str:
        """ "Thermal care"."""
        return str(obj.basepage.interventionguide.short_title)

    def clean(self, value: Any) -> Any:
        """The guides, once they are not too many."""
        found = super().clean(value)
        if len(found) > MOST_GUIDES:
            raise ValidationError(f"Choose {MOST_GUIDES} guides at most.", code="many")
        return found


def guides_field(what_for: str) -> GuidesField:
    """Boxes for a few guides."""
    return GuidesField(
        Page.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label="Which guides is it about?",
        help_text=f"{MOST_GUIDES} at most. {what_for}",
        error_messages={"invalid_choice": "Choose from the guides that are listed."},
    )


def _takes_no_nameless(forum: Forum) -> str:
    return f"The forum {forum.title} takes no questions without a name."


class TopicForm(NamelessForm):
    """A question to a forum. Where the address names no forum, the form asks which."""

    forum = ForumField(
        Forum.objects.none(),
        empty_label="Choose a forum",
        error_messages={"required": "Choose a forum.", "invalid_choice": "Choose a forum."},
    )
    kind = forms.ChoiceField(
        choices=Topic.Kind.choices,
        initial=Topic.Kind.QUESTION,
        widget=forms.RadioSelect,
        label="What is it?",
        error_messages={"required": "Say what it is."},
    )
    title = title_field()
    body = body_field("What others need to know")
    # Whether the asker was shown what may answer it already.
    looked = forms.BooleanField(required=False, widget=forms.HiddenInput)
    about = guides_field("Those who follow a guide hear of your question.")
    without_name = forms.BooleanField(required=False, label="Ask without my name", help_text=WITHOUT_NAME)
    key = key_field()

    def __init__(
        self,
        *args: Any,
        forums: models.QuerySet[Forum],
        guides: models.QuerySet[Page],
        forum: Forum | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, forum=forum, **kwargs)
        self._offer(forums, guides, forum)

    def _offer(
        self, forums: models.QuerySet[Forum], guides: models.QuerySet[Page], forum: Forum | None
    ) -> None:
        """Leaves out what there is nothing to choose of."""
        self.fields["about"].queryset = guides  # type: ignore[attr-defined]
        self.fields["forum"].queryset = forums  # type: ignore[attr-defined]
        # What they hold is asked for once, and not again to show them.
        if not len(guides):
            del self.fields["about"]
        nameless = forum.allows_anonymous if forum else any(each.allows_anonymous for each in forums)
        if forum:
            self.nameless_refused = _takes_no_nameless(forum)
        self.may_be_nameless(allowed=nameless)
        if forum is not None:
            del self.fields["forum"]

    @property
    def chosen(self) -> Forum | None:
        """The forum that is chosen already, if any."""
        if "forum" not in self.fields:
            return self.posted_in
        value = self["forum"].value()
        choice: models.QuerySet[Forum] = self.fields["forum"].queryset  # type: ignore[attr-defined]
        return next((each for each in choice if str(each.pk) == str(getattr(value, "pk", value))), None)

    def clean(self) -> dict[str, Any]:
        """Asks the chosen forum whether it takes questions without a name."""
        cleaned = super().clean()
        forum = cleaned.get("forum") or self.posted_in
        asked = cleaned.get("without_name") and self.allows_nameless
        if asked and forum and not forum.allows_anonymous:
            self.add_error("without_name", _takes_no_nameless(forum))
        return cleaned


class EditTopicForm(EditForm):
    """One's own question once more, with the title and the guides of its topic. Others read a title
    beside every list and in every message, so one that a moderator would have to read first is not
    taken: the earlier one stays instead."""

    title = title_field()
    body = body_field("Your post")
    about = guides_field("Others find your question among those about a guide.")

    def __init__(self, *args: Any, topic: Topic, guides: models.QuerySet[Page], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.topic = topic
        self.fields["about"].queryset = guides  # type: ignore[attr-defined]
        if not len(guides):
            del self.fields["about"]

    def clean_title(self) -> str:
        """The title, where others may read it at once. What they read already is not asked about."""
        title: str = self.cleaned_data["title"]
        field: CheckedField = self.fields["title"]  # type: ignore[assignment]
        if self.topic.held:
            return title
        changed, doubtful = title != self.topic.title, field.found_doubtful
        field.found_doubtful = ()
        if changed and (doubtful or check_words(title)):
            raise ValidationError(
                "Others read a title at once, so leave out what a moderator has to read first.",
                code="held-title",
            )
        return title
