"""Files in content packs: links to them in running text, two of one name, and what the library says."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile

from cases.models import CaseStudy, InterventionGuide
from hub.models import BasePage, GeneralPage, HubDocument, HubImage, Shown
from hub.packs.engine import FORMAT, Manifest, export_pack, import_pack
from hub.packs.errors import PackError
from tests import factories
from tests.hub.bodies import page_of
from tests.hub.pictures import image, picture_bytes, with_gps
from tests.hub.test_packs import CASE, GUIDE, TRUSTS, edit, faults, files_of

pytestmark = pytest.mark.django_db
MANIFEST = Manifest(format=FORMAT, name="Copy")
ROWS = "file,kind,title,description,focus\n"


def pdf(words: str, name: str = "plan.pdf", **fields: Any) -> HubDocument:
    """A file of the library."""
    fields.setdefault("title", words)
    content = ContentFile(b"%PDF-1.4 " + words.encode(), name)
    made: HubDocument = HubDocument.objects.create(original_name=name, file=content, **fields)
    return made


def link(file: HubDocument, words: str = "the plan") -> str:
    """Running text as Wagtail's editor keeps it."""
    return f'<p>See <a linktype="document" id="{file.pk}">{words}</a>.</p>'


def empty_the_hub() -> None:
    """As if the pack came to another hub."""
    for slug in ("warmth", "more", "hats"):
        for page in BasePage.objects.filter(slug=slug):
            page.specific.delete()
    HubImage.objects.all().delete()
    HubDocument.objects.all().delete()


def goes_round(tmp_path: Path) -> dict[str, bytes]:
    """Out, in again, into an empty hub, and out: the two exports are equal. Returns one."""
    export_pack(tmp_path / "first", MANIFEST)
    assert import_pack(tmp_path / "first").changed == {}
    empty_the_hub()
    import_pack(tmp_path / "first")
    assert import_pack(tmp_path / "first").changed == {}
    export_pack(tmp_path / "second", MANIFEST)
    assert files_of(tmp_path / "first") == files_of(tmp_path / "second")
    return files_of(tmp_path / "first")


def test_a_link_to_a_file_goes_out_and_comes_in_again(tmp_path: Path, cast: Any) -> None:
    file = pdf("hats", "pack list (1) é.pdf")
    expander = {"type": "expander", "value": {"summary": "More", "text": link(file, "the list")}}
    page_of([{"type": "text", "value": link(file)}, expander])
    factories.case_study("hats", trust=cast.fenmere, guides=(factories.guide(),), problem=link(file))

    files = goes_round(tmp_path)

    assert files["files/pack list (1) é.pdf"] == b"%PDF-1.4 hats"
    assert b"[the plan](files/pack%20list%20%281%29%20%C3%A9.pdf)" in files["pages/warmth.md"]
    kept = HubDocument.objects.get()
    assert f'linktype="document" id="{kept.pk}"' in CaseStudy.objects.get().problem
    body = GeneralPage.objects.get(slug="warmth").body
    assert f'linktype="document" id="{kept.pk}"' in body[1].value["text"].source
    assert Shown.objects.filter(document=kept).count() == 2


def test_a_link_in_an_older_version_of_a_guide_takes_its_file_along(tmp_path: Path, cast: Any) -> None:
    guide = factories.guide("warm", version=1, why=link(pdf("old")))
    guide.version, guide.why, guide.change_note = 2, "", "Nothing to take away."
    guide.approved_on = date(2026, 5, 6)
    guide.save_revision().publish()
    export_pack(tmp_path / "out", MANIFEST)
    files = files_of(tmp_path / "out")
    assert b"[the plan](files/plan.pdf)" in files["guides/warm/version-1.md"]
    assert files["files/plan.pdf"] == b"%PDF-1.4 old"
    assert import_pack(tmp_path / "out").changed == {}


