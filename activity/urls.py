"""Addresses of activity."""

from __future__ import annotations

from django.urls import path, re_path

from activity.views import feeds, following, notifications, outbox

app_name = "activity"
FORM = r"feed\.(?P<form>rss|atom|json)$"
urlpatterns = [
    path("notifications/", notifications.notifications, name="notifications"),
    path("notifications/read/", notifications.read_all, name="read_all"),
    path("notifications/<int:pk>/", notifications.open_notification, name="open"),
    path("follow/", following.follow, name="follow"),
    path("unfollow/", following.unfollow, name="unfollow"),
    path("unsubscribe/<str:token>/", following.unsubscribe, name="unsubscribe"),
    path("feeds/", feeds.feed_list, name="feeds"),
    path("feeds/all.opml", feeds.opml, name="opml"),
    re_path(rf"^trusts/(?P<slug>[-\w]+)/{FORM}", feeds.trust_feed, name="trust_feed"),
    re_path(rf"^networks/(?P<slug>[-\w]+)/{FORM}", feeds.network_feed, name="network_feed"),
    path("mail/", outbox.outbox, name="outbox"),
]
