"""Older versions of guides in content packs: out, in, and in again."""

from __future__ import annotations

from pathlib import Path

import pytest

from cases.models import GuideVersion, InterventionGuide, LearningSetGuide
from hub.models import Attachment
from hub.packs.engine import Manifest, export_pack, import_pack
from hub.packs.errors import PackError
from tests import factories
from tests.cases.test_versions import publish_next
from tests.factories import Cast
from tests.hub.test_packs import files_of

pytestmark = pytest.mark.django_db
GUIDE = """---
title: Warm babies
short_title: Warm
published: 2026-05-06
version: 2
change_note: Step 2 is new.
approved_on: 2026-05-06
card:
- Dry the baby
- Call the team
recommendations:
- strength: offer
  text: Offer a hat.
  evidence: One trial
---
"""
OLD = """---
title: Warm babies
short_title: Warm
published: 2025-01-05
card:
- Dry the baby
recommendations:
- strength: offer
  text: Offer a bonnet.
  evidence: One trial
---
## Why it matters

Cold babies have **low** sugar. See the [guide](/guides/warm/).
"""


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A guide in version 2 with its version 1."""
    root = tmp_path / "pack"
    (root / "guides" / "warm").mkdir(parents=True)
    (root / "pack.yaml").write_text("format: 1\nname: Small\n")
    (root / "guides" / "warm.md").write_text(GUIDE)
    (root / "guides" / "warm" / "version-1.md").write_text(OLD)
    return root


def exported(path: Path) -> dict[str, bytes]:
    """The whole hub as the files of a pack."""
    export_pack(path, Manifest(format=1, name="Small"))
    return files_of(path)


def test_an_older_version_comes_in_beside_its_guide(pack: Path) -> None:
    import_pack(pack)
    guide = InterventionGuide.objects.get(slug="warm")
    assert list(guide.versions.values_list("number", flat=True)) == [2, 1]
    old = guide.versions.get(number=1)
    assert old.as_guide().steps() == ["Dry the baby"]
    assert f'id="{guide.pk}"' in old.as_guide().why
    assert [row.text for row in old.as_guide().recommendations.all()] == ["Offer a bonnet."]
    assert old.published_at.isoformat().startswith("2025-01-05")


def test_it_goes_out_and_in_as_it_was_and_twice_is_as_once(pack: Path, tmp_path: Path) -> None:
    import_pack(pack)
    before = exported(tmp_path / "one")
    assert "guides/warm/version-1.md" in before
    rows = list(GuideVersion.objects.values())
    assert import_pack(pack).changed == {}
    assert list(GuideVersion.objects.values()) == rows
    InterventionGuide.objects.get(slug="warm").delete()
    import_pack(tmp_path / "one")
    assert exported(tmp_path / "two") == before


def test_a_changed_older_version_is_put_right(pack: Path) -> None:
    import_pack(pack)
    file = pack / "guides" / "warm" / "version-1.md"
    file.write_text(OLD.replace("bonnet", "cap"))
    assert import_pack(pack).changed == {"versions of guides": 1}
    row = GuideVersion.objects.get(number=1)
    assert row.as_guide().recommendations.get().text == "Offer a cap."


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("version-2.md", "", "", "version 2 is in force"),
        ("version-9.md", "", "", "version 2 is in force"),
        ("version-1.md", "published:", "audience: members\npublished:", "audience is said by"),
        ("version-1.md", "published:", "version: 1\npublished:", "version is said by the file's name"),
        ("version-1.md", "## Why it matters", "## Whatever", "not one of the parts"),
        ("version-x.md", "", "", "is in no folder"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_kept(
    pack: Path, name: str, old: str, new: str, said: str
) -> None:
    (pack / "guides" / "warm" / "version-1.md").unlink()
    (pack / "guides" / "warm" / name).write_text(OLD.replace(old, new) if old else OLD)
    with pytest.raises(PackError) as caught:
        import_pack(pack)
    assert [said in str(fault) for fault in caught.value.faults] == [True]
    assert f"guides/warm/{name}" in str(caught.value)
    assert not InterventionGuide.objects.filter(slug="warm").exists()


def test_a_pack_does_not_take_a_guide_back(pack: Path) -> None:
    import_pack(pack)
    publish_next(InterventionGuide.objects.get(slug="warm"))
    with pytest.raises(PackError, match="a number never goes down"):
        import_pack(pack)


def test_the_version_of_a_learning_set_goes_with_it(cast: Cast, tmp_path: Path) -> None:
    guide = factories.guide("warm")
    named = factories.learning_set("three")
    LearningSetGuide.objects.create(page=named, guide=guide, version=1)
    Attachment.objects.create(
        page=named.basepage_ptr, title="Film", kind="video", link="https://example.org/film"
    )
    publish_next(guide)
    before = exported(tmp_path / "one")
    assert b"version: 1" in before["learning-sets/three.md"]
    named.set_guides.update(version=2)
    import_pack(tmp_path / "one")
    assert named.set_guides.get().version == 1
    assert exported(tmp_path / "two") == before


def test_the_demonstration_has_the_versions_that_its_case_studies_followed() -> None:
    import_pack(Path(__file__).resolve().parents[2] / "demo", declared=False)
    for slug, numbers in (("neonatal-hypoglycaemia", [2, 1]), ("deteriorating-mother-or-baby", [3, 2, 1])):
        guide = InterventionGuide.objects.get(slug=slug)
        assert list(guide.versions.values_list("number", flat=True)) == numbers
        assert {use.version for use in guide.uses.all()} <= set(numbers)
