"""The cast and the things that tests are made of. Everything is invented.

Functions, not a framework: each makes one thing through the product's own verbs where there is
one, with traits as keywords.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.models import AnonymousUser, Group
from django.utils import timezone

from accounts.models import Audience, Membership, Organisation, User
from accounts.services import EDITORS, MODERATORS, audience_for_key, audience_of, join
from cases.models import (
    CaseStudy,
    CaseStudyIndexPage,
    GuideIndexPage,
    GuideUse,
    InterventionGuide,
    LearningSet,
    LearningSetIndexPage,
    Recommendation,
)
from hub.models import BasePage, HomePage

PASSWORD = "a long enough password"
_numbers = count(1)


@dataclass
class Cast:
    """The same people in every test of permissions."""

    amina: User
    ben: User
    carys: User
    dev: User
    ella: User
    farah: User
    grace: User
    nobody: AnonymousUser
    fenmere: Organisation
    castlebeck: Organisation
    saltmarsh: Organisation
    eastern: Organisation

    def signed_in(self) -> list[User]:
        """Everyone with an account."""
        return [self.amina, self.ben, self.carys, self.dev, self.ella, self.farah, self.grace]


def user(name: str = "", email: str = "", **fields: Any) -> User:
    """A person with a verified address."""
    number = next(_numbers)
    name = name or f"Person {number}"
    email = email or f"person{number}@example.org"
    # Long enough a member that the first posts are not held.
    fields.setdefault("date_joined", timezone.now() - timedelta(days=100))
    made: User = User.objects.create_user(email, PASSWORD, name=name, **fields)
    EmailAddress.objects.create(user=made, email=made.email, verified=True, primary=True)
    return made


def trust(slug: str, name: str = "", **fields: Any) -> Organisation:
    """A trust."""
    return Organisation.objects.create(
        kind=Organisation.Kind.TRUST, slug=slug, name=name or slug.title(), invented=True, **fields
    )


def network(slug: str, name: str = "") -> Organisation:
    """A network."""
    return Organisation.objects.create(kind=Organisation.Kind.NETWORK, slug=slug, name=name or slug.title())


def _person(name: str, title: str, place: Organisation | None, role: str = "member") -> User:
    made = user(name, f"{name.split()[0].lower()}@example.org")
    made.profile.job_title = title
    made.profile.save()
    if place:
        join(made, place, role=role)
    return made


def cast() -> Cast:
    """The cast: two trusts of a wave, one of none, a moderator, an editor, an administrator."""
    eastern = network("eastern", "Eastern")
    midlands = network("east-midlands", "East Midlands")
    kent = network("kent-surrey-and-sussex", "Kent, Surrey and Sussex")
    fenmere = trust("fenmere", "Fenmere Hospitals", network=eastern)
    castlebeck = trust("castlebeck", "Castlebeck University Hospitals", network=midlands)
    saltmarsh = trust("saltmarsh", "Saltmarsh Coast Hospitals", network=kent)
    dev = _person("Dev Anand", "moderator", None)
    dev.groups.add(Group.objects.get(name=MODERATORS))
    ella = _person("Ella Marsh", "editor", None)
    ella.groups.add(Group.objects.get(name=EDITORS))
    grace = _person("Grace Lindqvist", "administrator", None)
    User.objects.filter(pk=grace.pk).update(is_staff=True, is_superuser=True)
    grace.refresh_from_db()
    return Cast(
        amina=_person("Amina Yusuf", "midwife", fenmere),
        ben=_person("Ben Osei", "neonatal consultant", castlebeck),
        carys=_person("Carys Bowen", "midwife", saltmarsh),
        dev=dev,
        ella=ella,
        farah=_person("Farah Iqbal", "improvement lead", fenmere, Membership.Role.LEAD),
        grace=grace,
        nobody=AnonymousUser(),
        fenmere=fenmere,
        castlebeck=castlebeck,
        saltmarsh=saltmarsh,
        eastern=eastern,
    )


def audience(key: str) -> Audience:
    """An audience by its key."""
    return audience_for_key(key)


def audience_for(organisation: Organisation) -> Audience:
    """The audience of an organisation's own people."""
    return audience_of(organisation)


def publish(page: BasePage, under: BasePage, *, live: bool = True) -> Any:
    """Puts a page into the tree, through Wagtail's own publishing where it is to be live."""
    page.live = False
    page.first_published_at = page.first_published_at or timezone.now()
    under.__class__.objects.get(pk=under.pk).add_child(instance=page)
    revision = page.save_revision()
    if live:
        revision.publish()
        page.refresh_from_db()
    return page


def guide(slug: str = "", *, live: bool = True, **fields: Any) -> InterventionGuide:
    """A guide with one recommendation."""
    number = next(_numbers)
    fields.setdefault("title", f"Guide {number}")
    fields.setdefault("short_title", f"Guide {number}")
    page = InterventionGuide(slug=slug or f"guide-{number}", card="First this\nThen that", **fields)
    page.recommendations = [Recommendation(strength="offer", text="Offer it.", evidence="One trial")]
    made: InterventionGuide = publish(page, GuideIndexPage.objects.get(), live=live)
    return made


def case_study(
    slug: str = "",
    *,
    trust: Organisation | None = None,
    guides: tuple[InterventionGuide, ...] = (),
    live: bool = True,
    **fields: Any,
) -> CaseStudy:
    """A case study that worked, of an invented trust."""
    number = next(_numbers)
    fields.setdefault("title", f"Case study {number}")
    fields.setdefault("problem", "<p>Babies were cold.</p>")
    fields.setdefault("changed", "A hat for every baby")
    fields.setdefault("outcome", CaseStudy.Outcome.WORKED)
    place = trust or Organisation.objects.trusts().first() or _some_trust()
    page = CaseStudy(slug=slug or f"case-study-{number}", trust=place, **fields)
    page.guide_uses = [GuideUse(guide=used, version=used.version) for used in guides]
    made: CaseStudy = publish(page, CaseStudyIndexPage.objects.get(), live=live)
    return made


def _some_trust() -> Organisation:
    return trust(f"trust-{next(_numbers)}")


def learning_set(slug: str = "", *, live: bool = True, **fields: Any) -> LearningSet:
    """A learning set with one objective."""
    number = next(_numbers)
    fields.setdefault("title", f"Learning set {number}")
    fields.setdefault("objectives", "Draw a run chart")
    page = LearningSet(slug=slug or f"learning-set-{number}", **fields)
    made: LearningSet = publish(page, LearningSetIndexPage.objects.get(), live=live)
    return made


def home() -> HomePage:
    """The home page."""
    return HomePage.objects.get()
