"""A page's body of blocks as Markdown, and back.

Running text is Markdown. Every other block is YAML between a line of three backticks with the
block's name and a line of three backticks, as Markdown writes what is not text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml
from wagtail.blocks import StreamValue

from hub.models import HubDocument, HubImage
from hub.packs.blocks import KINDS, Block
from hub.packs.errors import PackError, PackFault
from hub.packs.located import read_yaml
from hub.packs.resolve import Resolver
from hub.packs.richtext import canonical, to_html, to_markdown
from hub.packs.schema import validated

FENCED = re.compile(r"^```([a-z_]+) *\n((?:(?!```).*\n)*)``` *$", re.MULTILINE)
_FENCE = re.compile(r"^```", re.MULTILINE)
Part = tuple[str, str, int]


def _parts(text: str) -> Iterator[Part]:
    """The parts of a body: the block's name ("text" for running text), its words, and the line
    (from 0) on which they begin."""
    end = 0
    for match in FENCED.finditer(text):
        yield "text", text[end : match.start()], text[:end].count("\n")
        yield match.group(1), match.group(2), text[: match.start(2)].count("\n")
        end = match.end()
    yield "text", text[end:], text[:end].count("\n")


def _block(kind: str, words: str, file: str, line: int) -> Block:
    """A block of a pack. Raises PackError with the line of each fault."""
    if kind not in KINDS:
        raise PackError.at(file, line - 1, f'"{kind}" is not one of the blocks: {", ".join(KINDS)}.')
    record = read_yaml(file, words, first_line=line)
    # Every value as it is written: 8.10 stays 8.10, and "no" is a word.
    record.data = yaml.load(words, Loader=yaml.BaseLoader)  # noqa: S506 -- makes text and nothing else
    return validated(KINDS[kind], record)


def read_body(text: str, *, file: str, line: int, names: set[str]) -> str:
    """A body in the one form that two equal bodies share. `line` is that of its first line, `names`
    are the files of the pack. Raises PackError with all faults."""
    found, faults = [], list[PackFault]()
    for kind, words, offset in _parts(text):
        if kind == "text":
            if fence := _FENCE.search(words):
                at = line + offset + words[: fence.start()].count("\n")
                faults.append(PackFault(file, at, "begins or ends a block that is not whole."))
            found.append(_prose(canonical(words)))
            continue
        try:
            block = _block(kind, words, file, line + offset)
        except PackError as error:
            faults += error.faults
            continue
        shown = getattr(block, block.shows) if block.shows else None
        if shown and shown not in names:
            faults.append(PackFault(file, line + offset, f"{shown} is not in the pack."))
        found.append(_fenced(kind, block))
    if faults:
        raise PackError(faults)
    return "\n".join(part for part in found if part)


def to_body(text: str, field: Any, resolve: Resolver) -> StreamValue:
    """The body of a text that `read_body` gave, as a page's field takes it."""
    blocks = []
    for kind, words, _line in _parts(text):
        if kind != "text":
            blocks.append({"type": kind, "value": _block(kind, words, "", 1).raw(resolve)})
        elif words.strip():
            blocks.append({"type": "text", "value": to_html(words, resolve.page_id)})
    return StreamValue(field.stream_block, blocks, is_lazy=True)


def to_text(body: Any, resolve: Resolver) -> str:
    """The reverse of `to_body`."""
    texts = []
    for row in body.raw_data:
        if row["type"] == "text":
            texts.append(_prose(to_markdown(row["value"], resolve.path)))
        elif row["type"] in KINDS and (block := KINDS[row["type"]].of(row["value"], resolve)):
            texts.append(_fenced(row["type"], block))
    return "\n".join(text for text in texts if text)


def files_of(body: Any) -> Iterator[HubDocument | HubImage]:
    """The files and pictures that a body shows."""
    rows = list(body.raw_data)
    files = [row["value"]["document"] for row in rows if row["type"] == "document"]
    pictures = [(row["value"]["picture"] or {}).get("image") for row in rows if row["type"] == "figure"]
    yield from HubDocument.objects.filter(pk__in=files).order_by("pk")
    yield from HubImage.objects.filter(pk__in=pictures).order_by("pk")


def _prose(text: str) -> str:
    """Running text, in which no line is taken for the beginning of a block."""
    return re.sub(r"^(\s*)```", r"\1\\`\\`\\`", text, flags=re.MULTILINE)


def _fenced(kind: str, block: Block) -> str:
    written = yaml.dump(
        block.front_matter(), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=1_000_000
    )
    return f"```{kind}\n{written}```\n"


class _Dumper(yaml.SafeDumper):
    """Texts of several lines stand as they are read."""


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.Node:
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style="|" if "\n" in value else None)


_Dumper.add_representer(str, _text)
