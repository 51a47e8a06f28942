"""NHS numbers, and the numbers of Scotland and Northern Ireland that share their form.

Sources: NHS Data Dictionary, attribute NHS NUMBER (ten digits, Modulus 11 with the weights 10 to 2, shown as
3-3-4); Public Health Scotland, Community Health Index (the first six digits are the date of birth, ddmmyy).
"""

import re
from collections.abc import Iterator

from moderation.identifiers.context import NHS, NUMBER_LABEL, Context
from moderation.identifiers.dates import is_day_of_month
from moderation.identifiers.figures import Figures, is_strong, is_tight, style
from moderation.identifiers.normalise import Normalised
from moderation.identifiers.verdict import Found

LENGTH = 10
WEIGHTS = range(10, 1, -1)
SHOWN_AS = [3, 3, 4]
#: A row of a table is a line of many short figures; one number is in two or three parts.
MOST_PARTS = 3
CELL = "\t"
ISBN_13 = ("978", "979")
LABEL = re.compile(
    rf"(?:{NUMBER_LABEL}|(?<![a-z]){NHS}\s?[:#=])\W{{0,8}}(?:(?:is|was)\W{{1,4}})?(?=[0-9])", re.IGNORECASE
)
# "archdischild-2010-123456" and the parts of a UUID.
CODE_BEFORE = re.compile(r"[A-Za-z][-_/.]?\Z")
CODE_BEHIND = re.compile(r"[-_][A-Za-z]")
CODE_ENDS, CODE_STARTS = re.compile(r"[A-Za-z0-9]*\Z"), re.compile(r"[A-Za-z0-9]*")
CODE_LENGTH = 24


def is_nhs_number(digits: str) -> bool:
    """Whether ten ASCII digits are a number that some UK health service gives out, or may give out.

    The check digit is 11 minus the weighted sum modulo 11; 11 is written 0, and 10 is never used. Ranges:
    010 000 0000 to 311 299 9999 Scotland (a real date first), 32 to 39 Northern Ireland, 4, 6 and 7 England,
    Wales and the Isle of Man, 9 synthetic, which is treated as real.
    """
    if len(digits) != LENGTH or not (digits.isascii() and digits.isdigit()) or len(set(digits)) == 1:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(digits[:9], WEIGHTS, strict=True))
    # A remainder of 1 asks for the check digit 10, which no single figure equals.
    if (11 - total % 11) % 11 != int(digits[9]):
        return False
    if digits[0] in "4679" or "32" <= digits[:2] <= "39":
        return True
    return is_day_of_month(int(digits[:2]), int(digits[2:4]), int(digits[4:6]))


def find_nhs_numbers(normal: Normalised, context: Context) -> Iterator[Found]:
    """Yield every NHS number of a normalised text; one place may be read in more than one way.

    A run of more than ten figures holds none. Figures with separators are one number when they stand as
    3-3-4, when they follow a word for the number, or when they are all the figures that stand together.
    """
    return _Search(normal, context).run()


