"""What people write in forums: every text goes through the identifier check."""

from __future__ import annotations

import secrets
from typing import Any

from django import forms
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import models
from wagtail.models import Page

from accounts.models import User
from forums.attaching import Attached
from forums.limits import check_writer
from forums.models import BODY_LENGTH, Forum, PostFile, Topic
from forums.services.attaching import ENDINGS, MOST_FILES
from moderation.fields import CheckedField, IdentifierCheckedForm

MOST_GUIDES = 3


def new_key() -> str:
    """A form's own key: sent twice, it is one post."""
    return secrets.token_urlsafe(16)


def key_field() -> forms.CharField:
    """The key as a hidden field. A form without it is still taken, once for each sending."""
    return forms.CharField(required=False, max_length=64, widget=forms.HiddenInput, initial=new_key)


def body_field(label: str) -> CheckedField:
    """The words of a post."""
    return CheckedField(
        lines=True,
        label=label,
        max_length=BODY_LENGTH,
        error_messages={"required": "Write something first."},
    )


class FilesInput(forms.FileInput):
    """A choice of files, several at once."""

    allow_multiple_selected = True


class PictureWords(forms.TextInput):
    """The words for a picture. The composer shows them beside it, not among the other fields."""


class WithFiles(IdentifierCheckedForm):
    """A form whose files stand in it: each with its name, and each picture with its words."""

    def __init__(self, *args: Any, attached: Attached | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.attached = attached or Attached()
        for file in self.attached.files:
            if file.is_picture:
                self.fields[_alt_name(file)] = _alt_field(file)

    @property
    def attachments(self) -> list[dict[str, Any]]:
        """Each file with the field for its words, which a document has not."""
        return [
            {"file": file, "field": self[_alt_name(file)] if file.is_picture else None}
            for file in self.attached.files
        ]


def _alt_name(file: PostFile) -> str:
    return f"alt_{file.pk}"


def _alt_field(file: PostFile) -> CheckedField:
    return CheckedField(
        max_length=255,
        widget=PictureWords,
        label=f"What “{file.name}” shows, for those who do not see it",
        initial=file.alt_text,
        error_messages={"required": f"Say in words what “{file.name}” shows."},
    )


class PostForm(WithFiles):
    """The base of what is posted: `writer` and the forum it stands in decide what is let through."""

    editing = False

    upload = forms.Field(
        required=False,
        widget=FilesInput(attrs={"accept": ",".join(f".{ending}" for ending in ENDINGS)}),
        label="Add files",
        help_text=f"Pictures, PDF or office files, {MOST_FILES} at most. We check them for patient details.",
    )

    def __init__(self, *args: Any, writer: User | AnonymousUser, forum: Forum | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.writer, self.posted_in = writer, forum
        self.found_of_writer: tuple[str, ...] = ()

    @property
    def known_writer(self) -> User | None:
        """Who writes, where they are signed in."""
        return self.writer if isinstance(self.writer, User) else None

    @property
    def held_kinds(self) -> tuple[str, ...]:
        """The kinds that a moderator has to look at: of the text, of its files, and of who wrote it."""
        return tuple(dict.fromkeys((*super().held_kinds, *self.attached.kinds, *self.found_of_writer)))

    def clean(self) -> dict[str, Any]:
        """Asks whether the writer may post this here."""
        cleaned = super().clean()
        for words in self.attached.errors:
            self.add_error("upload", words)
        for file in self.attached.files:
            file.alt_text = cleaned.get(_alt_name(file), file.alt_text)
        if isinstance(self.writer, User):
            text = "\n".join(str(cleaned.get(name, "")) for name in ("title", "body"))
            self.found_of_writer = check_writer(
                self.writer, cleaned.get("forum") or self.posted_in, text, editing=self.editing
            )
        return cleaned


WITHOUT_NAME = "Others read “A member who asked not to be named”. Moderators see who you are."


class ReplyForm(PostForm):
    """A reply, to the topic or to one of its posts. Who asked without a name goes on without one."""

    body = body_field("Your reply")
    without_name = forms.BooleanField(
        required=False, initial=True, label="Reply without my name", help_text=WITHOUT_NAME
    )
    reply_to = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)
    key = key_field()

    def __init__(self, *args: Any, asked_without_name: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asked_without_name:
            del self.fields["without_name"]


class DraftForm(forms.Form):
    """What is kept of a text that is not posted. Nobody is asked about what is doubtful: only its
    writer sees it, and posting asks."""

    title = CheckedField(required=False, max_length=150)
    body = CheckedField(required=False, lines=True, max_length=BODY_LENGTH)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("title", "body"):
            field = self.fields[name]
            if isinstance(field, CheckedField):
                field.after_refusal = "Take it out. What you write is not kept as a draft while it is there."


class EditForm(PostForm):
    """The words of one's own post, once more."""

    editing = True

    body = body_field("Your post")


class ForumField(forms.ModelChoiceField):
    """A choice of forums, each with who reads it."""

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


class TopicForm(PostForm):
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
    title = CheckedField(
        max_length=150,
        label="Title, in one line",
        error_messages={"required": "Write a title in one line."},
    )
    body = body_field("What others need to know")
    # Whether the asker was shown what may answer it already.
    looked = forms.BooleanField(required=False, widget=forms.HiddenInput)
    about = GuidesField(
        Page.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label="Which guides is it about?",
        help_text=f"{MOST_GUIDES} at most. Those who follow a guide hear of your question.",
        error_messages={"invalid_choice": "Choose from the guides that are listed."},
    )
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
        if not nameless:
            del self.fields["without_name"]
        if forum is not None:
            del self.fields["forum"]

    def clean(self) -> dict[str, Any]:
        """Asks the chosen forum whether it takes questions without a name."""
        cleaned = super().clean()
        forum = cleaned.get("forum") or self.posted_in
        if cleaned.get("without_name") and forum and not forum.allows_anonymous:
            self.add_error("without_name", f"The forum {forum.title} takes no questions without a name.")
        return cleaned
