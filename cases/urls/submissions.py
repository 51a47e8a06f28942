"""Addresses under which a member writes a case study: see the views of the same name."""

from __future__ import annotations

from django.urls import URLPattern, path

from cases.views import submission_steps, submissions

BASE = "case-studies/write/"
urlpatterns: list[URLPattern] = [
    path(BASE, submissions.submissions, name="submissions"),
    path(f"{BASE}<int:pk>/", submissions.submission, name="submission"),
    path(f"{BASE}<int:pk>/preview/", submissions.preview, name="submission_preview"),
    path(f"{BASE}<int:pk>/send/", submissions.send, name="submission_send"),
    path(f"{BASE}<int:pk>/take-back/", submissions.take_back, name="submission_take_back"),
    path(f"{BASE}<int:pk>/delete/", submissions.delete, name="submission_delete"),
    path(f"{BASE}<int:pk>/files/<int:file_pk>/", submissions.file, name="submission_file"),
    path(f"{BASE}<int:pk>/<slug:step>/", submission_steps.step, name="submission_step"),
]
