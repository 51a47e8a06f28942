"""Addresses of feedback."""

from __future__ import annotations

from django.urls import path

from hub.feedback import queue, views

app_name = "feedback"
urlpatterns = [
    path("feedback.csv", queue.table, name="csv"),
    path("feedback/", queue.queue, name="queue"),
    path("feedback/<int:pk>/", views.vote, name="vote"),
    path("feedback/<int:pk>/thanks/", views.thanks, name="thanks"),
    path("feedback/<int:pk>/said/", views.said, name="said"),
    path("feedback/<int:pk>/wrong/", views.wrong, name="wrong"),
    path("feedback/decide/<int:pk>/", queue.decide, name="decide"),
]
