"""Full UK postcodes, always doubtful: a hospital has one as well as a home.

Sources: Royal Mail, Postcode Address File (the forms A9, A99, AA9, AA99, A9A and AA9A, then 9AA without the
letters C I K M O V); Office for National Statistics, the 124 postcode areas in use.
"""

import re
from collections.abc import Iterator

from moderation.identifiers.verdict import Found

AREAS = """
    AB AL B BA BB BD BF BH BL BN BR BS BT BX CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT
    DY E EC EH EN EX FK FY G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE
    LL LN LS LU M ME MK ML N NE NG NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM
    SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC WD WF WN WR WS WV YO ZE
"""
IN_USE = frozenset(AREAS.split())
POSTCODE = re.compile(
    r"(?<![A-Za-z0-9])(?:(?P<area>[A-Za-z]{1,2})\d[A-Za-z0-9]?|GIR)(?P<gap>[ \t]{0,3}[\r\n]{0,2}[ \t]{0,3}|-)"
    r"(?P<inward>\d[ABD-HJLNP-UW-Zabd-hjlnp-uw-z]{2})(?![A-Za-z0-9])"
)
# "level 2 3hr", "wave w1 2nd": in small letters and apart these are words, not the end of a postcode.
UNIT_WORDS = re.compile(r"(?:st|nd|rd|th|hr|yr|ft|lb|pt|pp|dl|ug|ng|gy|wt|ed|en|ts)\Z")
SHORTEST_RUN_TOGETHER = 6


def find_postcodes(text: str) -> Iterator[Found]:
    """Yield full postcodes of a normalised text, in either case, with or without the space."""
    for match in POSTCODE.finditer(text):
        area = match["area"]
        if area and area.upper() not in IN_USE:
            continue
        inward = match["inward"][1:]
        if match["gap"] and UNIT_WORDS.match(inward):
            continue
        in_small = match.group() == match.group().lower()
        if not match["gap"] and in_small and len(match.group()) < SHORTEST_RUN_TOGETHER:
            continue
        yield Found("postcode", match.start(), match.end(), certain=False)
