"""Very many case studies at once, to measure lists with. Written in bulk: Wagtail's own way of
adding a page takes some twenty queries for each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.contrib.contenttypes.models import ContentType
from django.db import connection, models, transaction
from django.db.models import F
from django.db.models.sql import InsertQuery
from django.utils import timezone
from wagtail.models import Page

from accounts.models import PUBLIC_ID, Organisation
from cases.models import CaseStudy, CaseStudyIndexPage, GuideUse, InterventionGuide, ListChange
from hub.models import BasePage, PageTag, Tag

# Rows in one statement: SQLite takes 250,000 values, and a page has sixty.
CHUNK = 500
LONG_TEXT = "<p>Babies were cold within the hour, and nobody had said whose it was to see to it.</p>" * 12
UNIT_TYPES = ("Obstetric", "Obstetric and alongside midwifery", "Obstetric and freestanding midwifery")
LEVELS = ("Special care unit", "Local neonatal unit", "Neonatal intensive care unit")
WORDS = ("warmth", "feeding", "handover", "night", "theatre", "transfer", "teaching", "families")


def insert(model: type[models.Model], rows: Sequence[models.Model]) -> None:
    """Writes rows of one table of a model that stands on another. Django's `bulk_create` refuses
    those: it cannot know the ids that the table below would give, and here they are given."""
    fields = model._meta.local_concrete_fields
    for start in range(0, len(rows), CHUNK):
        query = InsertQuery(model)
        query.insert_values(fields, list(rows[start : start + CHUNK]))
        query.get_compiler(connection=connection).execute_sql()


def make_trusts(how_many: int) -> list[Organisation]:
    """Trusts of every size, in ten networks."""
    kind = Organisation.Kind
    networks = Organisation.objects.bulk_create(
        Organisation(kind=kind.NETWORK, slug=f"many-{number}", name=f"Network {number}")
        for number in range(10)
    )
    return Organisation.objects.bulk_create(
        Organisation(
            kind=kind.TRUST,
            slug=f"of-many-{number}",
            name=f"Trust {number:03} of many",
            network=networks[number % 10],
            unit_type=UNIT_TYPES[number % 3],
            births_a_year=1_200 + number * 457 % 6_000,
            neonatal_level=LEVELS[number % 7 % 3],
            invented=True,
        )
        for number in range(how_many)
    )


def _tree_row(number: int, index: CaseStudyIndexPage) -> Page:
    """A page's row in the tree: the lowest number is the newest, and the place under the index."""
    out = timezone.now() - timedelta(hours=5 * number)
    title = f"Many {number * 7919 % 100_000:05}, and what came of it"
    return Page(
        title=title,
        draft_title=title,
        slug=f"many-{number}",
        depth=index.depth + 1,
        path=Page._get_path(index.path, index.depth + 1, number + 1),
        url_path=f"{index.url_path}many-{number}/",
        locale_id=index.locale_id,
        content_type=ContentType.objects.get_for_model(CaseStudy),
        live=True,
        first_published_at=out,
        last_published_at=out,
    )


def _case_study(number: int, row: Page, trust: Organisation) -> CaseStudy:
    """What the other two tables hold of it; `row` is written already."""
    return CaseStudy(
        page_ptr_id=row.pk,
        basepage_ptr_id=row.pk,
        audience_id=PUBLIC_ID,
        trust=trust,
        reviewed_on=row.first_published_at.date() if number % 3 else None,
        summary=f"What was tried, number {number}.",
        changed="A hat for every baby\nA chart at every bed",
        outcome=CaseStudy.Outcome.values[number % 11 % 4],
        wave=("Wave 1", "Wave 2", "")[number % 3],
        problem=LONG_TEXT,
        what_happened=LONG_TEXT,
    )


@transaction.atomic
def make_case_studies(
    how_many: int, *, guides: Sequence[InterventionGuide], trusts: Sequence[Organisation]
) -> None:
    """So many published case studies of these trusts, each on one or two of these guides and with
    two tags. Search, followers and revisions hear nothing of them."""
    index = CaseStudyIndexPage.objects.get()
    numbers = range(index.numchild, index.numchild + how_many)
    rows = Page.objects.bulk_create([_tree_row(number, index) for number in numbers], CHUNK)
    pages = [
        _case_study(number, row, trusts[number % len(trusts)])
        for number, row in zip(numbers, rows, strict=True)
    ]
    insert(BasePage, pages)
    insert(CaseStudy, pages)
    Page.objects.filter(pk=index.pk).update(numchild=F("numchild") + how_many)
    GuideUse.objects.bulk_create(
        (
            GuideUse(page_id=page.pk, guide=used, version=used.version)
            for number, page in enumerate(pages)
            for used in {guides[number % len(guides)], guides[number // 2 % len(guides)]}
        ),
        CHUNK,
    )
    tags = [Tag.objects.get_or_create(name=word, slug=word)[0] for word in WORDS]
    PageTag.objects.bulk_create(
        (
            PageTag(content_object_id=page.pk, tag=tags[(number + second) % len(tags)])
            for number, page in enumerate(pages)
            for second in (0, 3)
        ),
        CHUNK,
    )
    ListChange.objects.create()