def test_two_files_of_one_name_stay_two(tmp_path: Path) -> None:
    one, two, three = pdf("second"), pdf("first"), pdf("first")
    first = page_of([{"type": "text", "value": link(two)}, {"type": "text", "value": link(three)}], "more")
    first.attachments.create(title="Plan", kind="handout", document=one)
    first.save_revision().publish()
    page_of([{"type": "document", "value": {"document": one.pk, "title": "Plan"}}], "warmth")

    files = goes_round(tmp_path)

    assert {name for name in files if name.endswith(".pdf")} == {"files/plan.pdf", "files/2/plan.pdf"}
    assert {files["files/plan.pdf"], files["files/2/plan.pdf"]} == {b"%PDF-1.4 first", b"%PDF-1.4 second"}
    assert {file.filename for file in HubDocument.objects.all()} == {"plan.pdf"}
    page = GeneralPage.objects.get(slug="warmth")
    assert page.body[0].value["document"].file.read() == b"%PDF-1.4 second"


def test_two_pictures_of_one_name_stay_two(tmp_path: Path) -> None:
    wide, high = image("hat.jpg", original_name="hat.jpg"), image("HAT.jpg", original_name="HAT.jpg")
    other = image("hat.jpg", picture_bytes(size=(300, 400)), original_name="hat.jpg")
    figures = [
        {"type": "figure", "value": {"picture": {"image": one.pk, "alt_text": "A hat"}, "caption": ""}}
        for one in (wide, other, high)
    ]
    page_of(figures)

    files = goes_round(tmp_path)

    assert {"files/hat.jpg", "files/2/hat.jpg", "files/2/HAT.jpg"} & set(files) >= {"files/2/hat.jpg"}
    assert sum(name.lower().endswith("hat.jpg") for name in files) == 3
    shown = [block.value["picture"] for block in GeneralPage.objects.get(slug="warmth").body]
    assert [(one.width, one.filename) for one in shown] == [
        (900, "hat.jpg"),
        (300, "hat.jpg"),
        (900, "HAT.jpg"),
    ]


