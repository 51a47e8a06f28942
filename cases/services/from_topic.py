"""From a settled topic to something that others find: a draft case study, or a guide's question
with its answer. Only posts go in whose writers agree; editors read it through and publish it."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.html import format_html

from accounts.models import User
from accounts.services import EDITORS, audience_of_role
from activity import words
from activity.services import record, tell
from cases.models import CaseStudy, CaseStudyIndexPage, GuideQuestion, GuideUse, InterventionGuide
from cases.services.submission_pages import free_slug, html_of
from forums import acting
from forums.acting import Elsewhere
from forums.models import CreditRequest, Post, Topic
from forums.services import answers_in
from hub.models import BasePage

MADE = "cases.draft.from_topic"


class NotAgreed(Exception):  # noqa: N818 - reads as a sentence where it is raised
    """Posts were chosen whose writers have not agreed. `people` are these."""

    def __init__(self, people: Sequence[User | None]) -> None:
        self.people = list(people)
        names = ", ".join(dict.fromkeys(str(person or "a former member") for person in people))
        super().__init__(f"Not agreed yet, or not at all: {names}.")


def register() -> None:
    """Called from `AppConfig.ready`."""
    words.register(MADE, "made a draft of a topic:")
    acting.register_elsewhere(_link)


def _link(topic: Topic) -> Elsewhere:
    """What a moderator can make of a topic in this room."""
    return Elsewhere(
        "Make something of it",
        "A draft case study, or a question and answer in a guide, of posts whose writers agree.",
        f"{topic.get_absolute_url()}use/",
    )


def usable_posts(topic: Topic) -> list[Post]:
    """The published posts of a topic, in the order of the thread."""
    shown = topic.posts.published().in_thread_order().select_related("user__profile")  # type: ignore[attr-defined]
    return list(shown)


def credited(posts: Sequence[Post], topic: Topic) -> str:
    """Whose words they are: "Ben Osei, Amina Yusuf and a member who asked not to be named".

    Raises NotAgreed.
    """
    answers = answers_in(topic)
    missing = [post.user for post in posts if answers.get(post.user_id or 0) != CreditRequest.Answer.AGREED]
    if missing:
        raise NotAgreed(missing)
    names = dict.fromkeys(_name(post) for post in posts)
    *others, last = sorted(names, key=lambda name: name.startswith("a member"))
    return f"{', '.join(others)} and {last}" if others else last


def _name(post: Post) -> str:
    return "a member who asked not to be named" if post.is_anonymous else str(post.user)


@transaction.atomic
def draft_case_study(topic: Topic, posts: Sequence[Post], *, by: User) -> CaseStudy:
    """A draft with the question as the problem and the other posts as what was done, for whom the
    topic is for. Raises NotAgreed."""
    credit = credited(posts, topic)
    index = CaseStudyIndexPage.objects.get()
    page = CaseStudy(
        title=topic.title,
        slug=free_slug(topic.title, index),
        owner=by,
        audience=topic.gate,
        trust=_trust_of(posts),
        live=False,
        has_unpublished_changes=True,
    )
    told = [post for post in posts if not post.is_opening]
    page.problem = "".join(html_of(post.comment, by) for post in posts if post.is_opening)
    texts = [format_html("<p><b>{}:</b></p>", _sentence(post)) + html_of(post.comment, by) for post in told]
    texts.append(_source(topic, credit))
    page.what_was_done = [("text", text) for text in texts]  # type: ignore[assignment]
    guides = InterventionGuide.objects.filter(pk__in=topic.about.values("pk"))
    page.guide_uses = [GuideUse(guide=guide, version=guide.version) for guide in guides]
    index.add_child(instance=page)
    page.save_revision(user=by, clean=False)  # what only editors know is still empty
    _tell_editors(page, topic, by)
    return page


@transaction.atomic
def draft_answer(
    topic: Topic, posts: Sequence[Post], *, guide: InterventionGuide, question: str, by: User
) -> InterventionGuide:
    """Adds a question with its answer to the newest draft of a guide; what is out stays as it is
    until an editor publishes. Raises NotAgreed."""
    credit = credited(posts, topic)
    draft: InterventionGuide = guide.get_latest_revision_as_object()
    answer = "".join(html_of(post.comment, by) for post in posts)
    answer += str(format_html('<p><a href="{}">{}</a></p>', topic.get_absolute_url(), "The whole topic"))
    row = GuideQuestion(question=question, answer=answer, credit=f"Answered by {credit}."[:255])
    row.sort_order = draft.questions.count()
    draft.questions.add(row)
    draft.save_revision(user=by, clean=False)
    _tell_editors(guide, topic, by)
    return guide


def _sentence(post: Post) -> str:
    """Who wrote it, with role and unit: "Ben Osei, neonatal consultant, Castlebeck"."""
    if post.is_anonymous or post.user is None:
        return "A member who asked not to be named"
    return ", ".join(part for part in (post.user.name, post.user.byline) if part)


def _source(topic: Topic, credit: str) -> str:
    """Where it comes from."""
    link = format_html('<a href="{}">{}</a>', topic.get_absolute_url(), topic.title)
    return str(
        format_html("<p>From the topic {} in the forum {}, by {}.</p>", link, topic.forum.title, credit)
    )


def _trust_of(posts: Sequence[Post]) -> object:
    """The trust of the first writer who is named."""
    named = [post.user for post in posts if post.user and not post.is_anonymous]
    places = [place.organisation for user in named for place in user.places]
    return next((place for place in places if place.kind == place.Kind.TRUST), None)


def _tell_editors(page: BasePage, topic: Topic, by: User) -> None:
    """Every editor is told of the draft."""
    audience = audience_of_role(EDITORS)
    done = record(MADE, actor=by, target=page, audience=audience, about=[topic], announce=False)
    tell(done, User.objects.who_may_see(audience).filter(groups__name=EDITORS))
