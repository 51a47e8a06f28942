"""Checks of what editors write: pure functions first, then what the page, the panel and the report say."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from hub.editing.checks import links, page, pictures, reading, structure
from hub.editing.checks.links import Link, Target
from hub.models import ContentCheck, GeneralPage, NewsIndexPage, NewsPage
from tests import factories
from tests.checks import assert_queries_constant
from tests.factories import Cast

BASE = "https://hub.example.org"


# Reading age


def test_sentences_end_at_blocks_and_not_at_numbers_or_short_forms() -> None:
    html = (
        "<h2>Not a sentence.</h2><p>It was 14.9 before, e.g. in May. Now 8.1!</p>"
        "<ul><li>A hat</li><li>for <b>every</b> baby</li></ul>"
    )
    assert reading.sentences(html) == [
        "It was 14.9 before, e.g. in May.", "Now 8.1!", "A hat", "for every baby"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("hat", 1), ("used", 1), ("times", 1), ("baby", 2), ("midwife", 2), ("nurses", 2), ("wanted", 2),
        ("table", 2), ("theatre", 2), ("temperature", 4), ("obstetrician", 4), ("hypoglycaemia", 5),
    ],
)  # fmt: skip
def test_syllables(word: str, count: int) -> None:
    assert reading.syllables(word) == count


def test_grade_is_the_published_formula() -> None:
    # 100 words in 5 sentences with 150 syllables: 7.8 + 17.7 - 15.59
    assert reading.grade(100, 5, 150) == pytest.approx(9.91)


def test_plain_words_read_young_and_long_ones_old() -> None:
    plain = "<p>" + "We put a hat on each baby. " * 20 + "</p>"
    dense = "<p>" + (
        "Multidisciplinary implementation of standardised perioperative thermoregulation protocols "
        "necessitated comprehensive organisational transformation across geographically distributed "
        "obstetric and neonatal departments throughout the participating institutions. "
    ) * 8 + "</p>"  # fmt: skip
    young, old = reading.read(plain).age, reading.read(dense).age
    assert young is not None
    assert old is not None
    assert young < 9 < 18 < old
    assert reading.findings(reading.read(plain)) == []
    assert "aim for 9 to 12" in reading.findings(reading.read(dense))[0].words


def test_a_short_text_has_no_age_and_the_longest_sentences_are_named() -> None:
    read = reading.read("<p>One. Two words. Now three words. Here are four words.</p>")
    assert read.age is None
    assert read.longest == ("Here are four words.", "Now three words.", "Two words.")


@given(st.text(alphabet="abc .!?<>/&;\n\u00e9\u2019'1", max_size=400))
def test_no_text_breaks_a_check(text: str) -> None:
    reading.read(text)
    structure.findings(text)
    pictures.in_html(text)
    links.links_in(text, base=BASE)


# Headings


@pytest.mark.parametrize(
    ("html", "said"),
    [
        ("<h2>One</h2><h3>Two</h3><h2>Three</h2>", []),
        ("<p>Text</p>", []),
        ("<h3>First</h3>", ["The heading “First” is of level 3, and stands under one of level 1."]),
        ("<h2>A</h2><h4>B</h4>", ["The heading “B” is of level 4, and stands under one of level 2."]),
        ("<h2>A</h2><h3> <b></b> </h3>", ["A heading is empty: give it words, or take it out."]),
        ("<h2>A</h2><h3>B</h3><h2>C</h2><h3>D</h3>", []),
    ],
)
def test_headings(html: str, said: list[str]) -> None:
    assert [finding.words for finding in structure.findings(html)] == said


# Pictures


def test_pictures_in_blocks_however_deep() -> None:
    body = [
        {"type": "figure", "value": {"picture": {"image": 1, "alt_text": "A hat", "decorative": False}}},
        {"type": "figure", "value": {"picture": {"image": 2, "alt_text": " ", "decorative": False}}},
        {"type": "steps", "value": [{"picture": {"image": 3, "alt_text": "", "decorative": True}}]},
        {"type": "more", "value": [[{"image": 4, "alt_text": None}]]},
        {"type": "text", "value": "<p>Words</p>"},
    ]
    assert [finding.words for finding in pictures.in_blocks(body)] == [
        "Picture 2 has no alternative text.",
        "Picture 4 has no alternative text.",
    ]


def test_pictures_in_html() -> None:
    html = '<img src="/a.jpg" alt="A hat"><img src="/b.jpg" alt=""><img src="/c.jpg">'
    html += '<embed embedtype="image" alt="">'
    assert [finding.words for finding in pictures.in_html(html)] == [
        "The picture “/c.jpg” has no alternative text.",
        "The picture “in the text” has no alternative text.",
    ]


# Links


def test_links_inside_the_hub_are_told_from_others() -> None:
    html = (
        '<a linktype="page" id="7">By <b>id</b></a> <a linktype="document" id="3">File</a>'
        '<a href="/guides/hats/?q=1#top">Path</a> <a href="https://hub.example.org/news/">Own</a>'
        '<a href="https://example.com/news/">Elsewhere</a> <a href="mailto:a@example.org">Mail</a>'
        '<a href="#below">Below</a> <a linktype="page" id="x">Broken</a> <a href="//example.com/x">Other</a>'
    )
    assert links.links_in(html, base=BASE) == [
        Link("By id", page=7),
        Link("File", file=3),
        Link("Path", path="/guides/hats/"),
        Link("Own", path="/news/"),
        Link("Broken", page=0),
    ]


def test_what_makes_a_link_dead() -> None:
    found = links.dead(
        [
            Link("There", page=1),
            Link("Draft", page=2),
            Link("Members", page=3),
            Link("Gone", page=4),
            Link("File", file=5),
            Link("Lost file", file=6),
            Link("", path="/guides/"),
            Link("", path="/nothing/"),
            Link("Forum", path="/forums/ask/"),
        ],
        pages={1: Target(True, 1), 2: Target(False, 1), 3: Target(True, 2)},
        paths={"/guides/": Target(True, 1)},
        files=frozenset({5}),
        may_open=lambda audience: audience == 1,
        answers=lambda path: path.startswith("/forums/"),
    )
    assert [finding.words for finding in found] == [
        "The link “Draft” leads to a page that is not published.",
        "The link “Members” leads to a page that not all readers of this one may see.",
        "The link “Gone” leads to a page that is not there.",
        "The link “Lost file” leads to a file that is gone.",
        "The link “/nothing/” leads to a page that is not there.",
    ]


@pytest.mark.parametrize(
    ("readers", "audience", "open_to_all"),
    [
        (1, 1, True), (1, 2, False), (2, 1, True), (2, 2, True),
        (7, 2, True), (7, 1, True), (7, 8, False), (2, 7, False),
    ],
)  # fmt: skip
def test_who_may_open_what(readers: int, audience: int, open_to_all: bool) -> None:
    assert page.all_may_open(readers, audience) is open_to_all


# A page


def words(checked: page.Checked) -> list[str]:
    """What was found."""
    return [finding.words for finding in checked.findings]


@pytest.mark.django_db
def test_a_page_with_links_of_every_kind(cast: Cast) -> None:
    guide = factories.guide("hats", title="Hats")
    hidden = factories.guide("hidden", title="Hidden", audience=factories.audience("members"))
    body = (
        f'<h3>Early</h3><p><a linktype="page" id="{guide.pk}">Hats</a>'
        f'<a linktype="page" id="{hidden.pk}">Hidden</a> <a linktype="page" id="999999">Gone</a>'
        '<a href="/guides/hats/">By path</a> <a href="/guides/no/">No</a>'
        '<a href="/search/">Search</a> <a href="/">Home</a></p>'
    )
    news = factories.publish(
        NewsPage(title="News", slug="n", body=[("text", body)]), NewsIndexPage.objects.get()
    )
    assert words(page.check(news)) == [
        "The heading “Early” is of level 3, and stands under one of level 1.",
        "The link “Hidden” leads to a page that not all readers of this one may see.",
        "The link “Gone” leads to a page that is not there.",
        "The link “No” leads to a page that is not there.",
        "There is no summary: lists, search results and feeds have nothing to show.",
    ]
    guide.unpublish()
    assert "The link “Hats” leads to a page that is not published." in words(page.check(news))


@pytest.mark.django_db
def test_every_kind_of_page_can_be_checked(cast: Cast) -> None:
    made: list[Any] = [
        factories.guide(summary="A"),
        factories.case_study(trust=cast.fenmere, summary="A"),
        factories.learning_set(summary="A"),
        factories.publish(GeneralPage(title="G", slug="g", summary="A"), factories.home()),
        factories.home(),
        NewsIndexPage.objects.get(),
    ]
    for each in made:
        assert words(page.check(each)) == []


@pytest.mark.django_db
def test_the_clock_checks_what_came_out_and_the_rest_once_a_day(cast: Cast) -> None:
    page.renew()
    assert page.renew() == 0
    guide = factories.guide("hats", title="Hats", summary="Hats")
    assert page.renew() == 1
    assert ContentCheck.objects.get(page=guide).findings == []
    guide.summary = ""
    guide.save_revision().publish()
    assert page.renew() == 1
    assert ContentCheck.objects.get(page=guide).count == 1
    ContentCheck.objects.update(checked_at=timezone.now() - timedelta(days=2))
    assert page.renew() > 1
    assert page.renew() == 0


@pytest.mark.django_db
def test_the_editor_shows_reading_age_longest_sentences_and_dead_links(cast: Cast, client: Client) -> None:
    text = "<p>" + "We put a hat on each baby. " * 20 + '<a linktype="page" id="999999">Gone</a></p>'
    news = factories.publish(
        NewsPage(title="Hats", slug="h", body=[("text", text)]), NewsIndexPage.objects.get(), live=False
    )
    client.force_login(cast.ella)
    editor = client.get(f"/admin/pages/{news.pk}/edit/").text
    assert "Reading age: <b>" in editor
    assert "(7 words)" in editor
    assert "The link “Gone” leads to a page that is not there." in editor
    assert "There is no summary" in editor
    assert "image-alt" in editor  # what Wagtail's own checker is told to look for
    fresh = client.get(f"/admin/pages/add/hub/newspage/{NewsIndexPage.objects.get().pk}/").text
    assert "Save the draft to see its reading age" in fresh


@pytest.mark.django_db
def test_the_report_has_the_most_to_mend_first_and_goes_out_as_csv(cast: Cast, client: Client) -> None:
    factories.guide(title="Good", summary="A")
    factories.guide(title="Bad", trust=cast.fenmere)
    page.renew()
    client.force_login(cast.ella)
    report = client.get("/admin/content-checks/").text
    assert report.index("Bad") < report.index("Good")
    assert "There is no summary" in report
    assert "Good" not in client.get(f"/admin/content-checks/?trust={cast.fenmere.pk}").text
    answer: Any = client.get("/admin/content-checks/?export=csv")
    file = b"".join(answer.streaming_content).decode()
    assert file.startswith("Page,Kind,Trust,Reading age,To mend,What,Address")
    assert 'Bad,Guide,Fenmere Hospitals,,1,"There is no summary' in file


@pytest.mark.django_db
def test_the_report_takes_as_many_queries_for_many_pages(
    cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page, "AT_ONCE", 100)
    client.force_login(cast.ella)

    def build(count: int) -> None:
        for _ in range(count):
            factories.guide(trust=cast.fenmere)
        page.renew()

    assert_queries_constant(client, "/admin/content-checks/", build, small=3, large=30)
