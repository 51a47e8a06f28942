"""The reference says what the code does: settings, commands, and a content pack that really imports."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from django.core.management import get_commands

from hub.packs.engine import import_pack
from moderation.identifiers import check

PROJECT = Path(__file__).resolve().parent.parent
REFERENCE = PROJECT / "docs" / "reference"
ROOMS = {folder.parent.name for folder in PROJECT.glob("*/migrations")}
# A path in bold, and the code block below it.
EXAMPLE = re.compile(r"^\*\*([\w./-]+)\*\*\n\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def read(path: Path) -> str:
    """The text of a file."""
    return path.read_text(encoding="utf-8")


def variables() -> set[str]:
    """The names that hub/settings.py asks `environment` for: the first argument of its readers."""
    found = set()
    for node in ast.walk(ast.parse(read(PROJECT / "hub" / "settings.py"))):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id == "environment"
            and node.args
            and isinstance(node.args[0], ast.Constant)
        ):
            found.add(str(node.args[0].value))
    return found


def test_the_settings_that_are_read_are_found() -> None:
    assert {"DATABASE_URL", "SECRET_KEY", "HUB_BASE_URL"} <= variables()


def test_every_setting_is_explained() -> None:
    explained = set(re.findall(r"^\| `([A-Z_]+)` \|", read(REFERENCE / "settings.md"), re.MULTILINE))
    assert variables() - explained == set()
    assert explained - variables() == {"PORT"}


def test_every_setting_stands_in_the_example_file() -> None:
    listed = set(re.findall(r"^# ([A-Z_]+)=", read(PROJECT / ".env.example"), re.MULTILINE))
    assert variables() - listed == set()
    assert listed - variables() == {"PORT"}


def test_every_command_is_explained() -> None:
    explained = set(re.findall(r"^## `(\w+)", read(REFERENCE / "commands.md"), re.MULTILINE))
    ours = {name for name, room in get_commands().items() if room in ROOMS}
    assert explained - {"python"} == ours


def test_every_make_command_is_explained() -> None:
    targets = set(re.findall(r"^([a-z-]+):", read(PROJECT / "Makefile"), re.MULTILINE)) - {"help"}
    explained = set(re.findall(r"`make ([a-z-]+)`", read(REFERENCE / "make.md")))
    assert targets - explained == set()


def test_the_examples_of_the_identifier_check_hold() -> None:
    rows = re.findall(
        r"^\| `(.+)` \| (refuse|hold|pass) \|$", read(REFERENCE / "identifiers.md"), re.MULTILINE
    )
    assert len(rows) > 5
    assert [(text, check(text).verdict) for text, _ in rows] == rows


@pytest.mark.django_db
def test_the_example_of_a_content_pack_imports(tmp_path: Path) -> None:
    examples = dict(EXAMPLE.findall(read(REFERENCE / "content-pack.md")))
    examples["files/pack-list.txt"] = "A hat. A towel.\n"
    for name, text in examples.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    first = import_pack(tmp_path)
    assert set(first.changed) == {
        "trusts", "people", "groups", "forums", "home", "pages", "news",
        "guides", "versions of guides", "case studies", "learning sets", "adoptions", "topics",
    }  # fmt: skip

    second = import_pack(tmp_path)
    assert second.changed == {}
