"""Addresses of search."""

from __future__ import annotations

from django.urls import path, re_path

from search import views

app_name = "search"
urlpatterns = [
    path("", views.search, name="search"),
    re_path(r"^feed\.(?P<form>rss|atom|json)$", views.feed, name="feed"),
]
