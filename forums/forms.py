"""What people write in forums: every text goes through the identifier check."""

from __future__ import annotations

import copy
import secrets
from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from forums.attaching import Attached
from forums.limits import check_writer
from forums.models import BODY_LENGTH, TITLE_LENGTH, Forum, PostFile
from forums.services.attaching import ENDINGS, MOST_FILES
from moderation.fields import CheckedField, IdentifierCheckedForm


def new_key() -> str:
    """A form's own key: sent twice, it is one post."""
    return secrets.token_urlsafe(16)


def key_field() -> forms.CharField:
    """The key as a hidden field. A form without it is still taken, once for each sending."""
    return forms.CharField(required=False, max_length=64, widget=forms.HiddenInput, initial=new_key)


def title_field(label: str = "Title, in one line", **how: Any) -> CheckedField:
    """The title of a topic, wherever it is written."""
    required = {"required": "Write a title in one line."}
    return CheckedField(max_length=TITLE_LENGTH, label=label, error_messages=required, **how)


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
            self._ask_for_words(file)

    def attach(self, files: Iterable[PostFile]) -> None:
        """Takes more files into the form, such as those of a draft."""
        for file in files:
            self.attached.files.append(file)
            self._ask_for_words(file)

    def _ask_for_words(self, file: PostFile) -> None:
        if file.is_picture:
            self.fields[alt_name(file)] = _alt_field(file)

    @property
    def attachments(self) -> list[dict[str, Any]]:
        """Each file with the field for its words, which a document has not."""
        return [
            {"file": file, "field": self[alt_name(file)] if file.is_picture else None}
            for file in self.attached.files
        ]


def alt_name(file: PostFile) -> str:
    """The field with the words for a picture."""
    return f"alt_{file.pk}"


def _alt_field(file: PostFile, *, required: bool = True) -> CheckedField:
    return CheckedField(
        required=required,
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
            file.alt_text = cleaned.get(alt_name(file), file.alt_text)
        if isinstance(self.writer, User):
            text = "\n".join(str(cleaned.get(name, "")) for name in ("title", "body"))
            self.found_of_writer = check_writer(
                self.writer, cleaned.get("forum") or self.posted_in, text, editing=self.editing
            )
        return cleaned


WITHOUT_NAME = "Others read “A member who asked not to be named”. Moderators see who you are."


class NamelessForm(PostForm):
    """A form that can be sent without a name where that is allowed. Somebody who has ticked the box
    is never named because it is not allowed any more: the box stays, and says so."""

    nameless_refused = "Nobody can write here without a name."

    def may_be_nameless(self, *, allowed: bool) -> None:
        """Takes the box away where it is not allowed and nobody has ticked it."""
        self.allows_nameless = allowed
        if not allowed and not (self.is_bound and "without_name" in self.data):
            del self.fields["without_name"]
        elif not allowed:
            self._say_refused()

    def keep_nameless(self) -> None:
        """Shows the box again, with the reason why it cannot be ticked."""
        if not self.allows_nameless:
            self.fields["without_name"] = copy.deepcopy(self.base_fields["without_name"])
            self._say_refused()

    def _say_refused(self) -> None:
        words = f"{self.nameless_refused} Untick this to send it with your name."
        self.fields["without_name"].help_text = words

    def clean(self) -> dict[str, Any]:
        """Refuses what was to be sent without a name and cannot be."""
        cleaned = super().clean()
        if cleaned.get("without_name") and not self.allows_nameless:
            self.add_error("without_name", self.nameless_refused)
        return cleaned


class ReplyForm(NamelessForm):
    """A reply, to the topic or to one of its posts. Who asked without a name goes on without one."""

    body = body_field("Your reply")
    without_name = forms.BooleanField(
        required=False, initial=True, label="Reply without my name", help_text=WITHOUT_NAME
    )
    nameless_refused = "Only the person who asked here without a name replies without one."
    reply_to = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)
    key = key_field()

    def __init__(self, *args: Any, asked_without_name: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.may_be_nameless(allowed=asked_without_name)


class DraftForm(forms.Form):
    """What is kept of a text that is not posted, with the words for its pictures. Nobody is asked
    about what is doubtful: only its writer sees it, and posting asks."""

    title = title_field(required=False)
    body = CheckedField(required=False, lines=True, max_length=BODY_LENGTH)

    def __init__(self, *args: Any, attached: Attached, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.attached = attached
        for file in attached.files:
            if file.is_picture:
                self.fields[alt_name(file)] = _alt_field(file, required=False)
        for field in self.fields.values():
            if isinstance(field, CheckedField):
                field.after_refusal = "Take it out. What you write is not kept as a draft while it is there."


class EditForm(PostForm):
    """The words of one's own post, once more."""

    editing = True

    body = body_field("Your post")
