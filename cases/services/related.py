"""Works out what is like a page, when it is published, so that a reader's page takes one query.

Likeness is the mean of two numbers from 0 to 1: the share of interventions in common (Jaccard's
coefficient), and the cosine of the angle between the two texts as vectors of weighted words
(G. Salton and C. Buckley, "Term-weighting approaches in automatic text retrieval", 1988).
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q

from accounts.models import Audience
from activity.models import Activity
from cases.models import (
    CaseStudy,
    GuideUse,
    InterventionGuide,
    LearningSet,
    LearningSetGuide,
    RelatedPage,
)
from hub.models import BasePage
from search.engines import get_engine
from search.folding import fold
from search.models import SearchEntry
from search.query import STOP_WORDS

HANDLER = "cases.relate"
KINDS = (CaseStudy, InterventionGuide, LearningSet)
# Pages that one page is compared with, and neighbours that it keeps: a reader is shown a few, and
# some of those kept may not be for that reader.
COMPARED = 400
# Of those so many come from search, by their words alone.
BY_WORDS = 40
KEPT = 12
# Below this two pages have no more in common than any two texts about care.
LEAST = 0.12
# A word of the title says more than one of the text.
TITLE_COUNTS, SUMMARY_COUNTS = 4, 2
_WORD = re.compile(r"[a-z]{3,}")

Vector = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Described:
    """A page as it is compared: the guides that it is about, and its words with their counts."""

    pk: int
    guides: frozenset[int]
    words: Counter[str]


def relate_activity(activity: Activity) -> None:
    """The handler `cases.relate`: a page that came out, changed or went is compared again."""
    page = activity.target
    if isinstance(page, BasePage) and page.specific_class in KINDS:
        relate(page)


def relate(page: BasePage) -> None:
    """Compares a page with those that may be like it and keeps its nearest, in both directions."""
    nearest = _nearest(page) if page.live else []
    # What search is asked may be another machine's to answer: nothing is locked meanwhile.
    with transaction.atomic():
        RelatedPage.objects.filter(Q(page=page.pk) | Q(other=page.pk)).delete()
        RelatedPage.objects.bulk_create(
            RelatedPage(page_id=one, other_id=two, score=score)
            for other, score in nearest
            for one, two in ((page.pk, other), (other, page.pk))
        )
        _trim([other for other, _ in nearest])


def _nearest(page: BasePage) -> list[tuple[int, float]]:
    """The pages most like one, with how like they are."""
    found = describe([page.pk, *_candidates(page)])
    own = next((one for one in found if one.pk == page.pk), None)
    if own is None:
        return []
    scores = likeness(own, [one for one in found if one.pk != page.pk])
    best = sorted(scores.items(), key=lambda item: (-item[1], item[0]))[:KEPT]
    return [(other, score) for other, score in best if score >= LEAST]


def _candidates(page: BasePage) -> list[int]:
    """Pages that share a guide or a tag, then those that search finds most like it, then the newest."""
    guides = guides_of([page.pk])[page.pk]
    about = (
        Q(pk__in=guides)
        | Q(pk__in=GuideUse.objects.filter(guide__in=guides).values("page_id"))
        | Q(pk__in=LearningSetGuide.objects.filter(guide__in=guides).values("page_id"))
        | Q(tagged_items__tag__in=page.tagged_items.values("tag"))
    )
    pages = BasePage.objects.type(*KINDS).filter(live=True).exclude(pk=page.pk)
    alike = pages.filter(about).order_by("-first_published_at", "pk").values_list("pk", flat=True)
    by_words = _alike_in_words(page)
    near = list(dict.fromkeys([*alike[: COMPARED - len(by_words)], *by_words]))
    rest = pages.exclude(pk__in=near).newest().values_list("pk", flat=True)
    return [*near, *rest[: COMPARED - len(near)]]


def _alike_in_words(page: BasePage) -> list[int]:
    """What search finds most like a page, for whomever: a reader is shown what they may see of it."""
    entries = SearchEntry.objects.filter(content_type__in=_types())
    own = entries.filter(object_id=page.pk).first()
    if own is None:
        return []
    everyone = Audience.objects.values_list("pk", flat=True)
    found = get_engine().like(own, everyone, kinds=[model.KIND for model in KINDS], most=BY_WORDS)
    by_entry = entries.in_bulk(found)
    return [by_entry[pk].object_id for pk in found if pk in by_entry]


def guides_of(pks: Iterable[int]) -> dict[int, frozenset[int]]:
    """The guides that each page is about; a guide is about itself. Three queries."""
    wanted = list(pks)
    found: dict[int, set[int]] = defaultdict(set)
    for model in (GuideUse, LearningSetGuide):
        for page, guide in model.objects.filter(page__in=wanted).values_list("page_id", "guide_id"):
            found[page].add(guide)
    for guide in InterventionGuide.objects.filter(pk__in=wanted).values_list("pk", flat=True):
        found[guide].add(guide)
    return {pk: frozenset(found[pk]) for pk in wanted}


def describe(pks: Iterable[int]) -> list[Described]:
    """Pages as they are compared, from what search knows of them. Four queries."""
    wanted = list(pks)
    guides = guides_of(wanted)
    entries = SearchEntry.objects.filter(content_type__in=_types(), object_id__in=wanted)
    texts = {
        entry.object_id: words_of(entry.title) * TITLE_COUNTS
        + words_of(entry.summary) * SUMMARY_COUNTS
        + words_of(entry.body)
        for entry in entries.only("object_id", "title", "summary", "body")
    }
    return [Described(pk, guides[pk], Counter(texts.get(pk, ()))) for pk in wanted]


def _types() -> list[ContentType]:
    """The content types of the kinds that are compared."""
    return [ContentType.objects.get_for_model(model) for model in KINDS]


def words_of(text: str) -> list[str]:
    """The words that say something, without accents and in lower case, a plural's s taken off."""
    words = _WORD.findall(fold(text))
    return [word.removesuffix("s") if len(word) > 3 else word for word in words if word not in STOP_WORDS]


