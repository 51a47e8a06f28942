"""More like this: by shared interventions and by words."""

from __future__ import annotations

from collections import Counter

import pytest
from django.test import Client

from activity import deliver
from cases.models import RelatedPage
from cases.services.related import Described, likeness, words_of
from cases.templatetags.related import SHOWN
from tests import factories
from tests.factories import Cast

pytestmark = pytest.mark.django_db


def described(pk: int, guides: set[int], text: str) -> Described:
    """A page as it is compared."""
    return Described(pk, frozenset(guides), Counter(words_of(text)))


def test_the_same_guides_and_the_same_words_are_most_alike() -> None:
    own = described(1, {7}, "Warm milk for cold babies")
    same = described(2, {7}, "Warm milk for cold babies")
    guide_only = described(3, {7}, "Counting swabs in theatre")
    words_only = described(4, {8}, "Warm milk for cold babies")
    nothing = described(5, {8}, "Counting swabs in theatre")
    found = likeness(own, [same, guide_only, words_only, nothing])
    assert found[2] == pytest.approx(1)
    assert found[3] == pytest.approx(0.5)
    assert 0.4 < found[4] <= 0.5
    assert found[5] == 0


def test_words_are_compared_without_accents_stop_words_and_plural() -> None:
    assert words_of("The Babies' médicaments, and a hat") == ["babie", "medicament", "hat"]


def test_a_case_study_leads_to_those_of_the_same_guide_first(cast: Cast) -> None:
    warm, smoke = factories.guide(title="Warm babies"), factories.guide(title="Smoke-free")
    case = factories.case_study(title="Hats in theatre", guides=(warm,), trust=cast.fenmere)
    other = factories.case_study(title="Skin to skin", guides=(warm,), trust=cast.castlebeck)
    factories.case_study(title="Breath readings", guides=(smoke,))
    deliver.deliver_all()

    best = RelatedPage.objects.filter(page=case.pk).order_by("-score").values_list("other", flat=True)[:2]
    assert set(best) == {warm.pk, other.pk}
    text = Client().get(case.get_absolute_url()).content.decode()
    assert "More like this" in text
    assert text.index("Skin to skin") > text.index("More like this")


def test_likeness_is_kept_in_both_directions_and_goes_with_the_page(cast: Cast) -> None:
    guide = factories.guide()
    first = factories.case_study(guides=(guide,))
    second = factories.case_study(guides=(guide,))
    deliver.deliver_all()
    assert RelatedPage.objects.filter(page=first.pk, other=second.pk).exists()
    assert RelatedPage.objects.filter(page=second.pk, other=first.pk).exists()

    second.unpublish()
    deliver.deliver_all()
    assert not RelatedPage.objects.filter(other=second.pk).exists()
    assert not RelatedPage.objects.filter(page=second.pk).exists()


def test_a_page_that_the_reader_may_not_see_is_not_related(cast: Cast) -> None:
    guide = factories.guide()
    case = factories.case_study(guides=(guide,))
    hidden = factories.case_study(
        title="Fenmere alone", guides=(guide,), audience=factories.audience("trust:fenmere")
    )
    deliver.deliver_all()
    assert RelatedPage.objects.filter(page=case.pk, other=hidden.pk).exists()
    assert "Fenmere alone" not in Client().get(case.get_absolute_url()).content.decode()


def test_few_are_kept_and_fewer_shown(cast: Cast) -> None:
    guide = factories.guide("warm")
    for _ in range(20):
        factories.case_study(guides=(guide,))
    deliver.deliver_all()
    assert RelatedPage.objects.filter(page=guide.pk).count() == 12
    text = Client().get(guide.get_absolute_url()).content.decode()
    assert text.partition("More like this")[2].count('class="row"') == SHOWN
