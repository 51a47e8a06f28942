"""Addresses: see the views of the same name."""

from __future__ import annotations

from django.urls import URLPattern, re_path

from cases.views import from_topic
from forums.urls import TOPIC

urlpatterns: list[URLPattern] = [
    re_path(rf"{TOPIC}use/$", from_topic.from_topic, name="from_topic"),
]
