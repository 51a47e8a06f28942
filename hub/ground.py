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

from accounts.services import EDITORS, MODERATORS
from hub.models import BasePage, HomePage, NewsIndexPage

HOME_TITLE = "See what other units did, and whether it worked"
HOME_LEDE = "Case studies, guides and straight answers from maternity and neonatal teams. The failures too."


def add_section(parent: Page, page: BasePage) -> None:
    """Adds a published page under a parent unless one of its type is there."""
    if not type(page).objects.exists():
        page.first_published_at = page.last_published_at = timezone.now()
        parent.add_child(instance=page)


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
    """Editors write and publish pages and keep files and pictures. Wagtail gives its group
    "Moderators" the same; here they look after the forums, and not after pages."""
    editors, _ = Group.objects.get_or_create(name=EDITORS)
    moderators = Group.objects.get(name=MODERATORS)
    GroupPagePermission.objects.filter(group=moderators).delete()
    GroupCollectionPermission.objects.filter(group=moderators).delete()
    access = Permission.objects.filter(codename="access_admin")
    moderators.permissions.remove(*access)
    editors.permissions.add(*access)
    for codename in ("add_page", "change_page", "publish_page", "lock_page", "unlock_page"):
        for permission in Permission.objects.filter(codename=codename):
            GroupPagePermission.objects.get_or_create(group=editors, page=home, permission=permission)
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
    add_section(home, NewsIndexPage(title="News", slug="news", summary="What is new."))
    _editors(home)
