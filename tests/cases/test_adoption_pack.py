"""adoptions.csv: in, out, and in again; a wrong row is told with its line."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from activity.models import Activity, Notification
from activity.services import follow
from cases.models import Adoption
from hub.packs.engine import Manifest, export_pack, import_pack
from hub.packs.errors import PackError
from tests import factories
from tests.cases.adoptions import adoption

pytestmark = pytest.mark.django_db
HEAD = "trust,guide,version,status,started,adapted,result,stopped,why_stopped,case_study,updated\n"
STOPPED = (
    'fenmere,warm,1,stopped,2025-08-01,"Hats,\nand towels.",None.,2026-02-01,Too few.,hats,2026-02-23 09:05\n'
)


@pytest.fixture
def pack(tmp_path: Path, cast: Any) -> Path:
    """A pack with one record, of a guide and a case study that the hub has."""
    guide = factories.guide("warm", short_title="Warm", version=2)
    factories.case_study("hats", guides=(guide,), trust=cast.fenmere)
    (tmp_path / "pack.yaml").write_text("format: 1\nname: Small\n")
    (tmp_path / "adoptions.csv").write_text(HEAD + STOPPED)
    return tmp_path


def test_a_row_becomes_a_record(pack: Path, cast: Any) -> None:
    import_pack(pack)
    made = Adoption.objects.get()
    assert (made.trust, made.guide.slug, made.version, made.status) == (cast.fenmere, "warm", 1, "stopped")
    assert (made.started_on, made.stopped_on) == (date(2025, 8, 1), date(2026, 2, 1))
    assert made.adapted == "Hats,\nand towels."
    assert made.case_study is not None
    assert made.updated_at == datetime(2026, 2, 23, 9, 5, tzinfo=UTC)
    told = Activity.objects.get(verb="cases.adoption.recorded")
    assert told.created_at == made.updated_at


def test_twice_is_as_once_and_a_change_is_not_news(pack: Path, cast: Any) -> None:
    import_pack(pack)
    follow(cast.ben, cast.fenmere)
    assert import_pack(pack).changed == {}
    (pack / "adoptions.csv").write_text(HEAD + STOPPED.replace("Too few.", "Far too few."))
    assert import_pack(pack).changed == {"adoptions": 1}
    assert Adoption.objects.get().why_stopped == "Far too few."
    assert not Notification.objects.filter(user=cast.ben).exists()


def test_out_and_in_again_is_the_same(pack: Path, tmp_path: Path, cast: Any) -> None:
    import_pack(pack)
    record = Adoption.objects.get()
    adoption(record.guide, cast.castlebeck, status="planning")
    export_pack(tmp_path / "out", Manifest(format=1, name="Out"))
    first = (tmp_path / "out" / "adoptions.csv").read_bytes()
    kept = list(Adoption.objects.order_by("pk").values("trust", "guide", "status", "updated_at", "adapted"))
    Adoption.objects.all().delete()
    assert import_pack(tmp_path / "out", declared=True).changed["adoptions"] == 2
    export_pack(tmp_path / "again", Manifest(format=1, name="Out"))
    assert (tmp_path / "again" / "adoptions.csv").read_bytes() == first
    again = Adoption.objects.values("trust", "guide", "status", "updated_at", "adapted")
    assert sorted(kept, key=str) == sorted(again, key=str)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("Too few.", "", "what was stopped says why"),
        (",stopped,", ",testing,", "only for what was stopped"),
        (",stopped,", ",paused,", "status"),
        ("warm,1", "warm,3", "the guide has no version 3 yet"),
        ("warm,1", "cold,1", "there is no guide called cold"),
        ("fenmere", "nowhere", "there is no trust or network called nowhere"),
        ("fenmere", "eastern", "trusts alone say what they do"),
        (",hats,", ",caps,", "there is no case study called caps"),
        ("2026-02-01", "2025-02-01", "is before it started"),
        ("None.", "NHS number 943 476 5919", "patient details"),
    ],
)
def test_a_wrong_row_is_refused_with_its_line(pack: Path, old: str, new: str, said: str) -> None:
    (pack / "adoptions.csv").write_text(HEAD + STOPPED.replace(old, new))
    with pytest.raises(PackError) as caught:
        import_pack(pack)
    fault = caught.value.faults[0]
    assert (fault.file, fault.line) == ("adoptions.csv", 3)
    assert said in str(fault)
    assert not Adoption.objects.exists()


def test_one_trust_has_one_row_for_a_guide(pack: Path) -> None:
    (pack / "adoptions.csv").write_text(HEAD + STOPPED + STOPPED)
    with pytest.raises(PackError, match="has a row about warm on line 3 already"):
        import_pack(pack)