def likeness(own: Described, others: list[Described]) -> dict[int, float]:
    """How like each of the others is, 0 to 1, by id."""
    weights = _weights([own, *others])
    mine = _vector(own.words, weights)
    found = {}
    for other in others:
        shared = own.guides | other.guides
        about = len(own.guides & other.guides) / len(shared) if shared else 0.0
        found[other.pk] = (about + _cosine(mine, _vector(other.words, weights))) / 2
    return found


def _weights(pages: list[Described]) -> Vector:
    """The weight of each word: the rarer among these pages, the more it says."""
    seen = Counter(word for page in pages for word in page.words)
    return {word: math.log((1 + len(pages)) / (1 + times)) for word, times in seen.items()}


def _vector(words: Counter[str], weights: Vector) -> Vector:
    """Words with their weights, of length 1; empty for a text that says nothing of its own."""
    raw = {word: (1 + math.log(times)) * weights[word] for word, times in words.items()}
    length = math.sqrt(sum(weight * weight for weight in raw.values()))
    return {word: weight / length for word, weight in raw.items()} if length else {}


def _cosine(one: Vector, other: Vector) -> float:
    """The cosine of two vectors of length 1."""
    small, large = sorted((one, other), key=len)
    return sum(weight * large.get(word, 0.0) for word, weight in small.items())


def _trim(pks: list[int]) -> None:
    """Drops what is beyond the nearest of pages that got one more."""
    rows: dict[int, list[int]] = defaultdict(list)
    kept = RelatedPage.objects.filter(page__in=pks).order_by("page_id", "-score", "other_id")
    for page, pk in kept.values_list("page_id", "pk"):
        rows[page].append(pk)
    surplus = [pk for ids in rows.values() for pk in ids[KEPT:]]
    if surplus:
        RelatedPage.objects.filter(pk__in=surplus).delete()
