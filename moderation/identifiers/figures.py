"""Groups of figures in a text, and what joins them into one number or keeps them apart."""

import re
from collections.abc import Sequence
from functools import lru_cache

GROUP = re.compile(r"[0-9]+")
#: No more than this stands between two parts of one number.
WIDEST_JOINT = 12
# Between the parts of one number: blanks, control characters, dashes, dots, and the marks of Markdown.
STRONG = re.compile(r"[\s\x00-\x1f\x7f.*_~`\\/>-]*\Z")
# Between the items of a list as often as between the parts of a number.
WEAK = re.compile(r"[\s\x00-\x1f\x7f.*_~`\\/>^,:;|+()\[\]{}#'\"=&<-]*\Z")
TIGHT = re.compile(r"[./_\\-]+\Z")
STYLES = (("list", ",:;|()[]{}+#'\"=&<^"), ("slash", "/\\"), ("dash", "-"), ("dot", "."), ("line", "\n"))


@lru_cache(maxsize=4096)
def joins(between: str) -> bool:
    """Whether two groups with this between them stand together at all."""
    return len(between) <= WIDEST_JOINT and bool(WEAK.match(between))


@lru_cache(maxsize=4096)
def is_strong(joint: str) -> bool:
    """Whether a joint is of the kind that stands inside one number."""
    return bool(STRONG.match(joint))


@lru_cache(maxsize=4096)
def is_tight(joint: str) -> bool:
    """Whether a joint is a dash, dot or stroke without a blank: what it joins is one number or code."""
    return bool(TIGHT.match(joint))


@lru_cache(maxsize=4096)
def style(joint: str) -> str:
    """What a joint is made of: list, slash, dash, dot, line or blank, the first that is in it."""
    return next((name for name, marks in STYLES if any(mark in joint for mark in marks)), "blank")


class Figures:
    """All groups of ASCII figures of a normalised text; ``joints[i]`` stands between group i and the next."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.spans = [match.span() for match in GROUP.finditer(text)]
        self.sizes = [end - start for start, end in self.spans]
        self.joints: list[str | None] = []
        for at in range(len(self.spans) - 1):
            left, right = self.spans[at][1], self.spans[at + 1][0]
            between = text[left:right] if right - left <= WIDEST_JOINT else None
            self.joints.append(between if between is not None and joins(between) else None)

    def __len__(self) -> int:
        return len(self.spans)

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Offsets of the text from the first group to the last."""
        return self.spans[first][0], self.spans[last][1]

    def digits(self, first: int, last: int) -> str:
        """The figures of the groups, without what joins them."""
        return "".join(self.text[start:end] for start, end in self.spans[first : last + 1])

    def joint(self, left: int) -> str | None:
        """What stands between a group and the next; None when they do not stand together."""
        return self.joints[left] if 0 <= left < len(self.joints) else None

    def inner(self, first: int, last: int) -> Sequence[str | None]:
        """The joints inside a row of groups."""
        return self.joints[first:last]

    def outer(self, first: int, last: int) -> list[str]:
        """The joints to the figures before and behind that stand together with a row of groups."""
        return [joint for joint in (self.joint(first - 1), self.joint(last)) if joint is not None]
