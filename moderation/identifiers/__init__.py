"""Tell patient-identifiable data in what people write, before it is kept.

``check`` reads a text and answers *refuse* (it surely identifies a patient), *hold* (it may: a person
decides) or *pass* (no rule found anything, which is no promise that there is nothing). It stores nothing,
logs nothing and needs no Django. ``python -m moderation.identifiers`` does the same for lines of JSON.

Certain: an NHS number that is shown as 3-3-4 or stands near words for a patient; a figure beside "hospital
number" or "MRN"; a full date beside "date of birth"; a trust's own number.

Doubtful: an NHS number that stands bare or near words for another sort of number, "born" with a day, a full
postcode, a name beside "baby" or "patient", a gestation with a day and a place.
"""

from collections.abc import Iterable, Iterator
from itertools import chain

from moderation.identifiers.birth_date import find_birth_dates
from moderation.identifiers.context import Context
from moderation.identifiers.gestation import find_gestations
from moderation.identifiers.hospital_number import PatternError, compile_pattern, find_hospital_numbers
from moderation.identifiers.nhs_number import find_nhs_numbers, is_nhs_number
from moderation.identifiers.normalise import Normalised, normalise
from moderation.identifiers.patient_name import find_patient_names
from moderation.identifiers.postcode import find_postcodes
from moderation.identifiers.verdict import KINDS, Finding, Found, Kind, Verdict, verdict_of

__all__ = ["KINDS", "Finding", "Kind", "PatternError", "Verdict", "check", "compile_pattern", "is_nhs_number"]

#: Kinds that are two readings of one figure where they overlap.
NUMBERS = ("nhs-number", "hospital-number")


def check(text: str, *, hospital_number_patterns: Iterable[str] = ()) -> Verdict:
    """Say whether a text holds patient-identifiable data, and where.

    ``hospital_number_patterns`` are the trust's own, in the form that ``compile_pattern`` takes; any other
    raises ``PatternError``. Any string is accepted: empty, with NUL, with lone surrogates. The time is linear
    in the length of the text. Offsets of findings are those of ``text`` as given.
    """
    patterns = [compile_pattern(pattern) for pattern in hospital_number_patterns]
    normal = normalise(text)
    context = Context(normal.text)
    found = chain(
        find_nhs_numbers(normal, context),
        find_hospital_numbers(normal.text, context, patterns),
        find_birth_dates(normal.text),
        find_postcodes(normal.text),
        find_patient_names(normal.text),
        find_gestations(normal.text),
    )
    return verdict_of(_in_the_original(text, normal, one) for one in _without_overlaps(found))


def _in_the_original(text: str, normal: Normalised, found: Found) -> Finding:
    start, end = normal.span(found.start, found.end)
    return Finding(found.kind, start, end, text[start:end], "certain" if found.certain else "doubtful")


def _without_overlaps(found: Iterable[Found]) -> Iterator[Found]:
    """Keep one reading of every place: the surest, then an NHS number before a hospital's, then the first."""
    groups: dict[str, list[Found]] = {}
    for one in found:
        groups.setdefault("number" if one.kind in NUMBERS else one.kind, []).append(one)
    for group in groups.values():
        yield from _disjoint(group)


def _disjoint(group: list[Found]) -> list[Found]:
    kept: list[Found] = []
    for one in sorted(group, key=lambda found: (found.start, found.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
        elif (one.certain, one.kind == "nhs-number") > (kept[-1].certain, kept[-1].kind == "nhs-number"):
            kept[-1] = one
    return kept
