"""Addresses of accounts."""

from __future__ import annotations

from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [
    path("people/<int:pk>/", views.person, name="person"),
    path("people/<int:pk>/mute/", views.mute, name="mute"),
    path("trusts/", views.trusts, name="trusts"),
    path("trusts/<slug:slug>/", views.trust, name="trust"),
    path("networks/<slug:slug>/", views.network, name="network"),
]
