"""The materials of a learning set, as its page draws them. Nothing here asks the database."""

from __future__ import annotations

from typing import TypedDict

from accounts.models import Audience
from cases.rows import counted, sentences
from hub.models import Attachment
from hub.rows import file_row


class MaterialRow(TypedDict):
    """A material of a learning set, as `cases/_materials.html` draws it."""

    pk: int
    title: str
    url: str
    kind: str
    about: str
    trust: str
    done: bool


def who_may_open(attachment: Attachment) -> str:
    """A material's own audience in words: "For members", "For people of Eastern". Empty where it
    is for everyone who sees the page. Needs `audience`."""
    audience = attachment.audience
    if audience is None or audience.kind == Audience.Kind.PUBLIC:
        return ""
    if audience.kind == Audience.Kind.MEMBERS:
        return "For members"
    return f"For {audience.in_sentence}"


def material_row(attachment: Attachment, *, done: bool) -> MaterialRow:
    """One material of a learning set: what it is, how long it takes, who may open it, and whether
    the reader has done it. Needs `document`, `linked_page`, `audience` and `trust`."""
    file = file_row(attachment)
    kinds, note = [file["kind"], file["size"]], file["note"]
    if attachment.kind == Attachment.Kind.STORYBOARD:
        # The list that it stands in says so already.
        kinds = [kind for kind in kinds if kind != attachment.get_kind_display()]
        note = "" if attachment.document else note
    minutes = counted(attachment.minutes, "minute", "minutes") if attachment.minutes else ""
    return {
        "pk": attachment.pk,
        "title": file["title"],
        "url": file["url"],
        "kind": ", ".join(part for part in kinds if part),
        "about": sentences(minutes, note, who_may_open(attachment)),
        "trust": attachment.trust.name if attachment.trust else "",
        "done": done,
    }
