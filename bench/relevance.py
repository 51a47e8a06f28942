"""`python -m bench.relevance`: how well search finds what people need in the demonstration content.

The searches and the judgements stand in `relevance.yaml`, beside this file: made by reading the
content, each need asked for in several ways. What is measured is the first page of results, as a
member of no trust gets it. Where nothing has all the words and "did you mean" offers other words, the
results of those count: they are one press away.

nDCG@10 and recall@10 after Järvelin and Kekäläinen, "Cumulated gain-based evaluation of IR
techniques", ACM Transactions on Information Systems 20(4), 2002.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log2
from pathlib import Path
from statistics import fmean
from urllib.parse import urlencode

import yaml
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.http import QueryDict
from django.utils.module_loading import import_string
from rich.console import Console
from rich.table import Table

from bench.throwaway import run

JUDGED = Path(__file__).with_suffix(".yaml")
CUT = 10
AIM = 0.85
# A result of this grade or above answers the need; below, it only touches it.
ANSWERS = 2


@dataclass(frozen=True)
class Asked:
    """One search, with what it should find: grades 1 to 3 by name."""

    text: str
    kind: str
    grades: Mapping[str, int]
    guide: str


@dataclass(frozen=True)
class Scored:
    """What one search came to."""

    asked: Asked
    ndcg: float
    recall: float
    found: Sequence[str]


def judged() -> list[Asked]:
    """All searches of the judged set."""
    needs = yaml.safe_load(JUDGED.read_text(encoding="utf-8"))
    return [
        Asked(text, kind, need["grades"], f"guide/{need['guide']}" if kind == "abbreviation" else "")
        if need.get("guide")
        else Asked(text, kind, need["grades"], "")
        for need in needs
        for kind, texts in need["queries"].items()
        for text in texts
    ]


def name_of(kind: str, path: str) -> str:
    """An entry as the judgements call it: its kind and the last part of its address, without a
    topic's number, which differs from one database to the next."""
    last = path.rstrip("/").rpartition("/")[2]
    return f"{kind}/{last.partition('-')[2] if kind == 'topic' else last}"


def dcg(grades: Iterable[int]) -> float:
    """The discounted cumulated gain of results in order: the sum of grade / log2(rank + 1).

    The gain is the grade itself, and the discount that of trec_eval's `ndcg_cut`: Järvelin and
    Kekäläinen's with base 2, but moved by one, so that the second result counts less than the first.
    """
    return sum(grade / log2(rank + 1) for rank, grade in enumerate(grades, 1))


def ndcg(found: Sequence[int], all_there: Iterable[int], cut: int = CUT) -> float:
    """DCG of the first results over that of the best order there can be: 0 to 1."""
    best = dcg(sorted(all_there, reverse=True)[:cut])
    return dcg(found[:cut]) / best if best else 0.0


def recall(found: Sequence[int], all_there: Iterable[int], cut: int = CUT) -> float:
    """How many of the entries that answer stand among the first results, of as many as could: 0 to 1.

    Entries of grade 2 and 3 answer. More than `cut` cannot stand there, so no more are asked for.
    """
    answers = sum(grade >= ANSWERS for grade in all_there)
    return sum(grade >= ANSWERS for grade in found[:cut]) / min(answers, cut) if answers else 0.0


