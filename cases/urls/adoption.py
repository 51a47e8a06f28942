"""Addresses: see the views of the same name."""

from __future__ import annotations

from django.urls import URLPattern, path

from cases.views import adoption

urlpatterns: list[URLPattern] = [
    path("adoption/", adoption.grid, name="adoption_grid"),
    path("adoption.csv", adoption.grid_csv, name="adoption_csv"),
    path("guides/<slug:guide>/adopt/", adoption.choose, name="adoption_choose"),
    path("guides/<slug:guide>/adoption/", adoption.of_guide, name="adoption_of"),
    path("guides/<slug:guide>/adoption.csv", adoption.of_guide_csv, name="adoption_of_csv"),
    path("guides/<slug:guide>/adoption/<slug:trust>/", adoption.tell, name="adoption_tell"),
    path("guides/<slug:guide>/adoption/<slug:trust>/stop/", adoption.stop, name="adoption_stop"),
    path("guides/<slug:guide>/adoption/<slug:trust>/remove/", adoption.remove, name="adoption_remove"),
]
