"""Very many entries for search, as a large hub might have them.

Nine in ten are what people say and files; the rest is what editors publish. Texts are as long as such
texts are (a log-normal length around the median of the kind), of the words of the demonstration
content as often as they stand there, with a long tail of rare ones. Trusts, guides, outcomes,
audiences, authors and dates are spread as they would be: most things are public, and most are new.

The texts are cut from one long one, so that making them costs next to nothing beside indexing them.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from typing import Any, ClassVar, NamedTuple

from django.db import connection, models
from django.utils.text import slugify

from accounts.models import MEMBERS_ID, PUBLIC_ID, Audience
from search import registry
from search.registry import Facet, Fields

PROJECT = Path(__file__).resolve().parent.parent
NEWEST = datetime(2026, 3, 28, tzinfo=UTC)
DAYS = 2_000
TRUSTS, GUIDES, OUTCOMES, GROUPS, AUTHORS = 130, 5, 4, 20, 3_000
RARE_WORDS, RARE_SHARE = 40_000, 0.03
BANK_WORDS = 2_000_000
CHUNK = 5_000


class Shape(NamedTuple):
    """What one kind is like: its share of all, and the median number of words of its text."""

    kind: str
    share: float
    words: int


SHAPES = (
    Shape("made-topic", 0.76, 80),
    Shape("made-file", 0.12, 350),
    Shape("made-case", 0.07, 450),
    Shape("made-news", 0.03, 90),
    Shape("made-set", 0.01, 200),
    Shape("made-guide", 0.01, 700),
)


def vocabulary() -> Counter[str]:
    """The words of the demonstration content, and how often they stand there."""
    files = [*PROJECT.glob("demo/**/*.md"), *PROJECT.glob("demo/**/*.yaml")]
    told = " ".join(path.read_text(encoding="utf-8") for path in files).lower()
    return Counter(re.findall(r"[a-z]+", told))


class Texts:
    """One long text, and the pieces that are cut from it."""

    def __init__(self, words: Counter[str], chance: random.Random) -> None:
        rare = ["".join(chance.choices("bcdfglmnprst", k=3) + chance.choices("aeiou", k=3)) for _ in range(9)]
        tail = [f"{chance.choice(rare)}{chance.choice(rare)}{number % 97}" for number in range(RARE_WORDS)]
        known, often = list(words), list(accumulate(words.values()))
        said = chance.choices(known, cum_weights=often, k=BANK_WORDS)
        for place in chance.sample(range(BANK_WORDS), int(BANK_WORDS * RARE_SHARE)):
            said[place] = tail[int(RARE_WORDS * chance.random() ** 3)]
        self.bank = " ".join(said)
        # Where each word begins, so that a piece begins and ends with a whole one.
        self.starts = list(accumulate((len(word) + 1 for word in said), initial=0))

    def piece(self, chance: random.Random, words: int) -> str:
        """So many words from anywhere."""
        first = chance.randrange(BANK_WORDS - words)
        return self.bank[self.starts[first] : self.starts[first + words] - 1]


class Made(models.Model):
    """A thing with nothing but its number; each kind has a table of its own."""

    class Meta:
        abstract = True

    objects: ClassVar[Any] = models.Manager()


def made_model(kind: str) -> type[Made]:
    """The model of a kind."""
    meta = type("Meta", (), {"app_label": "bench"})
    name = kind.title().replace("-", "")
    model: type[Made] = type(name, (Made,), {"__module__": __name__, "Meta": meta})
    return model


class MadeDocument:
    """What search knows of the things of one kind: all of it follows from their number."""

    def __init__(self, shape: Shape, texts: Texts, audiences: Sequence[int]) -> None:
        self.shape, self.texts, self.audiences = shape, texts, audiences
        self.kind = shape.kind
        self.label = self.plural = shape.kind.replace("-", " ").capitalize()
        self.model = made_model(shape.kind)

    def get_queryset(self) -> models.QuerySet[Made]:
        """All of them."""
        rows: models.QuerySet[Made] = self.model.objects.all()
        return rows

    def fields(self, thing: Made) -> Fields:
        """The thing as search knows it."""
        chance = random.Random(f"{self.kind} {thing.pk}")
        length = min(int(self.shape.words * chance.lognormvariate(0, 0.7)) + 10, 6_000)
        # Half of everything is from the newest fifth of the time.
        when = NEWEST - timedelta(days=DAYS * chance.random() ** 2.3)
        author = f"Author {chance.randrange(AUTHORS)}" if self.kind == "made-topic" else ""
        return Fields(
            title=self.texts.piece(chance, chance.randint(4, 10)),
            path=f"/made/{self.kind}/{thing.pk}/",
            audience_id=self.audience(chance),
            published=when,
            updated=when,
            summary="" if author else self.texts.piece(chance, 16),
            body=self.texts.piece(chance, length),
            facets=self.facets(chance),
            author=slugify(author),
        )

    def audience(self, chance: random.Random) -> int:
        """Four in five are public, one in seven is for members, the rest for one of some groups."""
        drawn = chance.random()
        if drawn < 0.8:
            return PUBLIC_ID
        return MEMBERS_ID if drawn < 0.95 else chance.choice(self.audiences)

    def facets(self, chance: random.Random) -> tuple[Facet, ...]:
        """Two in three are about a guide; what is no discussion has a trust, a case study an outcome."""
        found = []
        if chance.random() < 0.65:
            guide = chance.randrange(GUIDES)
            found.append(Facet("intervention", f"made-{guide}", f"Made guide {guide}"))
        if self.kind in {"made-file", "made-case", "made-set"}:
            trust = chance.randrange(TRUSTS)
            found.append(Facet("trust", f"made-{trust}", f"Made trust {trust}"))
        if self.kind == "made-case":
            outcome = chance.randrange(OUTCOMES)
            found.append(Facet("outcome", f"made-{outcome}", f"Made outcome {outcome}"))
        return tuple(found)


def make(entries: int, words: Counter[str], chance: random.Random) -> None:
    """Lays the tables with so many things in all, and tells search of them."""
    texts = Texts(words, chance)
    audiences = [
        Audience.objects.create(kind=Audience.Kind.GROUPS, key=f"made-{number}", name=f"Made {number}").pk
        for number in range(GROUPS)
    ]
    for shape in SHAPES:
        document = MadeDocument(shape, texts, audiences)
        with connection.schema_editor() as editor:
            editor.create_model(document.model)
        numbers = range(1, int(entries * shape.share) + 1)
        for start in range(0, len(numbers), CHUNK):
            document.model.objects.bulk_create(
                document.model(pk=number) for number in numbers[start : start + CHUNK]
            )
        registry.register(document)
