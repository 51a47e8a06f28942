"""Addresses: see the views of the same name."""

from __future__ import annotations

from django.urls import URLPattern, path

from cases.views import card, versions

urlpatterns: list[URLPattern] = [
    path("guides/<slug:slug>/card.pdf", card.guide_card, name="guide_card"),
    path("guides/<slug:slug>/versions/", versions.guide_versions, name="guide_versions"),
    path("guides/<slug:slug>/versions/<int:number>/", versions.guide_version, name="guide_version"),
    path("guides/<slug:slug>/versions/<int:number>/changes/", versions.guide_changes, name="guide_changes"),
    path("guides/<slug:slug>/versions/<int:number>/card.pdf", card.version_card, name="version_card"),
]