class Reader:
    """Searches as a member of no trust does."""

    def __init__(self) -> None:
        user = import_string("accounts.models.User")
        address = import_string("allauth.account.models.EmailAddress")
        self.user = user.objects.create_user("reader@example.org", name="A reader")
        address.objects.create(user=self.user, email=self.user.email, verified=True, primary=True)
        self.find = import_string("search.finding.find")
        self.read = import_string("search.asking.Asked").read
        self.wanted = import_string("search.engines.Wanted")
        self.engine = import_string("search.engines.get_engine")
        self.audiences = import_string("accounts.models.Audience").objects.ids_for(self.user)
        entries = import_string("search.models.SearchEntry").objects.visible_to(self.user)
        rows = list(entries.values_list("kind", "path"))
        self.names = {path: name_of(kind, path) for kind, path in rows}
        self.there = [name_of(kind, path) for kind, path in rows]

    def results(self, text: str) -> list[str]:
        """The names of the first page of results."""
        asked = self.read(QueryDict(urlencode({"q": text})))
        found = self.find(asked, self.user)
        rows = found.rows
        if not found.with_all:
            meant = self.engine().did_you_mean(self.wanted(asked.query, self.audiences))
            rows = self.find(self.read(QueryDict(urlencode({"q": meant}))), self.user).rows if meant else rows
        # The link of a document leads to the page that was found.
        return [self.names[row["url"].partition("#")[0]] for row in rows]

    def score(self, asked: Asked) -> Scored:
        """One search, measured."""
        found = self.results(asked.text)
        grades = [asked.grades.get(name, 0) for name in found]
        there = [asked.grades.get(name, 0) for name in self.there]
        return Scored(asked, ndcg(grades, there), recall(grades, there), found)


def score_all() -> list[Scored]:
    """Every search of the judged set on the engine in use."""
    reader = Reader()
    return [reader.score(asked) for asked in judged()]


def mean(scores: Iterable[float]) -> float:
    """The mean of scores, 0 of none."""
    return fmean([*scores] or [0.0])


def report(scored: Sequence[Scored], engine: str) -> Table:
    """The means of each class and of all, and how many abbreviations found their guide."""
    table = Table(title=f"What search finds, {engine}, {len(scored)} judged searches (aim: nDCG@10 {AIM})")
    for heading in ("class", "searches", "nDCG@10", "recall@10", "found nothing"):
        table.add_column(heading, justify="left" if heading == "class" else "right", no_wrap=True)
    by_class: dict[str, list[Scored]] = defaultdict(list)
    for one in scored:
        by_class[one.asked.kind].append(one)
    for kind, rows in [*by_class.items(), ("all", list(scored))]:
        table.add_row(
            kind,
            str(len(rows)),
            f"{mean(one.ndcg for one in rows):.3f}",
            f"{mean(one.recall for one in rows):.3f}",
            str(sum(not one.found for one in rows)),
        )
    abbreviations = [one for one in scored if one.asked.guide]
    right = sum(one.asked.guide in one.found[:CUT] for one in abbreviations)
    table.caption = f"{right} of {len(abbreviations)} abbreviations find their guide"
    return table


def worst(scored: Sequence[Scored], most: int) -> Table:
    """The searches that find least well, with what they found first."""
    table = Table(title="The searches that find least well")
    for heading in ("search", "nDCG@10", "recall@10", "found first"):
        table.add_column(heading)
    for one in sorted(scored, key=lambda each: each.ndcg)[:most]:
        first = "\n".join(f"{one.asked.grades.get(name, 0)} {name}" for name in one.found[:5])
        table.add_row(one.asked.text, f"{one.ndcg:.2f}", f"{one.recall:.2f}", first or "nothing")
    return table


def read_files() -> None:
    """Reads the files of the demonstration as the worker would, and has them indexed."""
    import_string("hub.files.read_waiting")()
    import_string("activity.deliver.deliver_all")()


def measure(said: Console, most: int) -> None:
    """Prints what the engine of the settings finds."""
    call_command("load_demo")
    read_files()
    if import_string("search.engines.uses_cluster")():
        call_command("rebuild_search")
    scored = score_all()
    scheme = settings.SEARCH_URL.scheme
    said.print(report(scored, connection.vendor if scheme == "database" else scheme))
    if most:
        said.print(worst(scored, most))


def main() -> None:
    """Make a throwaway database, measure in it, remove it."""
    parser = argparse.ArgumentParser(prog="python -m bench.relevance", description=__doc__)
    parser.add_argument("--database", default="", help="postgres://..., instead of a new SQLite file")
    parser.add_argument("--search", default="database://", help="opensearch://..., elasticsearch://...")
    parser.add_argument("--worst", type=int, default=0, help="print so many searches that find least well")
    chosen = parser.parse_args()
    run(lambda: measure(Console(width=120), chosen.worst), database=chosen.database, search=chosen.search)


if __name__ == "__main__":
    main()
