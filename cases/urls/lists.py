"""Addresses: see the views of the same name."""

from __future__ import annotations

from django.urls import URLPattern, re_path

from cases.views import lists

urlpatterns: list[URLPattern] = [
    re_path(r"^(?P<path>(?:[\w-]+/)+)list\.csv$", lists.list_csv, name="list_csv"),
]
