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

from hub.packs.blocks import KINDS, Block
from hub.packs.errors import PackError, PackFault
from hub.packs.located import read_yaml
from hub.packs.resolve import Resolver
from hub.packs.richtext import FENCE, as_prose, canonical, files_linked, to_html, to_markdown
from hub.packs.schema import validated

FENCED = re.compile(r"^```([a-z_]+) *\n((?:(?!```).*\n)*)``` *$", re.MULTILINE)
Part = tuple[str, str, int]
_Texts: type[yaml.BaseLoader] = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


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
    record.data = yaml.load(words, Loader=_Texts)  # noqa: S506 -- makes text and nothing else
    return validated(KINDS[kind], record)


def _prose_faults(words: str, *, file: str, line: int, names: set[str]) -> Iterator[PackFault]:
    """What is wrong with running text: half a block in it, or a link to a file that is not there."""
    if fence := FENCE.search(words):
        at = line + words[: fence.start()].count("\n")
        yield PackFault(file, at, "begins or ends a block that is not whole.")
    for name, offset in files_linked(words):
        if name not in names:
            yield PackFault(file, line + offset, f"{name} is not in the pack.")


def read_prose(text: str, *, file: str, line: int, names: set[str]) -> str:
    """A text that takes no blocks in the one form that two equal texts share, as `read_body`."""
    if fence := FENCE.search(text):
        words = "begins a block, and this part takes none: it is running text."
        raise PackError.at(file, line + text[: fence.start()].count("\n"), words)
    if faults := list(_prose_faults(text, file=file, line=line, names=names)):
        raise PackError(faults)
    return as_prose(canonical(text))


def read_body(text: str, *, file: str, line: int, names: set[str]) -> str:
    """A body in the one form that two equal bodies share. `line` is that of its first line, `names`
    are the files of the pack. Raises PackError with all faults."""
    found, faults = [], list[PackFault]()
    for kind, words, offset in _parts(text):
        at = line + offset
        if kind == "text":
            faults += _prose_faults(words, file=file, line=at, names=names)
            found.append(as_prose(canonical(words)))
            continue
        try:
            block = _block(kind, words, file, at)
        except PackError as error:
            faults += error.faults
            continue
        faults += [
            PackFault(file, at, f"{name} is not in the pack.") for name in block.files() if name not in names
        ]
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
            blocks.append({"type": "text", "value": to_html(words, resolve)})
    return StreamValue(field.stream_block, blocks, is_lazy=True)


def to_text(body: Any, resolve: Resolver) -> str:
    """The reverse of `to_body`."""
    texts = []
    for row in body.raw_data:
        if row["type"] == "text":
            texts.append(as_prose(to_markdown(row["value"], resolve)))
        elif row["type"] in KINDS and (block := KINDS[row["type"]].of(row["value"], resolve)):
            texts.append(_fenced(row["type"], block))
    return "\n".join(text for text in texts if text)


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
