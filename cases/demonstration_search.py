"""What the demonstration shows of search and no content pack holds: a page that editors have pinned, three
weeks of what was looked for, and a search that somebody keeps."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

from django.utils import timezone
from wagtail.contrib.search_promotions.models import Query, SearchPromotion

from accounts.models import User
from cases.models import InterventionGuide
from search.models import SavedSearch, SearchUse
from search.saved.saving import save_search
from search.use.counting import week_of

GUIDE, WORDS = "neonatal-hypoglycaemia", "low blood sugar"
WHY = "Start with the one-page card: feed, warm, check, escalate."
KEPT, KEPT_QUERY = "Warmth after a section", "q=warm+section"


class Use(NamedTuple):
    """What was looked for in a week: how often, how often in vain, and which results were followed."""

    words: str
    searches: int
    without_result: int = 0
    clicks: int = 0
    rank_sum: int = 0


WEEKS = (
    (
        Use("low blood sugar", 14, clicks=11, rank_sum=12),
        Use("warm", 9, clicks=5, rank_sum=11),
        Use("carbon monoxide", 7, clicks=4, rank_sum=9),
        Use("nipple shields", 4, without_result=4),
    ),
    (
        Use("low blood sugar", 11, clicks=8, rank_sum=9),
        Use("mews", 8, clicks=6, rank_sum=8),
        Use("thermomiter", 3, without_result=3),
        Use("huddle", 6, clicks=3, rank_sum=5),
    ),
    (
        Use("in utero transfer", 6, clicks=4, rank_sum=6),
        Use("nipple shields", 3, without_result=3),
        Use("warm", 5, clicks=2, rank_sum=7),
    ),
)


def put_in() -> None:
    """Makes each where it is not there. A second time changes nothing."""
    guide = InterventionGuide.objects.filter(slug=GUIDE).first()
    query = Query.get(WORDS)
    if guide and not SearchPromotion.objects.filter(query=query).exists():
        SearchPromotion.objects.create(query=query, page=guide, description=WHY)
    monday = week_of(timezone.localdate())
    SearchUse.objects.bulk_create(
        (
            SearchUse(week=monday - timedelta(weeks=ago), **use._asdict())
            for ago, uses in enumerate(WEEKS, start=1)
            for use in uses
        ),
        ignore_conflicts=True,
    )
    amina = User.objects.filter(email="amina@example.org").first()
    if amina:
        save_search(amina, name=KEPT, query=KEPT_QUERY, when=SavedSearch.When.DAILY)
