"""Names of patients: "baby Smith", "the mother, Sarah Jones", "patient's name: Khan". Always doubtful.

A name is a word with a capital, at that place, that is no ordinary word. In a heading, behind a comma or
the end of a line, and in small letters only a common given name or surname is taken for one.
"""

import re
from collections.abc import Iterator

from moderation.identifiers.verdict import Found
from moderation.identifiers.words import ACRONYMS, GIVEN_NAMES, NOT_IN_SMALL, ORDINARY, SURNAMES, THINGS

WHO = (
    r"(?<![^\W_])(?:baby|mother|mum|mam|patient|pt|woman|lady|infant|neonate|newborn|twin|toddler|b/o)"
    r"(?![^\W_])"
)
FILLER = r"(?:[ \t]{1,3}(?:boy|girl|of|called|named|is|was|one|two|i{1,2}|[12])(?=[ \t:,(]))*"
GAP = r"(?:(?P<plain>[ \t]{1,3}[*_\"']{0,3})|(?P<apart>[ \t]?[:,(\n-][ \t\n]?[*_\"']{0,3}))"
LABEL = (
    r"(?:'s)?[ \t]{1,3}(?:(?:full|first|last|given|family)[ \t])?(?:sur)?names?(?![^\W_])"
    r"[ \t]{0,2}(?:(?:is|was)[ \t]|[:=-])?[ \t]{0,3}[*_\"']{0,3}"
)
TITLE = r"(?:(?:mrs|miss|ms|mr|mx|master)\.?[ \t]{1,2})?"
INITIALS = r"(?:(?-i:[A-Z])\.?[ \t]{1,2}){0,3}"
PARTICLES = r"(?:(?:van|von|der|den|de|di|da|del|dos|el|al|bin|binti|ibn|ap)[ \t]){0,3}"
TRIGGER = re.compile(
    rf"{WHO}(?:{LABEL}|{FILLER}{GAP}){TITLE}{INITIALS}{PARTICLES}(?=[^\W\d_])", re.IGNORECASE
)
WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['-](?=[^\W\d_])){0,40}")
SPACE = re.compile(r"[ \t]{1,2}")
INNER_CAPITAL = re.compile(r"(?:Mc|Mac|Fitz|De|Le|La|Di|Van|O'|D'|N')[A-Z]?[^A-Z]*\Z")
# Endings of the words of medicine and management, which no list has all of.
NOUN = re.compile(
    r".{3,}(?:tion|sion|ment|ness|logy|a?emia|itis|osis|wives|wife|ical|less|able|ised|ising|ation)s?\Z"
)
VOWEL = re.compile(r"[aeiouy]", re.IGNORECASE)
MOST_WORDS = 5
LINE_REACH = 120
SHORTEST_CAPITALS = 4


def find_patient_names(text: str) -> Iterator[Found]:
    """Yield names beside a word for a patient, in a normalised text; the finding covers both."""
    for match in TRIGGER.finditer(text):
        words = _words_from(text, match.end())
        if not words:
            continue
        count = _name_length(text, match, words)
        if count:
            yield Found("patient-name", match.start(), words[count - 1].end(), certain=False)


def _words_from(text: str, start: int) -> list[re.Match[str]]:
    words: list[re.Match[str]] = []
    position = start
    while len(words) < MOST_WORDS and (word := WORD.match(text, position)):
        words.append(word)
        space = SPACE.match(text, word.end())
        if not space:
            break
        position = space.end()
    return words


def _bare(word: str) -> str:
    return word.lower().removesuffix("'s")


def _is_known(word: str) -> bool:
    return _bare(word) in GIVEN_NAMES or _bare(word) in SURNAMES


def _looks_like_name(word: str) -> bool:
    """Whether one word, by its letters alone, may be a name at this place."""
    if len(word) < 2 or not word[0].isupper():
        return False
    parts = [part for part in word.split("-") if part]
    if any(_bare(part) in ORDINARY or NOUN.match(_bare(part)) for part in (word, *parts)):
        return False
    if word.isupper():
        return len(word) >= SHORTEST_CAPITALS and word not in ACRONYMS and bool(VOWEL.search(word))
    return all(part[1:] == part[1:].lower() or INNER_CAPITAL.match(part) for part in parts)


def _name_length(text: str, trigger: re.Match[str], words: list[re.Match[str]]) -> int:
    """How many of the words are a name: 0 when none is."""
    spelled = [word.group() for word in words]
    if spelled[0].islower():
        known = _is_known(spelled[0]) and _bare(spelled[0]) not in NOT_IN_SMALL
        return 1 if known and not trigger["apart"] and not _names_a_thing(spelled) else 0
    count = 0
    while count < len(spelled) and _looks_like_name(spelled[count]):
        count += 1
    if not count or _names_a_thing(spelled):
        return 0
    known = any(_is_known(word) for word in spelled[:count])
    if trigger["apart"]:
        # "For the mother, Offer ..." begins a clause; two such words, or one that is known, are a name.
        return count if known or (count > 1 and not set("\n-") & set(trigger["apart"])) else 0
    if not known and _is_in_heading(text, trigger.start(), words[count - 1].end()):
        return 0
    return count


def _names_a_thing(words: list[str]) -> bool:
    """Whether a noun among the capitals, or right behind, makes them the name of a programme or a place."""
    for word in words:
        if word.lower() in THINGS:
            return True
        if word[0].islower():
            return False
    return False


def _is_in_heading(text: str, start: int, end: int) -> bool:
    """Whether every long word of the line around, two at least, has a capital."""
    before = text[max(0, start - LINE_REACH) : start].rpartition("\n")[2]
    after = text[end : end + LINE_REACH].partition("\n")[0]
    long_words = [word for word in WORD.findall(f"{before} {after}") if len(word) >= SHORTEST_CAPITALS]
    return len(long_words) > 1 and all(word[0].isupper() for word in long_words)
