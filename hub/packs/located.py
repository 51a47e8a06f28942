"""Reads CSV, YAML and front matter, and keeps the line of every value for error messages."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from typing import Any

import yaml

from hub.packs.errors import PackError

Path = tuple[str | int, ...]
# libyaml reads a pack in a tenth of the time; where PyYAML came without it, PyYAML reads it too.
_Loader: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# More is no content. libyaml would go on until the program's stack is full.
DEEPEST = 40


@dataclass(slots=True)
class Record:
    """One thing of a pack: its data, and the line on which each part of it stands."""

    file: str
    data: dict[str, Any]
    body: str = ""
    line: int = 1
    lines: dict[Path, int] = field(default_factory=dict)

    def line_of(self, path: Path) -> int:
        """The line of a value; of what holds it where the value itself is missing."""
        for end in range(len(path), 0, -1):
            if path[:end] in self.lines:
                return self.lines[path[:end]]
        return self.line


def decode(file: str, content: bytes) -> str:
    """The text of a file. Raises PackError with the line where it is not UTF-8."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise PackError.at(file, line, "is not UTF-8 text.") from error
    if "\x00" in text:
        raise PackError.at(file, text[: text.index("\x00")].count("\n") + 1, "holds a NUL byte.")
    return text.replace("\r\n", "\n")


def read_csv(file: str, content: bytes, columns: set[str]) -> list[Record]:
    """The rows of a table. Raises PackError for a missing or unknown column."""
    reader = csv.DictReader(io.StringIO(decode(file, content)), strict=True)
    given = set(reader.fieldnames or [])
    if missing := sorted(columns - given):
        raise PackError.at(file, 1, f"has no column {', '.join(missing)}.")
    if unknown := sorted(given - columns):
        raise PackError.at(file, 1, f"has an unknown column {', '.join(unknown)}.")
    records = []
    try:
        for row in reader:
            line = reader.line_num
            if None in row or None in row.values():
                raise PackError.at(file, line, "has more or fewer values than there are columns.")
            records.append(Record(file, {key: value.strip() for key, value in row.items()}, line=line))
    except csv.Error as error:
        raise PackError.at(file, reader.line_num, f"is not a table: {error}.") from error
    return records


def read_yaml(file: str, text: str, *, first_line: int = 1) -> Record:
    """A YAML mapping with the line of each value, `first_line` being that of its first one."""
    try:
        _check_shape(file, text, first_line)
        node = yaml.compose(text, Loader=_Loader)
        data = yaml.load(text, Loader=_Loader)  # noqa: S506 -- the safe one of libyaml
    except yaml.MarkedYAMLError as error:
        line = (error.problem_mark.line if error.problem_mark else 0) + first_line
        raise PackError.at(file, line, f"is not YAML: {error.problem}.") from error
    except (yaml.YAMLError, ValueError) as error:
        raise PackError.at(file, first_line, f"is not YAML: {error}.") from error
    if not isinstance(data, dict) or not isinstance(node, yaml.MappingNode):
        raise PackError.at(file, first_line, "must be a list of names with values.")
    lines: dict[Path, int] = {}
    _find_lines(node, (), lines, first_line)
    return Record(file, {str(key): value for key, value in data.items()}, line=first_line, lines=lines)


def _check_shape(file: str, text: str, first_line: int) -> None:
    """Raises PackError for what is small in the file and huge or endless in memory."""
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.AliasEvent):
            # A few lines of aliases of aliases stand for millions of values.
            raise PackError.at(file, first_line, "uses a YAML alias (*name): write the value out.")
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise PackError.at(file, first_line, "is nested too deeply.")


def _find_lines(node: yaml.Node, path: Path, lines: dict[Path, int], first: int) -> None:
    """Notes the line of a node and of all below it. Depth is that of the file's own nesting."""
    lines.setdefault(path, node.start_mark.line + first)
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            below = (*path, str(key.value))
            lines[below] = key.start_mark.line + first
            _find_lines(value, below, lines, first)
    elif isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            _find_lines(item, (*path, index), lines, first)


def read_front_matter(file: str, content: bytes) -> Record:
    """A Markdown file with YAML between two lines of `---` at its top."""
    text = decode(file, content)
    if not text.startswith("---\n"):
        raise PackError.at(file, 1, "must begin with a line --- and its front matter.")
    head, mark, body = text[4:].partition("\n---\n")
    if not mark and not head.endswith("\n---"):
        raise PackError.at(file, 1, "has front matter without its closing line ---.")
    record = read_yaml(file, head.removesuffix("\n---") + "\n", first_line=2)
    record.body = body.strip() + "\n" if body.strip() else ""
    record.lines[("body",)] = head.count("\n") + 4
    return record


def write_csv(columns: list[str], rows: list[dict[str, Any]]) -> bytes:
    """A table, in the order of `columns`."""
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def write_yaml(data: dict[str, Any]) -> str:
    """A YAML mapping in the order given; long texts stay on one line."""
    written: str = yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=1_000_000)
    return written


def write_front_matter(data: dict[str, Any], body: str) -> bytes:
    """The reverse of `read_front_matter`."""
    return f"---\n{write_yaml(data)}---\n{body}".encode()
