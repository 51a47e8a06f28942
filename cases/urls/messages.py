"""Addresses: see the views of the same name."""

from __future__ import annotations

from django.urls import URLPattern, path

from cases.views import messages

urlpatterns: list[URLPattern] = [
    path("case-studies/<slug:slug>/ask/", messages.ask, name="ask_team"),
]
