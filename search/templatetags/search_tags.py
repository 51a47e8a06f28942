"""What other rooms' templates show of search."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context
from django.utils.formats import date_format

from accounts.models import Organisation
from search.asking import kinds
from search.finding import visible_entries
from search.models import SearchEntry

register = template.Library()


@register.simple_tag(takes_context=True)
def latest_of_trust(context: Context, organisation: Organisation, most: int = 5) -> list[dict[str, Any]]:
    """The newest things of a trust that the reader may see, as rows of `_resource_row.html`.

    {% latest_of_trust organisation as rows %}
    """
    user = context["request"].user
    mine = SearchEntry.objects.visible_to(user).with_facet("trust", organisation.slug)
    ids = mine.newest().values_list("pk", flat=True)[:most]
    return [
        {
            "kind": kinds()[entry.kind].label,
            "word": entry.status,
            "mark": entry.mark,
            "title": entry.title,
            "url": entry.path,
            "text": entry.summary,
            "meta": entry.meta or date_format(entry.published),
            "number": entry.number,
            "number_note": entry.number_words,
        }
        for entry in visible_entries(ids, user)
    ]
