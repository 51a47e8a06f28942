"""The words around a number that say whether it is about a patient."""

import re
from functools import cached_property

from moderation.identifiers.spans import Spans

# How many characters away a word still speaks of the number, before and behind it.
BEFORE, AFTER = 64, 48
NOT_BEFORE, NOT_AFTER = 40, 24
OWN_FIGURE = 12
LONGEST_WORD = 30
LONGEST_CODE = 16

NHS = r"n[\s.]{0,2}h[\s.]{0,2}s"
#: A word for the number itself: what follows it is that number, however it is written.
NUMBER_LABEL = (
    rf"(?<![a-z])(?:{NHS}|chi|h\s?&\s?c|hcn|health\s+(?:and|&)\s+care)[\s._'-]{{0,3}}"
    r"(?:number|num|nr|no|id|identifier|#)s?(?![a-z])"
)
POSITIVE_NHS = re.compile(
    # An address under nhs.uk or nhs.net tells of a web site or a letter box, not of a patient.
    rf"(?<![a-z@]){NHS}(?:[._'-]{{0,3}}(?:number|num|nr|no|id|identifier))?s?(?![a-z])"
    r"(?!\.(?:uk|net|scot|wales)(?![a-z]))"
    r"|" + NUMBER_LABEL + r"|(?<![a-z])(?:chi(?![a-z]|[\s-]*sq)|hcn|mrn)(?![a-z])"
    r"|(?<![a-z])(?:hospital|hosp|unit|patient|pt|case\s?notes?|medical\s+records?)[\s.]{1,3}"
    r"(?:number|num|no|id|identifier)s?(?![a-z])",
    re.IGNORECASE,
)
POSITIVE_PERSON = re.compile(
    r"(?<![a-z])(?:patients?|pts?|mothers?|mums?|mam|woman|women|bab(?:y|ies)|infants?|neonates?|newborns?|"
    r"twins?|d\.?o\.?b|date\s+of\s+birth|born|mrs|miss)(?![a-z])",
    re.IGNORECASE,
)
NEGATIVE = re.compile(
    r"(?<![a-z])(?:isbn|issn|ismn|asin|gtin|tels?|telephones?|phones?|mob|fax|ext|extension|bleep|"
    r"pager|whatsapp|switchboard|helpline|hotline|dial|zoom|webex|webinar|meeting\s+id|conference\s+id|passcode|"
    r"refs?|references?|grants?|invoices?|purchase\s+orders?|order\s+(?:no|number|id)|"
    r"mobile\s+(?:no|number|phone)|mobile(?=\s*:)|account\s+(?:no|number|id)|account(?=\s*:)|sort\s+code|"
    r"pmid|pmcid|doi|arxiv|nct|isrctn|iras|eudract|orcid|vat|charity\s+(?:no|number)|"
    r"company\s+(?:no|number)|serial|barcode|sku|lot\s+(?:no|number)|part\s+(?:no|number)|"
    r"catalogue|ticket)(?![a-z])"
    r"|https?://|www\.",
    re.IGNORECASE,
)
FIGURE = re.compile(r"\d")
LONG_FIGURE = re.compile(r"\d{4}")
CALLING_CODE = re.compile(r"(?<!\d)(?:\+|00)\d{0,3}[\s.()-]{0,3}(?:0\)?[\s.-]{0,3})?\Z")


class Context:
    """The telling words of one text, found when first asked for."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def _nhs(self) -> Spans:
        return Spans(POSITIVE_NHS, self.text)

    @cached_property
    def _person(self) -> Spans:
        return Spans(POSITIVE_PERSON, self.text)

    @cached_property
    def _negative(self) -> Spans:
        return Spans(NEGATIVE, self.text)

    def says_nhs(self, start: int, end: int) -> bool:
        """Whether words for a patient's number stand near ``text[start:end]``."""
        return _is_near(self._nhs, start, end)

    def says_person(self, start: int, end: int) -> bool:
        """Whether words for a patient stand near ``text[start:end]``."""
        return _is_near(self._person, start, end)

    def says_otherwise(self, start: int, end: int) -> bool:
        """Whether words for another sort of number (a book, a telephone, a grant) stand near.

        A word with a figure of its own between it and ours, or right behind it, belongs to that figure.
        """
        text = self.text
        if CALLING_CODE.search(text[max(0, start - LONGEST_CODE) : start]):
            return True
        before = self._negative.between(start - NOT_BEFORE, start)
        if any(not LONG_FIGURE.search(text, word_end, start) for _, word_end in before):
            return True
        behind = self._negative.between(end, end + NOT_AFTER + LONGEST_WORD)
        return any(
            word_start <= end + NOT_AFTER and not FIGURE.search(text, word_end, word_end + OWN_FIGURE)
            for word_start, word_end in behind
        )


def _is_near(words: Spans, start: int, end: int) -> bool:
    if words.first(start - BEFORE, start):
        return True
    behind = words.first(end, end + AFTER + LONGEST_WORD)
    return behind is not None and behind[0] <= end + AFTER
