"""Content packs: in, out, in again; and what is wrong with a pack is told with file and line."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from accounts.models import Organisation, User
from activity.models import Activity
from cases.models import CaseStudy, InterventionGuide
from forums.models import Forum, Post, Topic
from hub.models import BasePage, HubDocument
from hub.packs.engine import FORMAT, Manifest, export_pack, import_pack
from hub.packs.errors import PackError

pytestmark = pytest.mark.django_db

DEMO = settings.BASE_DIR / "demo"
GUIDE = """---
title: Warm babies
short_title: Warm babies
published: 2026-01-05
card:
  - Dry the baby.
recommendations:
  - {strength: offer, text: Offer a hat., evidence: One trial}
---
## Why it matters

Cold babies have **low** sugar. See the [case studies](/case-studies/).
"""
CASE = """---
title: Hats
published: 2026-02-01 09:30
trust: fenmere
outcome: worked
changed:
  - A hat for every baby
interventions:
  - {guide: warm-babies, version: 1}
---
## Problem

Babies were cold. See [the guide](/guides/warm-babies/).
"""
TRUSTS = (
    "slug,kind,name,network,unit_type,births_a_year,neonatal_level,contact_name,contact_email,"
    "can_help_with,about,invented\n"
    "eastern,network,Eastern,,,,,,,,,no\n"
    "fenmere,trust,Fenmere Hospitals,eastern,Obstetric,4200,,,,,,yes\n"
)


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A small pack in a folder."""
    root = tmp_path / "pack"
    (root / "guides").mkdir(parents=True)
    (root / "case-studies").mkdir()
    (root / "pack.yaml").write_text("format: 1\nname: Small\n")
    (root / "trusts.csv").write_text(TRUSTS)
    (root / "guides" / "warm-babies.md").write_text(GUIDE)
    (root / "case-studies" / "hats.md").write_text(CASE)
    return root


def faults(pack: Path) -> list[tuple[str, int]]:
    """Where an import finds fault."""
    with pytest.raises(PackError) as caught:
        import_pack(pack)
    return [(fault.file, fault.line) for fault in caught.value.faults]


