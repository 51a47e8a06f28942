"""Between the answers of a submission and its page.

What its writer did not touch stays on the page as the editors left it: an answer goes to the page
only where it differs from what the page said when the writer got it (`base`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.text import slugify

from accounts.models import User
from cases.models import CaseStudy, CaseStudyIndexPage, GuideUse, ImprovementTest, InterventionGuide
from cases.models.case_study import RESERVED_SLUGS
from cases.models.submission import ANOTHER, TEST_PARTS, TESTS
from hub.models import BasePage, HomePage
from hub.packs.richtext import AsWritten, to_html, to_markdown

Answers = Mapping[str, Any]
PLAIN = (
    "title",
    "changed",
    "outcome",
    "sustained",
    "number",
    "number_unit",
    "number_period",
    "number_before",
)
RICH = ("problem", "aim", "what_happened", "do_differently", "advice")


class _LinksOf(AsWritten):
    """Links to pages that a writer may see."""

    def __init__(self, author: User | None = None) -> None:
        self.author = author
        self.home = HomePage.objects.get()

    def page_id(self, path: str) -> int | None:
        """The page at an address, if the writer may see it."""
        url_path = self.home.url_path + path.strip("/") + ("/" if path.strip("/") else "")
        pages = BasePage.objects.visible_to(self.author).filter(url_path=url_path)
        found: int | None = pages.values_list("pk", flat=True).first()
        return found

    def path(self, page_id: int) -> str | None:
        """The reverse of `page_id`."""
        url_path = BasePage.objects.filter(pk=page_id).values_list("url_path", flat=True).first()
        return "/" + url_path.removeprefix(self.home.url_path) if url_path else None


def html_of(text: str, author: User) -> str:
    """What a writer typed, as the page keeps it: paragraphs, lists, bold, links; a new line is a new
    line."""
    text = "\n".join(line.strip() if not line.strip() else line.rstrip() for line in text.splitlines())
    return to_html(re.sub(r"(?<=\S)\n(?=\S)", "  \n", text), _LinksOf(author))


def text_of(html: str) -> str:
    """The reverse of `html_of`."""
    return to_markdown(str(html), _LinksOf()).strip()


def answers_of(page: CaseStudy, author: User) -> dict[str, Any]:
    """What the page says, by the names of the form's fields."""
    answers: dict[str, Any] = {name: getattr(page, name) for name in PLAIN}
    answers |= {name: text_of(getattr(page, name)) for name in RICH}
    texts = [block.value.source for block in page.what_was_done if block.block_type == "text"]
    answers["what_was_done"] = "\n\n".join(filter(None, map(text_of, texts)))
    known = _known_guides(page, author)
    answers["uses"] = [
        f"{use.guide_id}:{use.version}" for use in page.guide_uses.all() if use.guide_id in known
    ]
    answers["contact"] = "me" if page.contact_id == author.pk else "trust"
    for number, test in zip(TESTS, page.tests.all(), strict=False):
        answers |= {f"test_{number}_{part}": getattr(test, part) for part in TEST_PARTS}
    return answers


def fill(page: CaseStudy, answers: Answers, base: Answers, *, author: User) -> None:
    """Puts on the page what the writer said or changed. Saves nothing."""
    changed = {name for name in answers if answers[name] != base.get(name)}
    for name in changed.intersection(PLAIN):
        setattr(page, name, answers[name])
    for name in changed.intersection(RICH):
        setattr(page, name, html_of(answers[name], author))
    if "what_was_done" in changed:
        _fill_body(page, html_of(answers["what_was_done"], author))
    if "uses" in changed:
        _fill_uses(page, answers["uses"], author)
    if "contact" in changed or not base:
        page.contact = None if answers.get("contact") == "trust" else author
    if any(name.startswith("test_") for name in changed):
        _fill_tests(page, answers)


def _fill_body(page: CaseStudy, html: str) -> None:
    """The writer's text in place of the text; what else an editor put there stays behind it."""
    rest = [(block.block_type, block.value) for block in page.what_was_done if block.block_type != "text"]
    text = [("text", html)] if html else []
    page.what_was_done = [*text, *rest]  # type: ignore[assignment]


def _fill_uses(page: CaseStudy, uses: Iterable[str], author: User) -> None:
    """What was ticked, behind what editors chose of which the author may not know."""
    wanted = [use.split(":") for use in uses if use != ANOTHER]
    guides = InterventionGuide.objects.visible_to(author).in_bulk([int(guide) for guide, _ in wanted])
    known = _known_guides(page, author)
    kept = [use for use in page.guide_uses.all() if use.guide_id not in known]
    page.guide_uses = kept + [
        GuideUse(guide=guides[int(guide)], version=int(version), sort_order=len(kept) + place)
        for place, (guide, version) in enumerate(wanted)
        if int(guide) in guides
    ]


def _known_guides(page: CaseStudy, author: User) -> set[int]:
    """Of the guides on the page, those that the author may know of."""
    there = [use.guide_id for use in page.guide_uses.all()]
    return set(InterventionGuide.objects.visible_to(author).filter(pk__in=there).values_list("pk", flat=True))


def _fill_tests(page: CaseStudy, answers: Answers) -> None:
    """Each test where it stood, with what the form does not ask for; those behind the last stay."""
    there = list(page.tests.all())
    kept = []
    for number in TESTS:
        test = there[number - 1] if len(there) >= number else ImprovementTest()
        said = {part: answers.get(f"test_{number}_{part}") or "" for part in TEST_PARTS}
        for part, value in said.items():
            setattr(test, part, value)
        if any(said.values()):
            kept.append(test)
    page.tests = kept + there[len(TESTS) :]
    for place, test in enumerate(page.tests.all()):
        test.sort_order = place


def free_slug(title: str, index: CaseStudyIndexPage) -> str:
    """An address for the page: by its title, and by nobody else's."""
    wanted = slugify(title)[:60].strip("-") or "case-study"
    alike = index.get_children().filter(slug__startswith=wanted)
    taken = {*alike.values_list("slug", flat=True), *RESERVED_SLUGS}
    numbered = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    return wanted if wanted not in taken else next(slug for slug in numbered if slug not in taken)


def drawn(answers: Answers, author: User) -> CaseStudy:
    """The page as it would be, in no place and not saved, for a preview."""
    page = CaseStudy(slug="preview")
    fill(page, answers, {}, author=author)
    return page
