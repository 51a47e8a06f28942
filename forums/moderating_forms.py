"""What a moderator fills in for an act: a reason, words for the person, and what the act needs."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import User
from forums.forms import title_field
from forums.models import BODY_LENGTH, Forum, Topic
from moderation.fields import CheckedField
from moderation.forms import ActForm, ReasonForm, Sure

SUMMARY_LENGTH = 3_000
DAYS = (("1", "1 day"), ("3", "3 days"), ("7", "a week"), ("14", "two weeks"), ("30", "30 days"))
_NUMBER = re.compile(r"(?:/posts/)?(\d{1,9})/?")
_TOPIC = re.compile(r"(?:.*/forums/[-\w]+/)?(\d{1,18})(?:-[-\w]*)?/?(?:[?#].*)?")


class EditOutForm(ReasonForm):
    """The post with words taken out."""

    body = CheckedField(
        lines=True,
        max_length=BODY_LENGTH,
        label="The post without them",
        error_messages={"required": "Leave some words, or hide the post."},
    )
    field_order = ("body", "reason", "words")


class RetitleForm(ReasonForm):
    """Another title."""

    title = title_field("The title", doubtful="refuse")
    field_order = ("title", "reason", "words")


class SuspendForm(ReasonForm):
    """How long a person reads but does not post."""

    days = forms.ChoiceField(choices=DAYS, initial="7", widget=forms.RadioSelect, label="For how long?")
    field_order = ("days", "reason", "words")

    @property
    def until(self) -> Any:
        """The end of the last day."""
        end = timezone.localtime() + timedelta(days=int(self.cleaned_data["days"]))
        return end.replace(hour=23, minute=59, second=0, microsecond=0)


class ForumChoice(forms.ModelChoiceField):
    """A choice of forums, each with who reads it."""

    def label_from_instance(self, obj: Forum) -> str:
        """ "Measurement (Members of the hub)"."""
        return f"{obj.title} ({obj.audience.name})"


class SummaryForm(ActForm):
    """What a topic came to."""

    text = CheckedField(
        doubtful="refuse",
        lines=True,
        required=False,
        max_length=SUMMARY_LENGTH,
        label="What it came to",
        help_text="A few sentences, with links to the posts. Left empty, the summary is taken away.",
    )


class MoveForm(ActForm):
    """The forum that a topic goes to: one that the moderator looks after too."""

    forum = ForumChoice(
        Forum.objects.none(),
        empty_label="Choose a forum",
        label="To which forum?",
        error_messages={"required": "Choose a forum.", "invalid_choice": "Choose a forum."},
    )

    def __init__(self, *args: Any, forums: Any, writer: User | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.writer = writer
        choice: Any = self.fields["forum"]
        choice.queryset = forums

    def sure(self) -> Sure | None:
        """Whoever wrote it may not see it where it goes."""
        to, writer = self.cleaned_data["forum"], self.writer
        if writer is None or User.objects.who_may_see(to.audience).filter(pk=writer.pk).exists():
            return None
        words = f"{writer.name} wrote this and cannot see the forum “{to.title}”: they are told only that it "
        return Sure(f"forum:{to.pk}", f"{words}was moved, and whom to ask.")


class MergeForm(ActForm):
    """The topic that takes the posts of this one."""

    into = forms.CharField(
        max_length=300,
        label="Into which topic?",
        help_text="Its address, or its number in it: 12 in /forums/measurement/12-warm-babies/.",
        error_messages={"required": "Say into which topic."},
    )

    def __init__(self, *args: Any, topics: Any, topic: Topic, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.topics, self.topic = topics, topic

    def sure(self) -> Sure | None:
        """Which two topics become one."""
        into = self.cleaned_data["into"]
        lines = (("This topic", self.topic.title), ("goes to the end of", into.title))
        return Sure(f"topic:{into.pk}", "This cannot be undone. Who asked it is told.", lines)

    def clean_into(self) -> Topic:
        """A topic that the moderator looks after too."""
        found = _TOPIC.fullmatch(self.cleaned_data["into"].strip())
        topic: Topic | None = self.topics.filter(pk=int(found[1])).first() if found else None
        if topic is None:
            raise ValidationError("There is no such topic in a forum that you look after.")
        return topic


class SplitForm(MoveForm):
    """A new topic made of a post, its replies, and others if wanted."""

    title = title_field("Title of the new topic", doubtful="refuse")
    others = forms.CharField(
        required=False,
        max_length=500,
        label="Other posts that go along",
        help_text="Their numbers, with spaces between: 98 in /posts/98/. The replies to each go along.",
    )
    field_order = ("title", "forum", "others")

    def clean_others(self) -> list[int]:
        """The numbers of posts."""
        found = [_NUMBER.fullmatch(part) for part in self.cleaned_data["others"].replace(",", " ").split()]
        if not all(found):
            raise ValidationError("Write the numbers of posts, such as 98, with spaces between.")
        return [int(each[1]) for each in found if each]


class MessageForm(ReasonForm):
    """Words to the person, and nothing else."""
