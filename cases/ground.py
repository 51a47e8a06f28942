"""What this room needs to stand on: its sections, and a kept version of every published guide."""

from __future__ import annotations

from django.db import transaction

from cases.models import CaseStudyIndexPage, GuideIndexPage, LearningSetIndexPage
from cases.services.versions import keep_missing_versions
from hub.ground import add_section
from hub.models import HomePage


@transaction.atomic
def lay_ground() -> None:
    """Makes the three index pages under home, and keeps guides published before there were versions.
    Safe to run again."""
    home = HomePage.objects.get()
    sections = [
        CaseStudyIndexPage(
            title="Case studies", slug="case-studies", summary="What teams tried, and what came of it."
        ),
        GuideIndexPage(title="Guides", slug="guides", summary="What to do, and how sure we are."),
        LearningSetIndexPage(
            title="Learning sets", slug="learning-sets", summary="Materials of the learning days."
        ),
    ]
    for section in sections:
        add_section(home, section)
        home.refresh_from_db()
    keep_missing_versions()
