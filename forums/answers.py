"""The accepted answers of a question, as they stand under it: a sentence each."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from forums.models import Topic
from forums.naming import Naming
from forums.passages import first_sentence

NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def number_word(count: int) -> str:
    """ "two"; in figures from eleven on."""
    return NUMBERS[count] if count < len(NUMBERS) else str(count)


def accepted_answers(topic: Topic, rows: list[dict[str, Any]], naming: Naming) -> dict[str, Any] | None:
    """The heading and the sentences of templates/forums/_answers.html; nothing where there are none."""
    if not rows:
        return None
    return {
        "heading": heading(topic, rows),
        "answers": [
            {
                "author": naming.name(row),
                "sentence": first_sentence(row["body_html"]),
                "url": reverse("forums:post", args=[row["pk"]]),
            }
            for row in rows
        ],
    }


def heading(topic: Topic, rows: list[dict[str, Any]]) -> str:
    """ "Carys accepted two answers", where it was she who asked and nobody else who marked them."""
    count = f"{number_word(len(rows))} {'answer' if len(rows) == 1 else 'answers'}"
    asker = topic.author
    by_asker = asker is not None and all(row["accepted_by_id"] == asker.pk for row in rows)
    if by_asker and asker is not None and not topic.is_anonymous:
        return f"{asker.get_short_name()} accepted {count}"
    return f"{count[:1].upper()}{count[1:]} accepted"
