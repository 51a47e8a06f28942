"""What the leak test plants: one of each kind of thing for each audience, with a word of its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.models import Audience, User
from accounts.services import join
from activity import deliver
from activity.services import follow
from cases.services.adoption import Told, tell
from cases.services.submissions import start
from files.reading import ReadFile
from forums import drafting
from forums.models import Forum
from forums.services import accept_answer, open_for_page, post_reply, start_topic
from forums.services.attaching import keep_upload
from hub.blocks import BodyBlock
from hub.feedback.services import report_wrong
from hub.files import file_was_saved
from hub.images import TO_SHARE, filters_for
from hub.models import Attachment, BasePage, GeneralPage, HubDocument, NewsIndexPage, NewsPage
from moderation.services import report
from search.models import SavedSearch
from tests import factories
from tests.factories import Cast
from tests.hub.pictures import image, picture_bytes

# Stands in everything that is planted, so that one search could find it all.
COMMON = "quokka"
# Stands in the text of every file, and nowhere else.
INSIDE = "wombat"
FORMS = ("rss", "atom", "json")
VERSIONS = ("versions/", "versions/1/", "versions/2/changes/", "versions/1/card.pdf")
# What a trust says of a guide that it is trying.
SAID: Told = {
    "status": "testing",
    "version": 1,
    "started_on": None,
    "adapted": "",
    "result": "",
    "stopped_on": None,
    "why_stopped": "",
    "case_study": None,
}
# Editors answer what readers say of every page, as they edit every page.
DESK = ("/feedback/", "/feedback.csv")
# Moderators read here what waits, and what was done.
QUEUE = ("/moderation/", "/moderation/log/", "/moderation/log.csv")


@dataclass
class Planted:
    """What was planted for one audience: its word, who may see it, and its own addresses.

    Editors open every file: they keep them, in the administration. The files of posts are not
    among those. What waits is read by moderators, in their queue.
    """

    word: str
    readers: set[str]
    addresses: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    waits: bool = False

    def is_for(self, name: str, address: str) -> bool:
        """Whether a person may open an address."""
        edits = name in {"ella", "grace"} and address in {*self.files, *DESK}
        moderates = self.waits and name in {"dev", "grace"} and address in QUEUE
        return name in self.readers or edits or moderates


def document(word: str) -> HubDocument:
    """A file with the word in its name, its title and its text, as it was read."""
    made = HubDocument(title=f"File {word}", original_name=f"{word}.pdf")
    made.file.save(f"{word}.pdf", ContentFile(b"%PDF-1.4 " + word.encode()), save=False)
    made.take(ReadFile("read", (f"{COMMON} {INSIDE} {word}",)))
    made.save()
    return made


def attach(page: BasePage, word: str, audience: Audience | None = None) -> HubDocument:
    """A file on a page, and search told of it."""
    file = document(word)
    Attachment.objects.create(page=page, title=f"File {word}", document=file, audience=audience)
    file_was_saved(file)
    return file


def body(word: str) -> tuple[Any, list[str]]:
    """A body with a picture and a file of its own, and their addresses. The word stands in their
    names, which come back with them."""
    picture, file = image(f"{word}.png", picture_bytes("PNG", (24, 16))), document(f"named-{word}")
    renditions = picture.get_renditions(*filters_for(picture), TO_SHARE).values()
    shown = {"image": picture.pk, "alt_text": f"Picture {word}", "decorative": False}
    made = BodyBlock().to_python(
        [
            {"type": "figure", "value": {"picture": shown, "caption": word}},
            {"type": "document", "value": {"document": file.pk, "title": word}},
        ]
    )
    return made, [*(each.url for each in renditions), file.url]


def plant(cast: Cast, word: str, audience: Audience, author: User, readers: set[str]) -> Planted:
    """One of each kind of thing, for one audience."""
    said: dict[str, Any] = {"title": f"{word} {COMMON}", "summary": f"Summary {word}", "audience": audience}
    text = f"<p>{COMMON} {word}</p>"
    guide = factories.guide(f"g-{word}", short_title=f"Short {word}", why=text, **said)
    guide.version, guide.change_note, guide.approved_on = 2, f"Note {word}", timezone.localdate()
    guide.save_revision().publish()
    case = factories.case_study(f"c-{word}", trust=cast.fenmere, guides=(guide,), problem=text, **said)
    learning_set = factories.learning_set(f"l-{word}", covered=text, trust=cast.fenmere, **said)
    news = factories.publish(NewsPage(slug=f"n-{word}", **said), NewsIndexPage.objects.get())
    shown, in_body = body(word)
    page = factories.publish(GeneralPage(slug=f"p-{word}", body=shown, **said), factories.home())
    file = attach(case.basepage_ptr, word)
    forum = Forum.objects.create(title=f"Forum {word}", slug=f"f-{word}", description=word, audience=audience)
    topic = start_topic(forum, author=author, title=f"{word} {COMMON}", body=f"{COMMON} {word}")
    posted = keep_upload(SimpleUploadedFile(f"{word}.txt", word.encode()), by=author)
    reply = post_reply(topic, author=author, body=f"Reply {COMMON} {word}", files=[posted])
    accept_answer(reply, by=author)
    report(reply, reporter=author, reason="other", words=f"Report {word}")
    page_topic = open_for_page(case)
    post_reply(page_topic, author=author, body=f"On the page {COMMON} {word}")
    report_wrong(case.basepage_ptr, text=f"Wrong {COMMON} {word}")
    told: Told = {**SAID, "result": f"Result {word}", "case_study": case}
    tell(guide, cast.fenmere, by=author, told=told)
    addresses = [
        thing.get_absolute_url()
        for thing in (guide, case, learning_set, news, page, forum, topic, page_topic)
    ]
    addresses += [f"/feedback/{case.pk}/{step}/" for step in ("wrong", "thanks", "said")]
    below = ("adoption/", "adoption.csv", "card.pdf", *VERSIONS)
    addresses += [f"{guide.get_absolute_url()}{rest}" for rest in below]
    addresses += [f"/posts/{reply.pk}/", posted.get_absolute_url()]
    return Planted(word, readers, addresses, [file.url, *in_body])


@pytest.fixture(scope="module")
def former(cast: Cast) -> User:
    """Hana worked at Fenmere, and does no longer."""
    hana = factories.user("Hana Wells", "hana@example.org")
    membership = join(hana, cast.fenmere)
    membership.ended_at = timezone.now()
    membership.save()
    return hana


@pytest.fixture(scope="module")
def people(cast: Cast, former: User) -> dict[str, User | None]:
    """Everyone who reads, by name; nobody is signed out."""
    named: dict[str, User | None] = {user.get_short_name().lower(): user for user in cast.signed_in()}
    return {**named, "hana": former, "nobody": None}


@pytest.fixture(scope="module")
def planted(cast: Cast, people: dict[str, User | None]) -> list[Planted]:
    """Things for every audience, after everyone has followed all that they could follow; all of it told."""
    signed_in = {name for name in people if name != "nobody"}
    overseers = {"dev", "grace"}
    invited = Audience.objects.create(kind=Audience.Kind.GROUPS, key="invited:twelve", name="the invited")
    invited.people.add(cast.carys)
    secret = Audience.objects.create(
        kind=Audience.Kind.GROUPS, key="invited:secret", name="those named", confidential=True
    )
    secret.people.add(cast.carys)
    for user in people.values():
        for thing in (cast.fenmere, factories.home(), *Forum.objects.all()):
            if user:
                follow(user, thing)
        if user:
            # Everything, at once: whoever may not see a thing is not told of it.
            at_once = SavedSearch.When.AT_ONCE
            SavedSearch.objects.create(user=user, name="All", query=f"q={COMMON}", when=at_once)
    fenmere = {"amina", "farah"} | overseers
    planted = [
        plant(cast, "openword", factories.audience("public"), cast.ben, set(people)),
        plant(cast, "memberword", factories.audience("members"), cast.ben, signed_in),
        plant(cast, "trustword", factories.audience("trust:fenmere"), cast.amina, fenmere),
        plant(cast, "networkword", factories.audience("network:eastern"), cast.amina, fenmere),
        plant(cast, "invitedword", invited, cast.carys, {"carys"} | overseers),
        plant(cast, "secretword", secret, cast.carys, {"carys"}),
        held(cast),
        draft(cast),
        narrowed(cast, signed_in),
        submission(cast),
        nameless(overseers),
        begun(cast),
    ]
    deliver.deliver_all()
    return planted


def held(cast: Cast) -> Planted:
    """A post and a topic that wait for a moderator: outside the queue only their author sees them."""
    forum = Forum.objects.get(slug="f-openword")
    held_kinds = ["nhs-number"]
    topic = start_topic(
        forum, author=cast.ben, title=f"heldword {COMMON}", body="heldword", held_kinds=held_kinds
    )
    open_topic = forum.topics.filter(held=False).get()
    reply = post_reply(open_topic, author=cast.ben, body="heldword", held_kinds=held_kinds)
    addresses = [topic.get_absolute_url(), f"/posts/{reply.pk}/"]
    return Planted("heldword", {"ben"}, addresses, waits=True)


def draft(cast: Cast) -> Planted:
    """A page that is not published, with files and a picture that are on no published page."""
    shown, in_body = body("draftword")
    said: dict[str, Any] = {"title": f"draftword {COMMON}", "what_was_done": shown}
    case = factories.case_study("c-draftword", trust=cast.fenmere, live=False, **said)
    file = attach(case.basepage_ptr, "draftword")
    return Planted("draftword", set(), [], [file.url, *in_body])


def narrowed(cast: Cast, signed_in: set[str]) -> Planted:
    """A file for members on a page for everyone."""
    case = factories.case_study("c-narrow", title="Narrow", trust=cast.fenmere)
    file = attach(case.basepage_ptr, "narrowword", factories.audience("members"))
    return Planted("narrowword", signed_in, [], [file.url])


def submission(cast: Cast) -> Planted:
    """A case study that a member is writing, with a file: nobody's but its author's."""
    made = start(by=cast.amina, trust=cast.fenmere, title=f"submissionword {COMMON}", key="submission")
    row = made.files.create(document=document("submissionword"), title="submissionword")
    steps = ["", "preview/", "what-changed/", "files/", "delete/", f"files/{row.pk}/"]
    addresses = [f"{made.get_absolute_url()}{step}" for step in steps]
    return Planted("submissionword", {"amina"}, addresses)


def nameless(overseers: set[str]) -> Planted:
    """Somebody who asks for everyone, without their name: only moderators know it."""
    zoe = factories.user("Zoe Namelessword", "zoe@example.org")
    forum = Forum.objects.create(title="Unnamed", slug="unnamed", description="-", allows_anonymous=True)
    asked = start_topic(forum, author=zoe, title=f"Asked {COMMON}", body=COMMON, is_anonymous=True)
    post_reply(asked, author=zoe, body=f"More {COMMON}", is_anonymous=True)
    return Planted("Namelessword", overseers)


def begun(cast: Cast) -> Planted:
    """A reply that Amina has begun to write: offered to her alone."""
    topic = Forum.objects.get(slug="f-openword").topics.filter(held=False).get()
    drafting.keep(cast.amina, f"reply:{topic.pk}", drafting.Written("", f"draftedword {COMMON}", {}))
    return Planted("draftedword", {"amina"})
