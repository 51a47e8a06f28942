"""Bodies in content packs: every block goes out and in as it was, and faults are told by line."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile

from cases.models import CaseStudy
from hub.models import GeneralPage, HubDocument, HubImage
from hub.packs.engine import FORMAT, Manifest, export_pack, import_pack
from hub.packs.errors import PackError
from tests import factories
from tests.hub.bodies import every_block, page_of
from tests.hub.pictures import image, picture_bytes, with_gps
from tests.hub.test_packs import CASE, GUIDE, TRUSTS, edit, faults, files_of

pytestmark = pytest.mark.django_db
PAGE = """---
title: Warmth
published: 2026-05-01
---
## What we saw

Cold babies.

```figure
picture: files/hat.jpg
alt: A hat on a cot
caption: The hat
```

```document
file: files/list.txt
title: The list
```

```table
caption: Cold on arrival
columns: [Trust, Per cent]
rows:
- [Fenmere, 8.10]
- [Castlebeck, no]
```

```expander
summary: How we counted
text: |
  Every **arrival**.

  - One
```
"""
MANIFEST = Manifest(format=FORMAT, name="Copy")


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A pack with a body of blocks."""
    root = tmp_path / "pack"
    (root / "pages").mkdir(parents=True)
    (root / "files").mkdir()
    (root / "pack.yaml").write_text("format: 1\nname: Small\n")
    (root / "pages" / "warmth.md").write_text(PAGE)
    (root / "files" / "hat.jpg").write_bytes(with_gps())
    (root / "files" / "list.txt").write_text("Hats\n")
    return root


def test_every_block_goes_out_and_in_as_it_was(tmp_path: Path, cast: Any) -> None:
    file = HubDocument.objects.create(
        title="list", original_name="list.pdf", file=ContentFile(b"%PDF-1.4 " * 9, "list.pdf")
    )
    blocks = every_block(image(original_name="hat.jpg"), file)
    page_of(blocks)
    blocks[0]["value"] = "<p>Cold babies.</p>"
    kept = GeneralPage._meta.get_field("body").stream_block.to_python(blocks)
    factories.case_study("hats", trust=cast.fenmere, guides=(factories.guide(),), what_was_done=kept)
    before = [
        page.full_text_html() for page in (GeneralPage.objects.get(slug="warmth"), CaseStudy.objects.get())
    ]
    export_pack(tmp_path / "first", MANIFEST)

    assert import_pack(tmp_path / "first").changed == {}
    CaseStudy.objects.get().delete()
    GeneralPage.objects.get(slug="warmth").delete()
    HubImage.objects.all().delete()
    HubDocument.objects.all().delete()
    import_pack(tmp_path / "first")

    after = [
        page.full_text_html() for page in (GeneralPage.objects.get(slug="warmth"), CaseStudy.objects.get())
    ]
    for old, new in zip(before, after, strict=True):
        for words in (
            "8.10",
            "Put on a hat",
            "A hat on a cot",
            "I knew whom to ring.",
            "February",
            "arrival",
        ):
            assert (words in old, words in new) == (True, True), words
    export_pack(tmp_path / "second", MANIFEST)
    assert files_of(tmp_path / "first") == files_of(tmp_path / "second")
    assert {"files/hat.jpg", "files/list.pdf"} <= set(files_of(tmp_path / "first"))


def test_a_pack_with_blocks_is_imported_once(pack: Path) -> None:
    import_pack(pack)
    page = GeneralPage.objects.get(slug="warmth")
    assert [block.block_type for block in page.body] == ["text", "figure", "document", "table", "expander"]
    kept = HubImage.objects.get()
    assert kept.description == "A hat on a cot"
    assert b"CAMERA" not in kept.file.read()
    rows = [row["values"] for row in page.body[3].value["table"].row_data]
    assert rows == [["Fenmere", "8.10"], ["Castlebeck", "no"]]

    assert import_pack(pack).changed == {}
    assert HubImage.objects.count() == 1


def test_a_picture_with_other_bytes_is_a_change(pack: Path) -> None:
    import_pack(pack)
    (pack / "files" / "hat.jpg").write_bytes(picture_bytes(size=(300, 300)))
    assert import_pack(pack).changed == {"pages": 1}
    assert import_pack(pack).changed == {}
    assert GeneralPage.objects.get(slug="warmth").body[1].value["picture"].width == 300


def test_a_picture_on_two_pages_is_written_once(pack: Path, tmp_path: Path) -> None:
    (pack / "pages" / "more.md").write_text(PAGE)
    import_pack(pack)
    assert HubImage.objects.count() == 1
    export_pack(tmp_path / "out.zip", MANIFEST)
    names = zipfile.ZipFile(tmp_path / "out.zip").namelist()
    assert sorted(names) == sorted(set(names))


def test_what_looks_like_a_block_in_running_text_stays_text(tmp_path: Path) -> None:
    page_of([{"type": "text", "value": "<p>```figure</p><p>words</p>"}])
    export_pack(tmp_path / "first", MANIFEST)
    assert import_pack(tmp_path / "first").changed == {}
    GeneralPage.objects.get(slug="warmth").delete()
    import_pack(tmp_path / "first")
    assert "```figure" in GeneralPage.objects.get(slug="warmth").full_text_html()


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("```figure", "```figur", 9),
        ("alt: A hat on a cot", "decorative: false", 9),
        ("alt: A hat on a cot", "alt: A hat\ndecorative: true", 9),
        ("caption: The hat\n", "captoin: The hat\n", 12),
        ("picture: files/hat.jpg", "picture: files/no.jpg", 10),
        ("- [Fenmere, 8.10]", "- [Fenmere]", 21),
        ("title: The list\n```", "title: The list\n", 15),
        ("summary: How we counted", "summary: [", 30),
    ],
)
def test_a_fault_in_a_block_is_told_with_its_line(pack: Path, old: str, new: str, line: int) -> None:
    edit(pack, "pages/warmth.md", old, new)
    near = [number for file, number in faults(pack) if file == "pages/warmth.md"]
    assert any(abs(number - line) <= 2 for number in near), near
    assert not GeneralPage.objects.filter(slug="warmth").exists()


def test_a_picture_that_is_none_is_refused_and_nothing_is_kept(pack: Path) -> None:
    (pack / "files" / "hat.jpg").write_bytes(b"GIF89a" + b"junk" * 50)
    with pytest.raises(PackError) as caught:
        import_pack(pack)
    assert ("files/hat.jpg", 1) in [(fault.file, fault.line) for fault in caught.value.faults]
    assert not HubImage.objects.exists()


def test_blocks_of_a_part_keep_their_lines(pack: Path) -> None:
    (pack / "guides").mkdir()
    (pack / "case-studies").mkdir()
    (pack / "trusts.csv").write_text(TRUSTS)
    (pack / "guides" / "warm-babies.md").write_text(GUIDE)
    case = CASE + "\n## What we did\n\n```steps\nsteps:\n- One\n```\n"
    (pack / "case-studies" / "hats.md").write_text(case)
    import_pack(pack)
    assert CaseStudy.objects.get().what_was_done[0].block_type == "steps"
    (pack / "case-studies" / "hats.md").write_text(case.replace("- One", "- One\nstep: 2"))
    assert ("case-studies/hats.md", case[: case.index("- One")].count("\n") + 2) in faults(pack)
