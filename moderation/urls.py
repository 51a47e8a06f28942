"""Addresses of moderation."""

from __future__ import annotations

from django.urls import path, re_path

from moderation import views

app_name = "moderation"
urlpatterns = [
    path("", views.queue, name="queue"),
    re_path(r"^(?P<pk>[0-9]{1,18})/(?P<decision>approve|reject)/$", views.decide, name="decide"),
]