class _Search:
    def __init__(self, normal: Normalised, context: Context) -> None:
        self.text = normal.text
        self.breaks = normal.breaks
        self.context = context
        self.figures = Figures(normal.text)

    def run(self) -> Iterator[Found]:
        sizes = self.figures.sizes
        for first, size in enumerate(sizes):
            if size == LENGTH:
                yield from self._whole(first)
            elif size == SHOWN_AS[0] and sizes[first : first + 3] == SHOWN_AS:
                yield from self._shown(first, first + 2)
            elif self.breaks and sum(sizes[first : first + 2]) == LENGTH and self._is_shown(first, first + 1):
                yield from self._shown(first, first + 1)
        yield from self._labelled()
        yield from self._scattered(across_lines=True)
        yield from self._scattered(across_lines=False)

    def _is_valid(self, first: int, last: int) -> bool:
        return is_nhs_number(self.figures.digits(first, last))

    def _is_shown(self, first: int, last: int) -> bool:
        """Whether the figures stand as 3-3-4 when zero-width characters count as blanks."""
        if not self.breaks:
            return False
        places = [place for span in self.figures.spans[first : last + 1] for place in range(*span)]
        starts = {start for start, _ in self.figures.spans[first : last + 1]}
        cuts = [at for at, place in enumerate(places) if at and (place in starts or place in self.breaks)]
        return cuts == [SHOWN_AS[0], SHOWN_AS[0] + SHOWN_AS[1]]

    def _is_near(self, first: int, last: int) -> bool:
        start, end = self.figures.span(first, last)
        return self.context.says_nhs(start, end) or self.context.says_person(start, end)

    def _found(self, first: int, last: int, sure: bool) -> Found:
        """The number of these groups: certain when ``sure`` and no word near denies it."""
        start, end = self.figures.span(first, last)
        return Found("nhs-number", start, end, sure and not self.context.says_otherwise(start, end))

    def _is_rest_of_isbn(self, first: int) -> bool:
        joined = self.figures.joint(first - 1) is not None
        return joined and self.figures.digits(first - 1, first - 1) in ISBN_13

    def _whole(self, first: int) -> Iterator[Found]:
        """Ten figures without a break."""
        if not self._is_valid(first, first):
            return
        near = self._is_near(first, first)
        isbn = self._is_rest_of_isbn(first)
        if any(is_tight(joint) for joint in self.figures.outer(first, first)):
            # Part of a longer number, unless words near it say that it is about a patient.
            if near and not isbn:
                yield self._found(first, first, sure=False)
            return
        if near or self._is_shown(first, first) or not self._is_part_of_code(first):
            yield self._found(first, first, (near or self._is_shown(first, first)) and not isbn)

    def _is_part_of_code(self, at: int) -> bool:
        """Whether the letters and figures beside make a long code of it, such as a checksum."""
        start, end = self.figures.span(at, at)
        before = CODE_ENDS.search(self.text[max(0, start - CODE_LENGTH) : start])
        behind = CODE_STARTS.match(self.text, end, end + CODE_LENGTH)
        beside = sum(len(match.group()) for match in (before, behind) if match)
        return beside + LENGTH >= CODE_LENGTH

    def _shown(self, first: int, last: int) -> Iterator[Found]:
        """Figures as the NHS shows them, 3-3-4."""
        joints = [joint for joint in self.figures.inner(first, last) if joint is not None]
        if len(joints) < last - first or not self._is_valid(first, last):
            return
        start, end = self.figures.span(first, last)
        outer = self.figures.outer(first, last)
        styles = {style(joint) for joint in joints}
        tight = [joint for joint in outer if is_tight(joint)]
        sure = self.context.says_nhs(start, end) and not tight
        if "list" in styles:
            # "(943) 476-5919" is a telephone's form; "412, 398, 4021" is three figures.
            bracketed = not any(mark in joint for joint in joints for mark in ",:;|=&<")
            told, sure = bracketed and not tight, bracketed and sure
        elif tight:
            # The same mark goes on: one longer number. Another mark: "bed 4/943 476 5919".
            told = not styles & {style(joint) for joint in tight}
        else:
            # In a row that was pasted from a sheet three counts side by side may pass the check digit.
            in_cells = CELL in outer and set(joints) == {CELL}
            told, sure = True, (sure or not in_cells) and not self._is_rest_of_isbn(first)
        if told or self._is_near(first, last):
            yield self._found(first, last, sure)

    def _labelled(self) -> Iterator[Found]:
        """Figures in any form right behind a word for the number."""
        labels = {match.end() for match in LABEL.finditer(self.text)}
        for first, (start, _) in enumerate(self.figures.spans):
            if start not in labels:
                continue
            size, last = self.figures.sizes[first], first
            while size < LENGTH and self.figures.joint(last) is not None:
                last += 1
                size += self.figures.sizes[last]
            if size == LENGTH and self._is_valid(first, last):
                behind = self.figures.joint(last)
                yield self._found(first, last, sure=behind is None or not is_tight(behind))

    def _scattered(self, across_lines: bool) -> Iterator[Found]:
        """Ten figures in another form that stand together and alone: "94347 65919", "9 4 3 4 7 6 5 9 1 9"."""
        figures = self.figures
        first = 0
        while first < len(figures):
            last, size = first, figures.sizes[first]
            while _goes_on(figures.joint(last), across_lines):
                last += 1
                size += figures.sizes[last]
            if size == LENGTH and last > first and (across_lines or last - first < MOST_PARTS):
                yield from self._alone(first, last)
            first = last + 1

    def _alone(self, first: int, last: int) -> Iterator[Found]:
        figures = self.figures
        sizes = figures.sizes[first : last + 1]
        styles = {style(joint or "").replace("line", "blank") for joint in figures.inner(first, last)}
        if "slash" in styles or (len(styles) > 1 and set(sizes) != {1}):
            # Dates, blood pressures and decimals side by side, not one number.
            return
        if sizes == SHOWN_AS or any(is_tight(joint) for joint in figures.outer(first, last)):
            return
        if not self._is_valid(first, last):
            return
        start, end = figures.span(first, last)
        few = len(sizes) <= MOST_PARTS
        sure = self.context.says_nhs(start, end) or (few and self.context.says_person(start, end))
        code = CODE_BEFORE.search(self.text[max(0, start - 2) : start]) or CODE_BEHIND.match(self.text, end)
        if sure or not (code or self.context.says_otherwise(start, end)):
            yield self._found(first, last, sure)


def _goes_on(joint: str | None, across_lines: bool) -> bool:
    return joint is not None and is_strong(joint) and (across_lines or "\n" not in joint)
