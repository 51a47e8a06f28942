"""Dates as people write them in English: numbers, months as words, ISO 8601."""

import re

MONTHS = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    "oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
GAP = r"[\s,.'/_-]{0,3}"
YEAR = r"(?:(?:19|20)\d\d|\d\d)"
DAY = r"(?:0?[1-9]|[12]\d|3[01])"

#: A day, a month and a year.
FULL_DATE = re.compile(
    rf"(?<!\d)(?<!\d[.,/-])(?:"
    rf"(?P<year_first>(?:19|20)\d\d)(?P<iso_gap>\s?[-/.\s]\s?)(?P<iso_month>\d\d?)(?P=iso_gap)(?P<iso_day>\d\d?)"
    rf"|(?P<first>\d\d?)(?P<gap>\s?[-/.\s_\\]\s?)(?P<second>\d\d?)(?P=gap)'?{YEAR}"
    rf"|{DAY}(?:\s?(?:st|nd|rd|th))?{GAP}(?:(?:day\s)?of\s)?{GAP}(?:{MONTHS}){GAP}(?:{YEAR})"
    rf")(?!\d)"
    rf"|(?<![a-z])(?:{MONTHS}){GAP}{DAY}(?:\s?(?:st|nd|rd|th))?[\s,.'/_-]{{1,3}}{YEAR}(?!\d)",
    re.IGNORECASE,
)
#: A day and a month, the year left out.
DAY_AND_MONTH = re.compile(
    rf"(?<!\d)(?<!\d[.,/-]){DAY}(?:\s?(?:st|nd|rd|th))?{GAP}(?:of\s)?(?:{MONTHS})(?![a-z])"
    rf"|(?<![a-z])(?:{MONTHS})[\s.]{{1,2}}{DAY}(?:st|nd|rd|th)?(?!\d)",
    re.IGNORECASE,
)
#: Six or eight figures that are a date only because a word before them says so.
COMPACT_DATE = re.compile(r"(?<!\d)(?:(?P<eight>\d{8})|(?P<six>\d{6}))(?!\d)")
#: What may follow a date to make it a span of time.
SPAN = re.compile(
    rf"(?:st|nd|rd|th)?\s*(?:to|until|till|and|through|up\s+to|[-–—])\s*(?:the\s+)?(?:\d|{MONTHS})",
    re.IGNORECASE,
)

LENGTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def is_day_of_month(day: int, month: int, year: int) -> bool:
    """Whether the day exists in some century; ``year`` is of two or four figures, and every fourth leaps."""
    if not 1 <= month <= 12 or not 1 <= day <= LENGTHS[month - 1]:
        return False
    return (day, month) != (29, 2) or year % 4 == 0


def is_date(match: re.Match[str]) -> bool:
    """Whether a match of ``FULL_DATE`` can be a date, the day or the month first."""
    if match["year_first"]:
        return is_day_of_month(int(match["iso_day"]), int(match["iso_month"]), int(match["year_first"]))
    if match["first"]:
        first, second = int(match["first"]), int(match["second"])
        return is_day_of_month(first, second, 0) or is_day_of_month(second, first, 0)
    return True


def is_compact_date(match: re.Match[str]) -> bool:
    """Whether a match of ``COMPACT_DATE`` reads as ddmmyyyy, yyyymmdd, ddmmyy or yymmdd."""
    figures = match.group()
    if match["six"]:
        readings = [(figures[:2], figures[2:4], figures[4:]), (figures[4:], figures[2:4], figures[:2])]
    else:
        readings = [(figures[:2], figures[2:4], figures[4:]), (figures[6:], figures[4:6], figures[:4])]
        readings = [reading for reading in readings if reading[2][:2] in ("19", "20")]
    return any(is_day_of_month(int(day), int(month), int(year)) for day, month, year in readings)
