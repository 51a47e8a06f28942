"""What every hub stands on before anything is written: the root, the site, the home page.

Laid after `migrate`, not in a migration, because Wagtail's tree is only right when made through
Wagtail's own models, and because a flushed test database must get it back.
"""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.contrib.sites.models import Site as DjangoSite
from django.db import transaction
from django.utils import timezone
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Locale, Page, Site

from accounts.services import EDITORS, MODERATORS, REVIEWERS
from hub.editing.ground import lay_workflow
from hub.models import BasePage, GeneralPage, HomePage, NewsIndexPage
from hub.showing import fill_what_is_missing

HOME_TITLE = "See what other units did, and whether it worked"
HOME_LEDE = "Case studies, guides and straight answers from maternity and neonatal teams. The failures too."


# What the foot of every page leads to. An installer writes them; until then each says so.
FOOT = {
    "about": ("About this hub", "What this hub is, and who runs it."),
    "accessibility": ("Accessibility", "How accessible this hub is, and how to tell us of a barrier."),
    "privacy": ("Privacy", "What this hub keeps about you, and why."),
    "contact": ("Contact", "Whom to write to about this hub."),
}
FOOT_SLUGS = tuple(FOOT)


def add_section(parent: Page, page: BasePage) -> None:
    """Adds a published page under a parent unless one of its type is there."""
    if not type(page).objects.exists():
        page.first_published_at = page.last_published_at = timezone.now()
        parent.add_child(instance=page)


def _add_foot(home: HomePage) -> None:
    """The pages that every page leads to are there from the start, so that no link leads nowhere."""
    there = set(home.get_children().values_list("slug", flat=True))
    for slug, (title, summary) in FOOT.items():
        if slug in there:
            continue
        text = (
            "<p>The people who run this hub have not written this page yet. "
            f"Write to {settings.HUB_SUPPORT_EMAIL}.</p>"
        )
        page = GeneralPage(title=title, slug=slug, summary=summary, body=[("text", text)])
        page.first_published_at = page.last_published_at = timezone.now()
        home.add_child(instance=page)
        home.refresh_from_db()


def _root() -> Page:
    Locale.objects.get_or_create(language_code="en-gb")
    if not Collection.objects.exists():
        Collection.add_root(name="Root")
    root: Page | None = Page.objects.filter(depth=1).first()
    return root or Page.add_root(title="Root", slug="root")


def _sites(home: HomePage) -> None:
    host, _, port = settings.HUB_BASE_URL.partition("://")[2].partition(":")
    DjangoSite.objects.update_or_create(
        pk=settings.SITE_ID,
        defaults={"domain": f"{host}:{port}" if port else host, "name": settings.HUB_NAME[:50]},
    )
    default_port = 443 if settings.HUB_BASE_URL.startswith("https") else 80
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={
            "root_page": home,
            "hostname": host,
            "port": int(port or default_port),
            "site_name": settings.HUB_NAME,
        },
    )


def _editors(home: HomePage) -> None:
    """Editors write and publish pages and keep files and pictures. Clinical reviewers see every
    page in the administration, and act on the drafts that wait for them: Wagtail shows pages to
    those alone who have some right over them, and the least is to lock one. It gives its group
    "Moderators" the rights of editors; here they look after the forums, and not after pages."""
    editors, reviewers, moderators = (
        Group.objects.get_or_create(name=name)[0] for name in (EDITORS, REVIEWERS, MODERATORS)
    )
    GroupPagePermission.objects.filter(group=moderators).delete()
    GroupCollectionPermission.objects.filter(group=moderators).delete()
    access = Permission.objects.filter(codename="access_admin")
    review = Permission.objects.filter(codename="mark_reviewed", content_type__app_label="hub")
    feedback = Permission.objects.filter(codename="handle_feedback", content_type__app_label="hub")
    moderators.permissions.remove(*access)
    editors.permissions.add(*feedback)
    for group in (editors, reviewers):
        group.permissions.add(*access, *review)
    _give(editors, home, "add_page", "change_page", "publish_page", "lock_page", "unlock_page")
    _give(reviewers, home, "lock_page")
    _editors_files(editors)


def _give(group: Group, home: HomePage, *codenames: str) -> None:
    for permission in Permission.objects.filter(
        codename__in=codenames, content_type__app_label="wagtailcore"
    ):
        GroupPagePermission.objects.get_or_create(group=group, page=home, permission=permission)


def _editors_files(editors: Group) -> None:
    # Wagtail asks for the rights of its own document model, whichever model is in use.
    codenames = [f"{verb}_{kind}" for verb in ("add", "change", "choose") for kind in ("document", "image")]
    files = Permission.objects.filter(
        codename__in=codenames, content_type__app_label__in=["wagtaildocs", "wagtailimages"]
    )
    collection = Collection.objects.get(depth=1)
    for permission in files:
        GroupCollectionPermission.objects.get_or_create(
            group=editors, collection=collection, permission=permission
        )


@transaction.atomic
def lay_ground() -> None:
    """Makes root, home, news, sites and the editors' rights. Safe to run again."""
    root = _root()
    home = HomePage.objects.first()
    if home is None:
        root.get_children().filter(slug="home").exclude(pk__in=HomePage.objects.values("pk")).delete()
        root.refresh_from_db()
        home = HomePage(title=HOME_TITLE, slug="home", lede=HOME_LEDE)
        home.first_published_at = home.last_published_at = timezone.now()
        root.add_child(instance=home)
    _sites(home)
    add_section(home, NewsIndexPage(title="News", slug="news", summary="What the hub has to tell."))
    home.refresh_from_db()
    _add_foot(home)
    _editors(home)
    lay_workflow(home)
    fill_what_is_missing()
