"""Where a pattern matches in a text: found once, then asked for by place, so that the time stays linear."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator


class Spans:
    """The matches of a pattern as two sorted lists of offsets."""

    def __init__(
        self, pattern: re.Pattern[str], text: str, accept: Callable[[re.Match[str]], bool] | None = None
    ) -> None:
        self.starts: list[int] = []
        self.ends: list[int] = []
        for match in pattern.finditer(text):
            if accept is None or accept(match):
                self.starts.append(match.start())
                self.ends.append(match.end())

    def between(self, low: int, high: int) -> Iterator[tuple[int, int]]:
        """Yield the spans that lie in ``text[low:high]`` as a whole, in order."""
        at = bisect_left(self.starts, low)
        while at < len(self.starts) and self.ends[at] <= high:
            yield self.starts[at], self.ends[at]
            at += 1

    def first(self, low: int, high: int) -> tuple[int, int] | None:
        """The first span that lies in ``text[low:high]`` as a whole."""
        return next(self.between(low, high), None)

    def last_end(self, low: int, high: int) -> int:
        """Where the last span in ``text[low:high]`` ends; ``low`` when there is none."""
        at = bisect_left(self.starts, high) - 1
        while at >= 0 and self.ends[at] > high:
            at -= 1
        return self.ends[at] if at >= 0 and self.starts[at] >= low else low
