"""`make docs`: check that every link in the documentation leads to a file, and to a heading, that exists.

Addresses on the web are left alone: a check that depends on other people's servers fails for their reasons.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

PROJECT = Path(__file__).resolve().parent.parent
LINK = re.compile(r"!?\[[^\]]*\]\(\s*<?([^)\s>]+)>?[^)]*\)")
FENCE = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`[^`\n]*`")
HEADING = re.compile(r"^#{1,6} +(.+?) *#*$", re.MULTILINE)


def documents() -> list[Path]:
    """The documentation: what stands at the top, and all of docs/."""
    return sorted([*PROJECT.glob("*.md"), *(PROJECT / "docs").rglob("*.md")])


def anchors(text: str) -> set[str]:
    """The names that the headings of a document can be linked by."""
    found = set()
    for heading in HEADING.findall(FENCE.sub("", text)):
        words = re.sub(r"[^\w\- ]", "", heading.lower())
        found.add(words.strip().replace(" ", "-"))
    return found


def broken(document: Path) -> Iterator[str]:
    """The links of one document that lead nowhere."""
    text = FENCE.sub("", document.read_text(encoding="utf-8"))
    for target in LINK.findall(CODE.sub("", text)):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = unquote(target).partition("#")
        path = (document.parent / name).resolve() if name else document
        if not path.exists():
            yield f"{document.relative_to(PROJECT)}: there is no {target}"
        elif anchor and path.suffix == ".md" and anchor not in anchors(path.read_text(encoding="utf-8")):
            yield f"{document.relative_to(PROJECT)}: {name or 'this document'} has no heading #{anchor}"


def main() -> None:
    """Print what is broken and fail, or say how much was read."""
    read = documents()
    wrong = [line for document in read for line in broken(document)]
    if wrong:
        sys.exit("\n".join(wrong))
    print(f"The links of {len(read)} documents resolve.")


if __name__ == "__main__":
    main()
