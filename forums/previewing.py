"""What a post would look like, before it is sent: all that others would see of it."""

from __future__ import annotations

from typing import Any

from forums.forms import PostForm
from forums.models import Forum, Topic
from forums.services.mentioning import written


def preview_of(form: PostForm, place: Topic | Forum) -> dict[str, Any]:
    """A valid form as it would stand: title, words, guides, files, and whether without a name."""
    data = form.cleaned_data
    return {
        "title": data.get("title", ""),
        "body": written(data["body"], place, writer=form.known_writer).html,
        "guides": [form.fields["about"].label_from_instance(page) for page in data.get("about") or ()],  # type: ignore[attr-defined]
        "without_name": data.get("without_name", False),
        "files": form.attached.files,
    }
