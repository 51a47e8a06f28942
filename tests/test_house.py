"""Rules of the house that no linter knows."""

from __future__ import annotations

import ast
import json
import re
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.management import get_commands, load_command_class

PROJECT = Path(__file__).resolve().parent.parent
# The room of files has no tables of its own.
ROOMS = sorted(["files", *(folder.parent.name for folder in PROJECT.glob("*/migrations"))])
OWN = {*ROOMS, "bench", "deploy", "docs", "tests"}
# These come with a package that is named, and belong to it.
COME_WITH = {
    "beautifulsoup4": "wagtail",
    "django-contrib-comments": "django-comments-xtd",
    "django-filter": "wagtail",
    "django-modelcluster": "wagtail",
    "django-taggit": "wagtail",
    "elastic-transport": "elasticsearch",
    "modelsearch": "wagtail",
    "pillow": "wagtail",
}


def modules(*folders: str) -> Iterator[tuple[Path, ast.Module]]:
    """The parsed Python files of some folders."""
    for folder in folders:
        for path in sorted((PROJECT / folder).rglob("*.py")):
            yield path.relative_to(PROJECT), ast.parse(path.read_text(encoding="utf-8"))


def imported(tree: ast.Module) -> Iterator[str]:
    """The first names of what a file imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


def named(*lists: str) -> set[str]:
    """The packages that requirement lists ask for, by their normal names."""
    lines = [line for name in lists for line in (PROJECT / name).read_text(encoding="utf-8").splitlines()]
    found = [re.match(r"[A-Za-z][\w.-]*", line) for line in lines]
    return {re.sub(r"[-_.]+", "-", match.group(0)).lower() for match in found if match}


@pytest.mark.parametrize(
    ("folders", "lists"),
    [
        (ROOMS, ["requirements.in"]),
        (["tests", "bench", "deploy"], ["requirements.in", "requirements-dev.in"]),
    ],
)
def test_what_is_imported_is_asked_for(folders: list[str], lists: list[str]) -> None:
    asked = named(*lists)
    distributions = packages_distributions()
    unasked = set()
    for path, tree in modules(*folders):
        for name in set(imported(tree)) - OWN - set(sys.stdlib_module_names):
            packages = {re.sub(r"[-_.]+", "-", each).lower() for each in distributions.get(name, [name])}
            if not {COME_WITH.get(each, each) for each in packages} & asked:
                unasked.add(f"{path} imports {name}")
    assert not unasked, f"not in {' or '.join(lists)}: {sorted(unasked)}"


def test_signals_enter_only_through_receivers() -> None:
    """Those of receivers.py are connected there or in the room's apps.py."""
    elsewhere = [
        f"{path}:{node.lineno}"
        for path, tree in modules(*ROOMS)
        if path.name not in {"apps.py", "receivers.py"}
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and (
            (isinstance(node.func, ast.Name) and node.func.id == "receiver")
            or (isinstance(node.func, ast.Attribute) and node.func.attr == "connect")
        )
    ]
    assert not elsewhere


def test_every_static_file_that_a_template_names_is_there() -> None:
    lost = [
        f"{path.relative_to(PROJECT)}: {name}"
        for path in sorted((PROJECT / "templates").rglob("*.html"))
        for name in re.findall(r"{%\s*static\s+['\"]([^'\"]+)['\"]\s*%}", path.read_text(encoding="utf-8"))
        if not finders.find(name)
    ]
    assert not lost


def test_every_command_says_what_it_does() -> None:
    silent = [
        name
        for name, room in get_commands().items()
        if room in ROOMS and not load_command_class(room, name).help
    ]
    assert not silent


def test_every_dependency_has_its_reason() -> None:
    text = (PROJECT / "docs" / "reference" / "dependencies.md").read_text(encoding="utf-8")
    explained = {
        re.sub(r"[-_.]+", "-", name.strip()).lower() for name in re.findall(r"^\| (\S+) \|", text, re.M)
    }
    front = json.loads((PROJECT / "package.json").read_text(encoding="utf-8"))
    asked = named("requirements.in", "requirements-dev.in", "requirements-node.in")
    asked |= {name.lower() for name in {**front["dependencies"], **front["devDependencies"]}}
    assert asked - explained == set()
