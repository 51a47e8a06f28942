"""Addresses: see the views of the same name."""

from __future__ import annotations

from django.urls import URLPattern, path

from cases.views import progress

urlpatterns: list[URLPattern] = [
    path("learning-sets/<slug:slug>/materials/<int:pk>/", progress.tick, name="tick"),
]