def test_the_library_says_the_same_in_another_hub(tmp_path: Path) -> None:
    focus: dict[str, Any] = {
        "focal_point_x": 301,
        "focal_point_y": 200,
        "focal_point_width": 55,
        "focal_point_height": 80,
    }
    hat = image("hat.jpg", original_name="hat.jpg", title="The hat", description="A knitted hat", **focus)
    picture = {"image": hat.pk, "alt_text": "A hat on a cot", "decorative": False}
    file = pdf("words", title="The plan of Fenmere")
    page_of(
        [
            {"type": "figure", "value": {"picture": picture, "caption": ""}},
            {"type": "text", "value": link(file)},
        ]
    )

    files = goes_round(tmp_path)

    assert b"files/hat.jpg,picture,The hat,A knitted hat,301 200 55 80" in files["files.csv"]
    kept = HubImage.objects.get()
    assert (kept.title, kept.description) == ("The hat", "A knitted hat")
    assert {name: getattr(kept, name) for name in focus} == focus
    assert HubDocument.objects.get().title == "The plan of Fenmere"


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A guide and a case study, with a picture and a file that nothing names yet."""
    root = tmp_path / "pack"
    for folder in ("guides", "case-studies", "files/2"):
        (root / folder).mkdir(parents=True)
    (root / "pack.yaml").write_text("format: 1\nname: Small\n")
    (root / "trusts.csv").write_text(TRUSTS)
    (root / "guides" / "warm-babies.md").write_text(GUIDE)
    (root / "case-studies" / "hats.md").write_text(CASE)
    (root / "files" / "hat.jpg").write_bytes(with_gps())
    (root / "files" / "plan.pdf").write_bytes(b"%PDF-1.4 one")
    return root


def test_a_focal_point_that_is_changed_is_a_change(pack: Path) -> None:
    (pack / "files.csv").write_text(f"{ROWS}files/hat.jpg,picture,Hat,A hat,10 20 30 40\n")
    assert import_pack(pack).changed["library"] == 1
    assert import_pack(pack).changed == {}
    edit(pack, "files.csv", "10 20 30 40", "")
    assert import_pack(pack).changed == {"library": 1}
    assert not HubImage.objects.get().has_focal_point()


@pytest.mark.parametrize(
    "row",
    [
        "files/no.jpg,picture,Hat,,",
        "files/hat.jpg,picture,,,",
        "files/hat.jpg,photo,Hat,,",
        "files/hat.jpg,picture,Hat,,1 2 3",
        "files/hat.jpg,picture,Hat,,1 2 3 -4",
        "files/hat.jpg,picture,Hat,,9999 2 3 4",
        "files/plan.pdf,document,Plan,,1 2 3 4",
        "files/plan.pdf,picture,Plan,,",
        "files/hat.jpg,picture,Hat,,\nfiles/hat.jpg,picture,Cap,,",
    ],
)
def test_a_wrong_row_of_the_library_is_told_with_its_line(pack: Path, row: str) -> None:
    (pack / "files.csv").write_text(f"{ROWS}{row}\n")
    where = ("files/plan.pdf", 1) if row.startswith("files/plan.pdf,picture") else ("files.csv", 2)
    assert where in {(file, min(line, 2)) for file, line in faults(pack)}
    assert not HubImage.objects.exists()
    assert not HubDocument.objects.exists()


def test_one_file_twice_under_one_name_is_told(pack: Path) -> None:
    (pack / "files" / "2" / "plan.pdf").write_bytes(b"%PDF-1.4 one")
    assert faults(pack) == [("files/plan.pdf", 1)]
    (pack / "files" / "2" / "plan.pdf").write_bytes(b"%PDF-1.4 two")
    edit(pack, "guides/warm-babies.md", "(/case-studies/)", "(files/2/plan.pdf)")
    edit(pack, "case-studies/hats.md", "(/guides/warm-babies/)", "(files/plan.pdf)")
    import_pack(pack)
    assert HubDocument.objects.count() == 2
    assert import_pack(pack).changed == {}


@pytest.mark.parametrize(
    ("file", "old", "new", "line", "words"),
    [
        ("guides/warm-babies.md", "(/case-studies/)", "(files/no.pdf)", 12, "not in the pack"),
        ("case-studies/hats.md", "cold. See", "cold.\n\n```steps\nsteps: [One]\n```\nSee", 15, "takes none"),
        ("case-studies/hats.md", "Babies were", "```\nBabies were", 13, "takes none"),
    ],
)
def test_what_a_plain_part_cannot_hold_is_told_with_its_line(
    pack: Path, file: str, old: str, new: str, line: int, words: str
) -> None:
    edit(pack, file, old, new)
    with pytest.raises(PackError) as caught:
        import_pack(pack)
    assert [(fault.file, fault.line) for fault in caught.value.faults] == [(file, line)]
    assert words in str(caught.value)
    assert not InterventionGuide.objects.exists()


def test_a_block_inside_an_expander_is_told(pack: Path) -> None:
    folded = (
        "## What we did\n\n```expander\nsummary: More\ntext: |\n  ```steps\n  steps: [One]\n  ```\n```\n\n"
    )
    edit(pack, "case-studies/hats.md", "## Problem", f"{folded}## Problem")
    assert ("case-studies/hats.md", 15) in faults(pack)


def test_running_text_that_looks_like_a_block_goes_round(tmp_path: Path, cast: Any) -> None:
    text = "<p>```steps</p><p>steps: one</p>"
    factories.case_study("hats", trust=cast.fenmere, guides=(factories.guide(),), problem=text)
    page_of([{"type": "text", "value": link(pdf("any"))}])
    goes_round(tmp_path)
    assert CaseStudy.objects.get().problem == text
