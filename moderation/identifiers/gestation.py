"""One birth told by its gestation, its day and its place: together they may point to one family. Doubtful.

Reports of a service have gestations, dates and trusts too ("women under 30 weeks, 1 April to 31 March"), so
plurals and periods are left out, and one person or one event must be told of.
"""

import re
from collections.abc import Iterator

from moderation.identifiers.dates import DAY_AND_MONTH, FULL_DATE, SPAN, is_date
from moderation.identifiers.spans import Spans
from moderation.identifiers.verdict import Found

REACH = 160
GESTATION = re.compile(
    r"(?<![\d.,£$+/-])(?:2[0-9]|3[0-9]|4[0-3])\s?(?:"
    r"(?P<exact>\+\s?[0-6](?!\d)(?:\s?/\s?(?:7|40))?(?:\s?-?\s?(?:weeks?|wks?|w)(?![a-z]))?"
    r"|(?:weeks?|wks?|w)\s?(?:,|and|\+|&)?\s?[0-6]\s?(?:days?|d)(?![a-z])|w\s?[0-6]\s?d(?![a-z]))"
    r"|/\s?40(?!\d)|-?\s?(?:weeks?|wks?)(?:'s|')?(?![a-z]))",
    re.IGNORECASE,
)
PLACE = re.compile(
    r"(?<![a-z])(?:hospitals?|infirmary|trust|medical\s+centre|birth\s+centre|maternity\s+unit|nicu|lnu|scbu)(?![a-z])"
    r"|(?-i:(?<![A-Za-z])[A-Z][a-z]+\s(?:General|District|Royal|University|Teaching|Women's|Park|Infirmary)(?![a-z]))"
    r"|(?-i:(?<![A-Za-z])Royal\s[A-Z][a-z]+)",
    re.IGNORECASE,
)
ONE_PERSON = re.compile(
    r"(?<![a-z])(?:(?:a|an|the|this|that|her|his|our|one|my)\s(?:[a-z-]+\s){0,3}"
    r"(?:baby|woman|mother|mum|infant|patient|neonate|newborn|lady|girl|boy|twins?|primip|multip|para)"
    r"|she|he|baby\s(?:boy|girl)|g[1-9]\s?p\d)(?![a-z])",
    re.IGNORECASE,
)
ONE_EVENT = re.compile(
    r"(?<![a-z])(?:(?:still)?born|delivered|admitted|transferred|died|death|cooled|stillbirth|presented|booked|emcs|lscs"
    r"|caesarean|abruption|intubated)(?![a-z])",
    re.IGNORECASE,
)
MANY = re.compile(
    r"(?<![a-z])(?:babies|women|mothers|mums|infants|patients|births|deliveries|admissions|neonates|newborns|families|all|"
    r"every|each|any|eligible|per\s?cent|percentage|proportion|audit(?:ed)?|median|mean|average|guideline|launched|"
    r"training)(?![a-z])|\d\s?%",
    re.IGNORECASE,
)
EDGE = re.compile(
    r"(?:<|>|≤|≥|(?<![a-z])(?:under|below|less\sthan|over|before|from|than|between|until|up\sto))\s?\Z",
    re.IGNORECASE,
)
PARAGRAPH = re.compile(r"\n\s*\n")


def find_gestations(text: str) -> Iterator[Found]:
    """Yield a gestation that stands with one day, one place and one person or event, in a normalised text."""
    if not GESTATION.search(text):
        return
    told = {pattern: Spans(pattern, text) for pattern in (MANY, PLACE, ONE_PERSON, ONE_EVENT, PARAGRAPH)}
    full, short = Spans(FULL_DATE, text, is_date), Spans(DAY_AND_MONTH, text)
    for match in GESTATION.finditer(text):
        low = told[PARAGRAPH].last_end(match.start() - REACH, match.start())
        end_of_paragraph = told[PARAGRAPH].first(match.end(), match.end() + REACH)
        high = end_of_paragraph[0] if end_of_paragraph else match.end() + REACH
        if EDGE.search(text[max(0, match.start() - 12) : match.start()]) or told[MANY].first(low, high):
            continue
        one = match["exact"] or told[ONE_PERSON].first(low, high) or told[ONE_EVENT].first(low, high)
        if one and told[PLACE].first(low, high) and _has_one_day(text, low, high, full, short):
            yield Found("gestation", match.start(), match.end(), certain=False)


def _has_one_day(text: str, low: int, high: int, full: Spans, short: Spans) -> bool:
    days = list(full.between(low, high)) or list(short.between(low, high))
    return bool(days) and not any(SPAN.match(text, end) for _, end in days)
