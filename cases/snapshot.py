"""A guide as it was published, apart from the page that stands in Wagtail's tree.

What is kept is the guide's own words; its address, audience and owner are always those of today.
"""

from __future__ import annotations

from typing import Any

from cases.models.guide import InterventionGuide, Recommendation

# Fields that a guide has from the page below it and that are part of what it says.
FROM_THE_PAGE = ("title", "summary", "reviewed_on", "reviewed_by", "next_review", "licence")
# What a recommendation keeps is its words: rows come and go with each publishing.
OF_A_ROW = frozenset({"id", "page", "sort_order"})
# Where a guide stands, which is of today whatever it says.
PLACE = ("slug", "url_path", "path", "depth", "audience_id", "trust_id", "live", "content_type_id")


def own_names() -> list[str]:
    """The names of the fields that are kept, as the model has them now."""
    own = [field.name for field in InterventionGuide._meta.local_fields if field.remote_field is None]
    return [*FROM_THE_PAGE, *own]


def _for_json(field: Any, thing: Any) -> Any:
    """A field's value as JSON can hold it, and as the field itself reads it again."""
    value = field.value_from_object(thing)
    return value if value is None or type(value) in {str, int, bool} else field.value_to_string(thing)


def content_of(guide: InterventionGuide) -> dict[str, Any]:
    """A guide's own fields and its recommendations, ready for JSON."""
    content = {name: _for_json(guide._meta.get_field(name), guide) for name in own_names()}
    fields = [field for field in Recommendation._meta.local_fields if field.name not in OF_A_ROW]
    content["recommendations"] = [
        {field.name: _for_json(field, row) for field in fields} for row in guide.recommendations.all()
    ]
    return content


def as_it_was(content: dict[str, Any], guide: InterventionGuide) -> InterventionGuide:
    """A guide with the words of then and the place of today. Never to be saved.

    Fields that the model has gained since are empty; what it has lost is left out.
    """
    words = {name: value for name, value in content.items() if name in own_names()}
    rows = [{**row, "pk": None, "page": guide.pk} for row in content.get("recommendations", [])]
    then: InterventionGuide = InterventionGuide.from_serializable_data(
        {**words, "pk": guide.pk, "recommendations": rows}, check_fks=False
    )
    for name in PLACE:
        setattr(then, name, getattr(guide, name))
    return then