def edit(pack: Path, file: str, old: str, new: str) -> None:
    """Changes a file of the pack."""
    path = pack / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def files_of(root: Path) -> dict[str, bytes]:
    """A pack's files by name."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()
    }


def test_a_pack_becomes_published_pages(pack: Path) -> None:
    import_pack(pack)

    case = CaseStudy.objects.visible_to(None).get(slug="hats")
    guide = InterventionGuide.objects.visible_to(None).get(slug="warm-babies")
    assert case.trust.network.slug == "eastern"
    assert [use.guide for use in case.guide_uses.all()] == [guide]
    assert f'linktype="page" id="{guide.pk}"' in case.problem
    assert case.first_published_at.isoformat() == "2026-02-01T09:30:00+00:00"
    assert Activity.objects.filter(verb="hub.page.published").about(case).count() == 1


def test_a_second_import_changes_nothing(pack: Path) -> None:
    import_pack(pack)
    before = Activity.objects.count(), list(BasePage.objects.values_list("latest_revision_id"))

    report = import_pack(pack)

    assert report.changed == {}
    assert before == (
        Activity.objects.count(),
        list(BasePage.objects.values_list("latest_revision_id")),
    )


def test_a_changed_file_changes_its_page_alone(pack: Path) -> None:
    import_pack(pack)
    edit(pack, "case-studies/hats.md", "Babies were cold.", "Babies were very cold.")

    report = import_pack(pack)

    assert report.changed == {"case studies": 1}
    assert "very cold" in CaseStudy.objects.get(slug="hats").problem


def test_the_demonstration_is_large_and_goes_out_and_in_as_it_was(tmp_path: Path) -> None:
    import_pack(DEMO)
    manifest = Manifest(format=FORMAT, name="Copy")
    export_pack(tmp_path / "first", manifest)

    assert import_pack(tmp_path / "first").changed == {}
    assert_as_large_as_promised()
    export_pack(tmp_path / "second", manifest)
    assert files_of(tmp_path / "first") == files_of(tmp_path / "second")


def assert_as_large_as_promised() -> None:
    """Enough of everything to see what a hub is, all of it invented."""
    assert InterventionGuide.objects.count() == 5
    assert CaseStudy.objects.count() >= 12
    assert CaseStudy.objects.filter(outcome="did-not-work").exists()
    assert CaseStudy.objects.values("trust").distinct().count() >= 8
    assert Forum.objects.count() >= 4
    assert Topic.objects.count() >= 15
    assert Post.objects.count() >= 60
    trusts = Organisation.objects.trusts()
    assert trusts.count() == trusts.filter(invented=True).count() >= 8
    assert not User.objects.exclude(profile__invented=True).exists()


def test_an_empty_hub_takes_what_another_gave(pack: Path, tmp_path: Path) -> None:
    import_pack(pack)
    export_pack(tmp_path / "out.zip", Manifest(format=FORMAT, name="Copy"))
    CaseStudy.objects.get(slug="hats").delete()

    import_pack(tmp_path / "out.zip")

    assert CaseStudy.objects.visible_to(None).filter(slug="hats").exists()


@pytest.mark.parametrize(
    ("file", "old", "new", "line"),
    [
        ("case-studies/hats.md", "outcome: worked", "outcome: great", 5),
        ("case-studies/hats.md", "outcome: worked", "outcom: worked", 5),
        ("case-studies/hats.md", "version: 1", "version: none", 9),
        ("case-studies/hats.md", "## Problem", "## Problems", 11),
        ("case-studies/hats.md", "published: 2026-02-01 09:30", "published: soon", 3),
        ("guides/warm-babies.md", "strength: offer", "strength: must", 8),
        ("guides/warm-babies.md", "  - Dry the baby.", "  - [", 8),
        ("trusts.csv", "Obstetric,4200", "Obstetric,many", 3),
        ("trusts.csv", "fenmere,trust", "fenmere,trust,extra", 3),
        ("pack.yaml", "format: 1", "format: 2", 1),
    ],
)
def test_a_wrong_value_is_told_with_its_line(pack: Path, file: str, old: str, new: str, line: int) -> None:
    edit(pack, file, old, new)

    assert (file, line) in faults(pack)
    assert not CaseStudy.objects.exists()
    assert not Organisation.objects.exists()


def test_all_faults_are_told_at_once(pack: Path) -> None:
    edit(pack, "case-studies/hats.md", "outcome: worked", "outcome: great")
    edit(pack, "guides/warm-babies.md", "strength: offer", "strength: must")

    assert {file for file, _ in faults(pack)} == {"case-studies/hats.md", "guides/warm-babies.md"}


def test_a_reference_to_nothing_keeps_nothing(pack: Path) -> None:
    edit(pack, "case-studies/hats.md", "guide: warm-babies", "guide: cold-babies")

    assert faults(pack) == [("case-studies/hats.md", 2)]
    assert not BasePage.objects.filter(slug="warm-babies").exists()


def test_files_of_a_failed_import_are_gone_again(pack: Path, tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = str(tmp_path / "media")
    (pack / "files").mkdir()
    shutil.copy(next((DEMO / "files").glob("*.pdf")), pack / "files" / "hat.pdf")
    edit(pack, "guides/warm-babies.md", "card:", "attachments: [{title: Hat, file: files/hat.pdf}]\ncard:")
    edit(pack, "case-studies/hats.md", "trust: fenmere", "trust: nowhere")

    faults(pack)

    assert not HubDocument.objects.exists()
    assert not [path for path in (tmp_path / "media").rglob("*") if path.is_file()]


def test_a_file_that_is_not_in_the_pack(pack: Path) -> None:
    edit(pack, "guides/warm-babies.md", "card:", "attachments:\n  - {title: Hat, file: files/hat.pdf}\ncard:")

    assert faults(pack) == [("guides/warm-babies.md", 6)]


def test_a_patient_in_a_pack_is_refused_without_being_repeated(pack: Path) -> None:
    edit(pack, "case-studies/hats.md", "Babies were cold.", "NHS number 999 000 0018 was cold.")

    with pytest.raises(PackError) as caught:
        import_pack(pack)

    assert ("case-studies/hats.md", 13) in [(f.file, f.line) for f in caught.value.faults]
    assert "0018" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("case-studies/bad.md", b"\xff\xfe"),
        ("case-studies/bad.md", b"no front matter"),
        ("case-studies/bad.md", b"---\ntitle: [\n---\n"),
        ("case-studies/bad.md", b"---\ntitle: a\x00b\n---\n"),
        ("unknown/thing.md", b"---\n---\n"),
        ("case-studies/bad.md", b"---\ntitle: &a x\nsummary: *a\n---\n"),
        ("case-studies/bad.md", b"---\ntitle: " + b"[" * 3_000 + b"\n---\n"),
        ("trusts.csv", b"slug,kind\n"),
        ("trusts.csv", b""),
        ("pack.yaml", b"- a list"),
        ("pack.yaml", b"name: no format\n"),
    ],
)
def test_broken_files_are_one_clear_fault(pack: Path, name: str, content: bytes) -> None:
    (pack / name).parent.mkdir(exist_ok=True)
    (pack / name).write_bytes(content)

    assert name in [file for file, _ in faults(pack)]


def test_a_zip_that_leads_out_or_explodes_is_refused(tmp_path: Path) -> None:
    for name, content in (("../../etc/passwd", b"x"), ("files/zeros.pdf", b"0" * 60_000_000)):
        path = tmp_path / "evil.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("pack.yaml", "format: 1\nname: Evil\n")
            archive.writestr(name, content)
        assert name in [file for file, _ in faults(path)]


def test_the_command_says_one_clear_thing(pack: Path, tmp_path: Path) -> None:
    edit(pack, "case-studies/hats.md", "outcome: worked", "outcome: great")

    with pytest.raises(CommandError, match=r"case-studies/hats\.md, line 5: outcome"):
        call_command("import_pack", str(pack))
    with pytest.raises(CommandError, match="There is no content pack at"):
        call_command("import_pack", str(tmp_path / "nowhere"))
    with pytest.raises(CommandError, match="already there"):
        call_command("export_pack", str(pack))


def test_a_date_in_the_field_below_born_is_no_date_of_birth(pack: Path) -> None:
    edit(pack, "case-studies/hats.md", "title: Hats\n", "title: Hats\nsummary: A hat where they are born\n")

    assert import_pack(pack).changed["case studies"] == 1


def with_pdf(pack: Path, content: bytes) -> None:
    """Gives the guide of the pack a file."""
    (pack / "files").mkdir(exist_ok=True)
    (pack / "files" / "hat.pdf").write_bytes(content)


def test_a_file_with_other_bytes_is_a_change(pack: Path) -> None:
    edit(pack, "guides/warm-babies.md", "card:", "attachments: [{title: Hat, file: files/hat.pdf}]\ncard:")
    with_pdf(pack, b"%PDF-1.7 first")
    import_pack(pack)
    assert import_pack(pack).changed == {}
    with_pdf(pack, b"%PDF-1.7 second")

    assert import_pack(pack).changed == {"guides": 1}

    attached = InterventionGuide.objects.get(slug="warm-babies").attachments.get()
    assert attached.document.file.read() == b"%PDF-1.7 second"
    assert attached.document.filename == "hat.pdf"


def test_a_page_that_calls_itself_a_pdf_is_refused(pack: Path) -> None:
    edit(pack, "guides/warm-babies.md", "card:", "attachments: [{title: Hat, file: files/hat.pdf}]\ncard:")
    with_pdf(pack, b"<html><script>alert(1)</script>")

    assert faults(pack) == [("files/hat.pdf", 1)]
