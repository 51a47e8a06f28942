"""Every field of the three kinds goes out in a content pack and comes in again as it was."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile

from cases.models import CaseStudy, InterventionGuide, LearningSet
from cases.packs import case_studies
from cases.packs.case_studies import CaseStudies, CaseStudyFile, Headline, MeasureEntry
from cases.packs.guides import GuideFile, Guides
from cases.packs.learning_sets import LearningSetFile, LearningSets
from hub.models import Attachment, HubDocument
from hub.packs.engine import FORMAT, Manifest, export_pack, import_pack
from hub.packs.located import read_front_matter
from hub.packs.schema import AttachmentEntry, PackModel
from tests import factories

pytestmark = pytest.mark.django_db
MANIFEST = Manifest(format=FORMAT, name="Copy")
COMMON: dict[str, Any] = {
    "reviewed_on": date(2026, 4, 21),
    "reviewed_by": "Dr Hana Wells",
    "next_review": date(2027, 4, 21),
    "licence": "cc-by-4.0",
    "summary": "In one sentence.",
}


def texts(section: Any) -> dict[str, str]:
    """A text for every heading, each with words of its own."""
    return {
        field: f"<p>About {field}.</p>" for field in section.headings.values() if field != "what_was_done"
    }


def carry(page: Any, cast: Any) -> None:
    """A file and a storyboard, with everything that can be said of them."""
    document = HubDocument(title="List", original_name="list.txt")
    document.file.save("list.txt", ContentFile(b"A hat.\n"), save=False)
    document.save()
    members = factories.audience("members")
    page.attachments.create(title="List", kind="handout", document=document, minutes=3, audience=members)
    page.attachments.create(
        title="Story", kind="storyboard", trust=cast.castlebeck, link="https://x.example/story", sort_order=1
    )
    page.tags.add("warmth", "First hour")


@pytest.fixture
def filled(cast: Any) -> None:
    """One page of each kind with every field filled in."""
    old = factories.guide("old", version=2)
    guide = factories.guide(
        "warm", live=False, supersedes=old, version=2, status="draft", approved_by="Dr Wells",
        approved_on=date(2026, 5, 6), change_note="Step 5.", for_who="All", not_for="None",
        card_intro="At birth", do="This", do_not="Not that", core_parts="A\nB", adaptable_parts="C",
        trust=cast.fenmere, **texts(Guides), **COMMON,
    )  # fmt: skip
    guide.recommendations.create(
        strength="do-not", text="Wait.", evidence="A trial", identifier="NG1", source="https://x.example/",
        checked_on=date(2026, 4, 2), rationale="Because.",
    )  # fmt: skip
    answer = '<p>In the <b>drawer</b>. See <a href="https://x.example/">this</a>.</p>'
    guide.questions.create(question="Where do hats live?", answer=answer, credit="Answered by Ben Osei.")
    study = factories.case_study(
        "hats", trust=cast.fenmere, guides=(old,), live=False, audience=factories.audience("members"),
        changed="One\nTwo", sustained="held", wave="Wave 1", team="A midwife\nA mother",
        contact=cast.amina, drivers="Warmth\nFood", progress_score="3.5", at_6_months="Held.",
        at_12_months="Mostly.", interests="None.", number="8.1", number_unit="babies",
        number_short="of 52", number_period="April", number_before="21", open_for_discussion=True,
        what_was_done=[("text", "<p>We put hats on.</p>")], **texts(CaseStudies), **COMMON,
    )  # fmt: skip
    study.tests.create(
        title="One ward",
        when="March",
        objective="To see",
        prediction="Half",
        happened="All",
        decision="adapted",
    )
    study.measures.create(
        kind="balancing", name="Very low", before="3", after="2", direction="lower", target="0",
        definition="A", numerator="B", denominator="C", source="D", frequency="E",
    )  # fmt: skip
    day = factories.learning_set(
        "day", live=False, programme="A collaborative", wave="Wave 1", number=3, faculty="A\nB",
        trust=cast.fenmere, **texts(LearningSets), **COMMON,
    )  # fmt: skip
    day.set_guides.create(guide=old, version=1)
    for page in (guide, study, day):
        carry(page, cast)
        page.save_revision().publish()


def files_of(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def names(model: type[PackModel], *, but: set[str]) -> set[str]:
    return set(model.model_fields) - but - {"path", "sections"}


def test_every_field_goes_out_and_comes_in_again(filled: None, tmp_path: Path) -> None:
    export_pack(tmp_path / "first", MANIFEST)
    for kind in (LearningSet, CaseStudy, InterventionGuide):
        for page in kind.objects.all():
            page.delete()
    assert not Attachment.objects.exists()

    import_pack(tmp_path / "first")

    export_pack(tmp_path / "second", MANIFEST)
    first, second = files_of(tmp_path / "first"), files_of(tmp_path / "second")
    assert first == second
    assert import_pack(tmp_path / "first").changed == {}
    study = CaseStudy.objects.get(slug="hats")
    assert study.contact is not None
    assert study.contact.email == "amina@example.org"
    assert [tag.name for tag in study.filed_under()] == ["First hour", "warmth"]
    assert study.measures.get().denominator == "C"
    assert LearningSet.objects.get(slug="day").attachments.get(kind="storyboard").trust is not None
    assert InterventionGuide.objects.get(slug="warm").supersedes.slug == "old"


@pytest.mark.parametrize(
    ("file", "model", "section", "but"),
    [
        ("case-studies/hats.md", CaseStudyFile, CaseStudies, {"updated"}),
        ("guides/warm.md", GuideFile, Guides, {"audience", "discussion", "updated"}),
        (
            "learning-sets/day.md",
            LearningSetFile,
            LearningSets,
            {"audience", "discussion", "attachments", "updated"},
        ),
    ],
)
def test_no_field_is_left_at_home(
    filled: None, tmp_path: Path, file: str, model: type[PackModel], section: Any, but: set[str]
) -> None:
    """A field that is added to a kind and not to its file fails here, or above."""
    export_pack(tmp_path / "out", MANIFEST)
    record = read_front_matter(file, (tmp_path / "out" / file).read_bytes())
    assert names(model, but=but) - set(record.data) == set()
    assert [heading for heading in section.headings if f"## {heading}" not in record.body] == []
    carried = record.data.get("attachments") or record.data["materials"]
    assert names(AttachmentEntry, but={"page"}) - {key for each in carried for key in each} == set()
    if model is CaseStudyFile:
        assert names(MeasureEntry, but=set()) == set(record.data["measures"][0])
        assert names(case_studies.TestEntry, but=set()) == set(record.data["tests"][0])
        assert names(Headline, but=set()) == set(record.data["headline"])


@pytest.mark.parametrize(
    ("section", "model", "elsewhere"),
    [
        (
            CaseStudies,
            CaseStudy,
            {"number", "number_unit", "number_short", "number_period", "number_before"},
        ),
        (Guides, InterventionGuide, set()),
        (LearningSets, LearningSet, set()),
    ],
)
def test_every_field_of_the_model_has_its_place_in_a_file(
    section: Any, model: Any, elsewhere: set[str]
) -> None:
    own = {field.name for field in model._meta.local_fields} - {"basepage_ptr"}
    placed = {*section.schema.model_fields, *section.headings.values(), *elsewhere}
    assert own - placed == set()
