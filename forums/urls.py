"""Addresses of forums."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "forums"
urlpatterns: list[URLPattern] = []
