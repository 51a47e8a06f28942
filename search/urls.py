"""Addresses of search."""

from __future__ import annotations

from django.urls import path, re_path

from search.views import results, saved, suggesting, using

app_name = "search"
FORM = r"feed\.(?P<form>rss|atom|json)$"
urlpatterns = [
    path("", results.search, name="search"),
    re_path(rf"^{FORM}", results.feed, name="feed"),
    path("suggest/", suggesting.suggest, name="suggest"),
    path("used/", using.used, name="used"),
    path("save/", saved.save, name="save"),
    path("saved/", saved.saved_list, name="saved"),
    path("saved/<int:pk>/", saved.change, name="saved_change"),
    path("saved/<int:pk>/delete/", saved.delete, name="saved_delete"),
    re_path(rf"^saved/(?P<key>\d+:[-\w]+)/{FORM}", saved.saved_feed, name="saved_feed"),
]
