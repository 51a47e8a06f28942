"""Words that moderators watch for: a text with one of them is held, or refused."""

from __future__ import annotations

import re
import unicodedata

from django.core.exceptions import ValidationError

from moderation.models import WatchedWord

_WORD = re.compile(r"\w+")


def folded(text: str) -> tuple[str, ...]:
    """The words of a text without case, accents and what stands between them. Letters that only
    look wide or small (NFKD) count as themselves."""
    plain = "".join(
        each for each in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(each)
    )
    return tuple(_WORD.findall(plain))


def check_words(text: str) -> bool:
    """Whether a text holds a word for which it waits for a moderator. One query.

    Whole words only: "ass" is not in "assess". Raises ValidationError, with what moderators say
    about it, for a word with which nothing is posted.
    """
    watched = list(WatchedWord.objects.all())
    if not watched:
        return False
    # With a blank on both sides each word and phrase is found whole.
    said = f" {' '.join(folded(text))} "
    found = [each for each in watched if (words := folded(each.word)) and f" {' '.join(words)} " in said]
    refused = [each for each in found if each.act == WatchedWord.Act.REFUSE]
    if refused:
        raise ValidationError(
            [
                ValidationError(
                    f"“{each.word}” cannot be posted here. {each.why or 'The moderators decided so.'}",
                    code="watched-word",
                )
                for each in refused
            ]
        )
    return bool(found)
