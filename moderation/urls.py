"""Addresses of moderation."""

from __future__ import annotations

from django.urls import path, re_path

from moderation.views import log, opinions, queue, words

app_name = "moderation"
THING = r"(?P<kind>[0-9]{1,9})-(?P<pk>[0-9]{1,18})/"
urlpatterns = [
    path("", queue.queue, name="queue"),
    path("log/", log.log, name="log"),
    path("log.csv", log.table, name="log_csv"),
    re_path(rf"^reported/{THING}leave/$", queue.leave, name="leave"),
    re_path(rf"^opinions/{THING}$", opinions.ask, name="ask_opinion"),
    re_path(r"^opinions/(?P<pk>[0-9]{1,18})/$", opinions.answer, name="answer_opinion"),
    re_path(r"^words/(?P<pk>[0-9]{1,18})/$", words.words, name="words"),
    re_path(r"^(?P<pk>[0-9]{1,18})/approve/$", queue.approve, name="approve"),
    re_path(r"^(?P<pk>[0-9]{1,18})/reject/$", queue.reject, name="reject"),
]
