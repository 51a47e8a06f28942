"""What a page shows in its texts, written down when it is published (hub.models.Shown)."""

from __future__ import annotations

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import BigIntegerField
from django.db.models.functions import Cast
from wagtail.models import Page, ReferenceIndex

from activity.models import Activity
from hub.images import picture_of, shared_of
from hub.models import BasePage, HubDocument, HubImage, Shown


@transaction.atomic
def keep_what_is_shown(page: BasePage) -> None:
    """Notes the pictures and files of the page's own texts, and forgets those that are gone.

    What is attached, and whatever else hangs on the page in rows of its own, has its own readers
    and is no part of this.
    """
    wanted = {*_ids(page, HubImage, "image_id"), *_ids(page, HubDocument, "document_id")}
    kept = {
        (name, pk): row
        for row, image, document in Shown.objects.filter(page_id=page.pk).values_list(
            "pk", "image_id", "document_id"
        )
        for name, pk in (("image_id", image), ("document_id", document))
        if pk
    }
    Shown.objects.filter(pk__in=[row for key, row in kept.items() if key not in wanted]).delete()
    Shown.objects.bulk_create(
        [Shown(page_id=page.pk, **{name: pk}) for name, pk in sorted(wanted - set(kept))],
        ignore_conflicts=True,
    )


def fill_what_is_missing() -> None:
    """Writes it down for pages that came out before it was written down. One query where none did:
    Wagtail's index of references says which pages may show something."""
    kinds = ContentType.objects.get_for_models(HubImage, HubDocument).values()
    named = ReferenceIndex.objects.filter(
        base_content_type=ContentType.objects.get_for_model(Page), to_content_type__in=kinds
    ).exclude(model_path__startswith="attachments")
    pages = named.annotate(page=Cast("object_id", BigIntegerField())).values("page")
    for page in BasePage.objects.filter(live=True, pk__in=pages, shown=None).specific():
        keep_what_is_shown(page)


def _ids(page: BasePage, model: type[HubImage | HubDocument], name: str) -> set[tuple[str, int]]:
    """What of one kind the rich texts and blocks of a page refer to, and is there."""
    named = {
        int(pk)
        for field in page._meta.get_fields()
        if hasattr(field, "extract_references")
        for kind, pk, *_ in field.extract_references(field.value_from_object(page))
        if issubclass(kind, model) and str(pk).isdecimal()
    }
    return {(name, pk) for pk in model.objects.filter(pk__in=named).values_list("pk", flat=True)}


def prepare_pictures(activity: Activity) -> None:
    """Makes the renditions of a page that came out, so that no reader waits for them. Run again,
    it finds them made."""
    page = activity.target
    if isinstance(page, BasePage) and activity.verb in {"hub.page.published", "hub.page.updated"}:
        for row in Shown.objects.filter(page_id=page.pk, image__isnull=False).select_related("image"):
            picture_of(row.image)
            shared_of(row.image)
