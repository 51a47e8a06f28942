"""Every address of the hub. Rooms are included by name, so the shell imports none of them."""

from __future__ import annotations

from django.urls import include, path, re_path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls

from hub.views import account, admin, feeds, files, health, images

urlpatterns = [
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("account/", account.account, name="account"),
    path("account/", include("allauth.account.urls")),
    path("", include("accounts.urls")),
    path("", include("activity.urls")),
    path("search/", include("search.urls")),
    path("moderation/", include("moderation.urls")),
    path("", include("forums.urls")),
    path("", include("hub.feedback.urls")),
    path("", include("cases.urls")),
    path("admin/login/", admin.login, name="admin_login"),
    path("admin/", include(wagtailadmin_urls)),
    # In place of Wagtail's own, which knows no ranges; its name is what a document's address asks for.
    re_path(r"^files/(\d+)/(.*)$", files.document, name="wagtaildocs_serve"),
    re_path(r"^pictures/(\d+)/([^/]+)$", images.picture, name="picture"),
    path("media/<path:path>", files.media),
    re_path(r"^(?P<path>(?:[\w-]+/)*)feed\.(?P<form>rss|atom|json)$", feeds.page_feed),
    path("", include(wagtail_urls)),
]
