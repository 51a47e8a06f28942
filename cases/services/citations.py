"""Keeps who names what. A handler of activities: it reads each text again as it is now."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.utils import timezone

from activity.models import Activity, content_type_of
from cases.models import CaseStudy, Citation, GuideVersion, InterventionGuide, LearningSet
from cases.services.links import Links, links_in, things_linked
from forums.models import Post, Topic
from hub.models import Attachment, BasePage

HANDLER = "cases.cite"
# Kinds of page that are told who names them.
NAMED = (CaseStudy, InterventionGuide, LearningSet)


def cite_activity(activity: Activity) -> None:
    """The handler `cases.cite`. Run twice, it changes nothing the second time."""
    target = activity.target
    if isinstance(target, Topic):
        opening = target.posts.filter(seq=1).first() if target.has_opening_post else None
        target = opening
    if isinstance(target, BasePage):
        cite_page(target.specific)
    elif isinstance(target, Post):
        cite_post(target)
    elif target is None:
        Citation.objects.filter(source_type=activity.content_type, source_id=activity.object_id).delete()


def cite_page(page: BasePage) -> None:
    """What a page names: by links in its text, by its guides, and by its materials."""
    links = links_in(page.full_text_html())
    attached = Attachment.objects.filter(page_id=page.pk)
    for link, linked in attached.values_list("link", "linked_page_id"):
        if linked:
            links.pages.add(linked)
        elif link:
            links.add(link)
    # The guides that a case study used stand in its own records, with their version.
    if isinstance(page, LearningSet):
        links.pages |= set(page.set_guides.values_list("guide_id", flat=True))
    first = page.first_published_at or timezone.now()
    # Somebody who reviews a page has looked at what it names.
    written = max(first.date(), page.reviewed_on) if page.reviewed_on else first.date()
    _keep(page, links, written)


def cite_post(post: Post) -> None:
    """What a post names by links in its text, and its topic by what it is about."""
    shown = post.is_public and not post.held
    links = links_in(post.body_html) if shown else Links()
    if shown and post.is_opening:
        links.pages |= set(post.topic.about.values_list("pk", flat=True))
    written: datetime = post.edited_at or post.submit_date or timezone.now()
    _keep(post, links, written.date(), but=post.topic)


def version_on(versions: Iterable[GuideVersion], day: date) -> int | None:
    """The number of the version in force on a day; the first one where it is earlier than all."""
    found = sorted(versions, key=lambda version: version.number)
    numbers = [version.number for version in found if in_force_from(version) <= day]
    if numbers:
        return numbers[-1]
    return found[0].number if found else None


def in_force_from(version: GuideVersion) -> date:
    """The day from which a version counts."""
    return version.approved_on or version.published_at.date()


@transaction.atomic
def _keep(source: models.Model, links: Links, written: date, *, but: Topic | None = None) -> None:
    """Writes a source's citations and drops those that are no longer in its text."""
    pages, topics = things_linked(links)
    wanted: dict[tuple[int, int], int | None] = {}
    kinds = {ContentType.objects.get_for_model(model).pk for model in NAMED}
    versions = _versions(pages)
    for page in pages:
        # A page does not name itself, nor a post the page that it stands under.
        under = but is not None and but.page_id == page.pk
        if page.content_type_id in kinds and page.pk != getattr(source, "basepage_ptr_id", 0) and not under:
            wanted[page.content_type_id, page.pk] = version_on(versions.get(page.pk, ()), written)
    topic_kind = ContentType.objects.get_for_model(Topic).pk
    wanted |= {(topic_kind, topic.pk): None for topic in topics if topic != but}
    _write(source, wanted)


def _versions(pages: Iterable[BasePage]) -> dict[int, list[GuideVersion]]:
    found: dict[int, list[GuideVersion]] = {}
    rows = GuideVersion.objects.filter(guide__in=[page.pk for page in pages])
    for version in rows.defer("content"):
        found.setdefault(version.guide_id, []).append(version)
    return found


def _write(source: models.Model, wanted: dict[tuple[int, int], int | None]) -> None:
    kind = content_type_of(source)
    there = {(row.target_type_id, row.target_id): row for row in Citation.objects.by(source)}
    gone = [row.pk for key, row in there.items() if key not in wanted]
    if gone:
        Citation.objects.filter(pk__in=gone).delete()
    changed = [row for key, row in there.items() if key in wanted and row.version != wanted[key]]
    for row in changed:
        row.version = wanted[row.target_type_id, row.target_id]
    if changed:
        Citation.objects.bulk_update(changed, ["version"])
    Citation.objects.bulk_create(
        (
            Citation(
                source_type=kind,
                source_id=source.pk,
                target_type_id=target_type,
                target_id=target,
                version=version,
            )
            for (target_type, target), version in wanted.items()
            if (target_type, target) not in there
        ),
        ignore_conflicts=True,
    )
