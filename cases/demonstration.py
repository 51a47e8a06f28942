"""What the demonstration shows and no content pack holds: case studies on their way, and what readers
said. Put in by the verbs that members, readers and editors use, so that it is as they would leave it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from accounts.models import User
from cases.models import InterventionGuide, Submission
from cases.services import submissions
from hub.feedback import services as feedback
from hub.models import BasePage, Feedback

ASKED = "Of how many babies, and in which months? One line is enough."
Answers = Mapping[str, Mapping[str, Any]]

COTS: Answers = {
    "what-changed": {
        "title": "The warm cot waits in theatre",
        "changed": "A warm cot stands in theatre before a planned section begins\n"
        "The hat goes on before the weight",
    },
    "problem": {
        "problem": "On our ward every third baby came up from theatre **cold**. We had blamed the lift."
    },
}
PROMPTS: Answers = {
    "what-changed": {
        "title": "The question on the tea trolley",
        "changed": "The housekeeper asks each new mother whether the first feed has been\n"
        "A no is written on the board, and a midwife goes\n"
        "It costs nothing but the asking",
        "outcome": "mixed",
        "sustained": "held at 3 months",
    },
    "problem": {
        "problem": "First feeds were late on busy afternoons, and nobody had seen it who could help:\n\n"
        "- the midwife was in the next room\n- the mother did not want to ring",
        "aim": "Eight of ten babies at risk fed within the hour by September 2026.",
    },
    "what-you-did": {
        "what_was_done": "We asked the housekeepers what they see. They see everything. Then we gave the "
        "question to the two of them who wanted it.",
        "test_1_title": "Two housekeepers, one week",
        "test_1_when": "in June 2026",
        "test_1_prediction": "They would feel it was not for them to ask.",
        "test_1_happened": "They had been asking for years. Now somebody listened.",
        "test_1_decision": "adopted",
    },
    "result": {
        "number": "71%",
        "number_unit": "babies at risk fed within the hour",
        "number_before": "58% before",
        "what_happened": "It rose on weekdays. There is no trolley on Sundays.",
        "advice": "Ask the people who are in the room anyway.",
    },
    "files": {"contact": "me"},
}
CALLS: Answers = {
    "what-changed": {
        "title": "One sheet for the call about a very early birth",
        "changed": "The sheet hangs beside the telephone\nWho rings whom is decided before the call",
        "outcome": "worked",
        "sustained": "too early to say",
    },
    "problem": {
        "problem": "Three calls became six, because each of us told the story from the beginning.",
        "aim": "One call with everyone on it, in ten minutes, by August 2026.",
    },
    "what-you-did": {"what_was_done": "A sheet with five lines. We rehearsed it on two Tuesdays."},
    "result": {
        "number": "12 minutes",
        "number_unit": "from the first ring to the decision, middle of nine calls",
        "number_period": "May to October 2026",
        "number_before": "31 minutes, middle of eleven calls",
        "what_happened": "Shorter calls, and nobody was rung twice.",
    },
    "files": {"contact": "me"},
}
# Votes by page: how many found it useful, and how many did not.
VOTES = {
    "neonatal-hypoglycaemia": (14, 1),
    "deteriorating-mother-or-baby": (9, 2),
    "warm-fed-and-together": (11, 0),
    "a-second-chart-on-the-wall": (8, 0),
}
NOT_CLEAR = (
    "I looked for what to do when the mother is not well enough for skin to skin, and did not find it."
)
DEAD_LINK = (
    "The framework at the end of recommendation 2 opens the front page of that site, not the framework."
)
NOT_DATED = "It says that it held, and not until when."
DATED = "Thank you. The team has told us: until March 2026, when they last counted. The page says so now."
NO_FAULT = "Nice picture."


def put_in() -> None:
    """Makes all of it that is not there. A second time changes nothing."""
    people = {name: User.objects.get(email=f"{name}@example.org") for name in ("amina", "ben", "ella")}
    _write(COTS, people["amina"])
    if prompts := _write(PROMPTS, people["amina"], guide="neonatal-hypoglycaemia"):
        sent = submissions.send(prompts, by=people["amina"])
        sent.page.current_workflow_task_state.reject(user=people["ella"], comment=ASKED)  # type: ignore[union-attr]
    if calls := _write(CALLS, people["ben"], guide="very-preterm-baby"):
        submissions.send(calls, by=people["ben"])
    _say(people["ella"])


def _write(steps: Answers, author: User, *, guide: str = "") -> Submission | None:
    """A case study with its answers; None where it was begun before."""
    title = steps["what-changed"]["title"]
    if Submission.objects.filter(author=author, answers__about__key=title).exists():
        return None
    place = author.memberships.current().select_related("organisation").get().organisation
    made = submissions.start(by=author, trust=place, title=title, key=title)
    for step, answers in steps.items():
        uses: dict[str, Any] = {}
        if step == "what-you-did" and guide:
            used = InterventionGuide.objects.get(slug=guide)
            uses = {"uses": [f"{used.pk}:{used.version}"]}
        made = submissions.save_answers(
            made, by=author, step=step, answers={**answers, **uses}, saves=made.saves
        )
    return made


def _say(editor: User) -> None:
    """What readers said: two things wait, one is answered, one is put aside."""
    first = uuid5(NAMESPACE_URL, NOT_CLEAR)
    if Feedback.objects.filter(key=first).exists():
        return
    pages = {page.slug: page for page in BasePage.objects.filter(slug__in=VOTES).select_related("audience")}
    for slug, (useful, not_useful) in VOTES.items():
        for found_useful in [True] * useful + [False] * not_useful:
            feedback.vote(pages[slug], useful=found_useful)
    vote = feedback.vote(pages["neonatal-hypoglycaemia"], useful=False)
    Feedback.objects.filter(pk=vote.pk).update(key=first)
    feedback.add_words(pages["neonatal-hypoglycaemia"], key=first, text=NOT_CLEAR)
    guide, study = pages["neonatal-hypoglycaemia"], pages["warm-fed-and-together"]
    feedback.report_wrong(guide, text=DEAD_LINK, reply_to="reader@example.org")
    feedback.answer(feedback.report_wrong(study, text=NOT_DATED), by=editor, text=DATED)
    feedback.dismiss(feedback.report_wrong(study, text=NO_FAULT), by=editor)
