"""A case study with every field, and with no more than it must have."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Organisation
from activity import deliver
from cases.documents import CaseStudyDocument
from cases.models import CaseStudy, GuideUse
from tests import factories
from tests.checks import assert_html_valid

pytestmark = pytest.mark.django_db
URL = "/case-studies/warm/"
PARTS = {
    "context": "Two sites, one team.",
    "aim": "Half by March.",
    "what_happened": "It went down.",
    "missing_data": "Nights were not counted.",
    "equity": "We did not look by ethnicity.",
    "unexpected": "Fathers stayed longer.",
    "hours_and_cost": "Forty hours and no money.",
    "do_differently": "Ask families first.",
    "advice": "Start with nights.",
    "resources_used": "A card from Castlebeck.",
    "ethics": "The audit office agreed.",
}


def in_full(cast: Any, **more: Any) -> CaseStudy:
    """Every field filled in."""
    Organisation.objects.filter(pk=cast.fenmere.pk).update(
        unit_type="Obstetric", births_a_year=4_200, neonatal_level="Local neonatal unit"
    )
    texts: dict[str, Any] = {name: f"<p>{text}</p>" for name, text in PARTS.items()}
    page = factories.case_study(
        "warm",
        trust=cast.fenmere,
        progress_score="3.5",
        wave="Wave 1",
        team="A midwife\nA mother",
        drivers="Warmth from birth\nFeeding in time",
        at_6_months="Held on both wards.",
        at_12_months="Held on one ward.",
        interests="Nobody paid us.",
        reviewed_on=date(2026, 4, 21),
        reviewed_by="Dr Hana Wells (invented)",
        licence="ogl-3.0",
        live=False,
        **texts,
        **more,
    )
    page.measures.create(
        kind="outcome",
        name="Admissions",
        before="14.9",
        after="8.1",
        direction="lower",
        target="7.5",
        definition="Term babies admitted",
        numerator="Admissions",
        denominator="Term births",
        source="The ward's book",
        frequency="Every month",
    )
    page.tests.create(
        title="One ward", objective="Would it fit?", prediction="Yes.", happened="It did.", decision="adopted"
    )
    page.tags.add("warmth", "first hour")
    page.save_revision().publish()
    return CaseStudy.objects.get(pk=page.pk)


def text_of(client: Client, url: str = URL) -> str:
    response = client.get(url)
    assert response.status_code == 200, url
    return response.content.decode()


def test_every_field_is_on_the_page(client: Client, cast: Any) -> None:
    in_full(cast)
    page = text_of(client)
    said = [
        *PARTS.values(),
        "3.5 Improvement",
        "Wave 1",
        "Local neonatal unit",
        "2,500 to 4,999 births a year",
        "<li>A mother</li>",
        "<li>Feeding in time</li>",
        "Held on both wards.",
        "Held on one ward.",
        "Nobody paid us.",
        "21 April 2026, Dr Hana Wells (invented)",
        "Open Government Licence 3.0",
        '<a href="/search/?q=first+hour">first hour</a>',
        "What it was to show: Would it fit?",
    ]
    assert [words for words in said if words not in page] == []


def test_every_field_is_in_feeds_and_search(cast: Any) -> None:
    page = in_full(cast)
    text = page.full_text_html()
    said = [*PARTS.values(), "A mother", "Feeding in time", "Held on one ward.", "first hour", "Admissions"]
    said += [
        "Lower is better. Target 7.5",
        "The ward&#x27;s book",
        "Nobody paid us.",
        "Dr Hana Wells",
        "Wave 1",
    ]
    assert [words for words in said if words not in text] == []
    found = CaseStudyDocument().fields(CaseStudyDocument().get_queryset().get(pk=page.pk))
    assert "Nights were not counted." in found.body


def test_it_is_found_by_the_name_of_its_trust_and_of_the_network(client: Client, cast: Any) -> None:
    page = factories.case_study("warm", title="Warm", trust=cast.fenmere)
    factories.case_study("cool", title="Cool", trust=cast.saltmarsh)
    assert "Fenmere" not in page.full_text_html()
    deliver.deliver_all()
    for words in ("fenmere", "fenmere+hospitals", "eastern", "warm+fenmere"):
        told = client.get(f"/search/?q={words}").content.decode()
        assert 'href="/case-studies/warm/"' in told, words
        assert 'href="/case-studies/cool/"' not in told, words


def test_measures_are_a_table_that_says_how_each_was_counted(client: Client, cast: Any) -> None:
    in_full(cast)
    page = text_of(client)
    table = page[page.index('<table class="measures"') : page.index("</table>")]
    assert '<th role="rowheader" scope="row">Admissions' in table
    assert "Outcome" in table
    assert "14.9" in table
    assert "Lower is better. Target 7.5" in table
    fold = page[page.index("<summary>How each was counted</summary>") :]
    assert "<dt>Denominator</dt><dd>Term births</dd>" in fold


def test_on_this_page_follows_what_is_there(client: Client, cast: Any) -> None:
    factories.case_study("bare", trust=cast.fenmere)
    in_full(cast)
    for url, there, missing in (
        (URL, ("place", "aim", "did", "happened", "differently", "advice", "used", "about"), ()),
        ("/case-studies/bare/", ("problem", "about"), ("aim", "did", "happened", "advice", "used")),
    ):
        page = text_of(client, url)
        for anchor in there:
            assert f'<a href="#{anchor}">' in page, anchor
            assert f'id="{anchor}"' in page, anchor
        for anchor in missing:
            assert f'href="#{anchor}"' not in page, anchor


def test_an_odd_fact_is_made_even_where_there_is_one_more_to_tell(client: Client, cast: Any) -> None:
    factories.case_study(
        "bare", trust=cast.fenmere, guides=(factories.guide(),), reviewed_on=date(2026, 1, 1)
    )
    page = text_of(client, "/case-studies/bare/")
    strip = page[page.index('<dl class="facts">') : page.index("</dl>")]
    assert strip.count("<dt>") == 4
    assert "Published" in strip


@pytest.mark.once
def test_the_pages_are_valid_html(client: Client, cast: Any) -> None:
    guide = factories.guide("hypo", version=1)
    in_full(cast, guides=(guide,), open_for_discussion=True)
    factories.case_study("bare", trust=cast.fenmere)
    assert_html_valid({url: text_of(client, url) for url in (URL, "/case-studies/bare/")})


@pytest.mark.parametrize(("given", "kept"), [(None, 3), (2, 2)])
def test_an_empty_version_is_the_one_in_force(given: int | None, kept: int) -> None:
    use = GuideUse(guide=factories.guide(version=3), version=given)
    use.clean()
    assert use.version == kept


def test_an_editor_leaves_the_version_empty_and_the_form_fills_it(client: Client, cast: Any) -> None:
    guide = factories.guide("hypo", version=3)
    client.force_login(cast.ella)
    parent = factories.home().get_children().get(slug="case-studies")
    add = reverse("wagtailadmin_pages:add", args=["cases", "casestudy", parent.pk])
    blank = {"TOTAL_FORMS": "0", "INITIAL_FORMS": "0", "MIN_NUM_FORMS": "0", "MAX_NUM_FORMS": "1000"}
    data = {
        "title": "Hats", "slug": "hats", "trust": cast.fenmere.pk, "changed": "A hat", "outcome": "worked",
        "problem": '{"blocks": [{"text": "Cold.", "type": "unstyled"}], "entityMap": {}}',
        "audience": "1", "what_was_done-count": "0",
        "guide_uses-0-guide": guide.pk, "guide_uses-0-version": "", "guide_uses-0-ORDER": "1",
        "guide_uses-0-id": "", "guide_uses-0-DELETE": "",
    }  # fmt: skip
    for name in ("guide_uses", "tests", "measures", "attachments", "comments"):
        data |= {f"{name}-{key}": value for key, value in blank.items()}
    data["guide_uses-TOTAL_FORMS"] = "1"
    for name in ("context", "aim", "what_happened", "missing_data", "equity", "unexpected", "hours_and_cost"):
        data[name] = "null"
    for name in ("do_differently", "advice", "resources_used", "ethics"):
        data[name] = "null"
    response = client.post(add, data)
    errors = response.context["form"].errors if response.status_code == 200 else ""
    assert response.status_code == 302, errors
    assert GuideUse.objects.get(page__slug="hats").version == 3
