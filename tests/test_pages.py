"""Every page of the demonstration, as a signed-out reader and as a member: accessible at both
widths, valid HTML, nothing that scrolls sideways, and within its count of queries."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from accounts.models import Organisation, User
from cases.models import CaseStudy, InterventionGuide, LearningSet
from forums.models import Forum, Topic
from hub.models import GeneralPage, NewsPage
from tests.browser import DESK, PHONE, Browse, assert_axe_clean, assert_fits
from tests.checks import assert_html_valid
from tests.factories import Cast

pytestmark = pytest.mark.django_db


def addresses() -> list[str]:
    """One or more of each kind of page; those of a kind with the most on them."""
    own = ["/", "/case-studies/", "/case-studies/?trust=fenmere&intervention=neonatal-hypoglycaemia"]
    own += ["/guides/", "/learning-sets/", "/news/", "/forums/", "/trusts/", "/feeds/"]
    guide = "/guides/neonatal-hypoglycaemia/"
    own += [f"{guide}versions/", f"{guide}versions/1/", f"{guide}versions/2/changes/", f"{guide}adoption/"]
    own += ["/adoption/"]
    own += ["/search/", "/search/?q=magnesium+sulphate", "/search/?q=nothingofthekind"]
    own += ["/account/login/", "/account/signup/", "/account/password/reset/"]
    things: list[Any] = [
        CaseStudy.objects.visible_to(None).get(slug="warm-fed-and-together"),
        InterventionGuide.objects.visible_to(None).get(slug="neonatal-hypoglycaemia"),
        LearningSet.objects.visible_to(None).first(),
        NewsPage.objects.visible_to(None).first(),
        *GeneralPage.objects.visible_to(None),
        Organisation.objects.get(slug="fenmere"),
        Organisation.objects.get(slug="eastern"),
        Forum.objects.get(slug="deteriorating"),
        Topic.objects.get(slug__startswith="early-warning-scores"),
        User.objects.get(email="amina@example.org"),
    ]
    return own + [thing.get_absolute_url() for thing in things]


def members_addresses() -> list[str]:
    """What only a member sees."""
    topic = Topic.objects.get(slug__startswith="early-warning-scores")
    post = topic.posts.get(seq=1)
    return [
        "/",
        "/notifications/",
        "/account/",
        "/account/email/",
        "/account/password/change/",
        "/forums/ask/",
        "/forums/measurement/",
        topic.get_absolute_url(),
        f"{topic.get_absolute_url()}?reply_to={post.pk}",
        "/case-studies/warm-fed-and-together/",
        "/case-studies/warm-fed-and-together/ask/",
        "/case-studies/write/",
    ]


@pytest.fixture
def demonstration(db: None) -> None:
    """The demonstration content, indexed, with people who can sign in."""
    call_command("load_demo")


@pytest.fixture
def amina(demonstration: None) -> Client:
    """A member's browser."""
    client = Client()
    client.force_login(User.objects.get(email="amina@example.org"))
    return client


@pytest.mark.once
@pytest.mark.needs("java")
def test_every_page_is_valid_html_under_a_strict_policy(demonstration: None, amina: Client) -> None:
    nobody, dev = Client(), Client()
    dev.force_login(User.objects.get(email="dev@example.org"))
    pages = {address: nobody.get(address) for address in addresses()}
    pages |= {f"{address} (member)": amina.get(address) for address in members_addresses()}
    pages |= {"/moderation/": dev.get("/moderation/")}
    assert not [address for address, page in pages.items() if page.status_code != 200]
    pages["404"] = nobody.get("/nowhere/at/all/")
    assert pages["404"].status_code == 404

    for address, page in pages.items():
        policy = page.headers["Content-Security-Policy"]
        assert "unsafe" not in policy, address
        assert "default-src 'none'" in policy, address
    assert_html_valid({address: page.content.decode() for address, page in pages.items()})


@pytest.mark.once
@pytest.mark.long
@pytest.mark.needs("browser")
@pytest.mark.django_db(transaction=True)
def test_every_page_is_accessible_and_fits_every_width(demonstration: None, browse: Browse) -> None:
    amina = User.objects.get(email="amina@example.org")
    dev = User.objects.get(email="dev@example.org")
    readers = [
        (None, [*addresses(), "/nowhere/at/all/"]),
        (amina, members_addresses()),
        (dev, ["/moderation/"]),
    ]
    for user, read in readers:
        for width in (PHONE, DESK):
            page = browse(user=user, width=width)
            for address in read:
                page.goto(address)
                assert_axe_clean(page)
                assert_fits(page)
    narrow = browse(width=320)
    for address in addresses():
        narrow.goto(address)
        assert_fits(narrow)
    narrow.goto("/case-studies/")
    narrow.get_by_text("Menu", exact=True).click()
    assert_axe_clean(narrow)
    assert_fits(narrow)


@pytest.mark.django_db
def test_the_administration_has_its_own_policy(cast: Cast) -> None:
    grace = Client()
    grace.force_login(cast.grace)
    policy = grace.get(reverse("wagtailadmin_home")).headers["Content-Security-Policy"]
    assert "'unsafe-inline'" in policy
    assert "'unsafe-eval'" not in policy
