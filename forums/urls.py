"""Addresses of forums. `ask`, `files`, `drafts`, `mentions`, `read` and `topics` cannot be slugs of
forums: those pages would hide them."""

from __future__ import annotations

from django.urls import path, re_path

from forums.views import (
    answering,
    asking,
    crediting,
    drafts,
    editing,
    feeds,
    files,
    lists,
    mentions,
    moderating,
    people,
    posts,
    reading,
    reporting,
    topics,
)

app_name = "forums"
FORUM = r"^forums/(?P<forum>[-\w]+)/"
# Ids of topics have 63 bits, those of posts 31: a longer number is no address of ours.
TOPIC = FORUM + r"(?P<pk>[0-9]{1,18})-(?P<slug>[-\w]+)/"
POST = r"^posts/(?P<pk>[0-9]{1,9})/"
FEED = r"feed\.(?P<form>rss|atom|json)$"
urlpatterns = [
    path("forums/", lists.index, name="index"),
    re_path(rf"^forums/{FEED}", feeds.all_forums, name="feed"),
    path("forums/ask/", asking.ask, name="ask"),
    path("forums/ask/already/", asking.already, name="already"),
    path("forums/files/", files.upload, name="upload"),
    path("forums/drafts/", drafts.keep, name="draft"),
    path("forums/mentions/", mentions.suggest, name="mentions"),
    re_path(r"^posts/files/(?P<pk>[0-9]{1,18})/(?P<name>[^/]+)$", files.file, name="file"),
    path("forums/read/", reading.read_all, name="read_all"),
    path("forums/topics/", lists.all_topics, name="topics"),
    path("forums/topics/list.csv", lists.list_csv, name="topics_csv"),
    re_path(rf"^forums/topics/{FEED}", feeds.all_topics, name="topics_feed"),
    re_path(rf"{FORUM}$", lists.forum, name="forum"),
    re_path(rf"{FORUM}ask/$", asking.ask, name="ask_in"),
    re_path(rf"{FORUM}{FEED}", feeds.forum, name="forum_feed"),
    re_path(rf"{TOPIC}$", topics.topic, name="topic"),
    re_path(rf"{TOPIC}{FEED}", feeds.topic, name="topic_feed"),
    re_path(rf"{POST}$", posts.post, name="post"),
    re_path(rf"{POST}edit/$", editing.edit, name="edit"),
    re_path(rf"{POST}delete/$", editing.delete, name="delete"),
    re_path(rf"{POST}history/$", editing.history, name="history"),
    re_path(rf"{FORUM}list\.csv$", lists.list_csv, name="forum_csv"),
    # Reading: how far, what is new, and what is said of a post with one press.
    re_path(rf"{FORUM}read/$", reading.read_all, name="read_forum"),
    re_path(rf"{TOPIC}new\.json$", reading.arrived, name="arrived"),
    re_path(rf"{TOPIC}(?P<step>close|reopen)/$", answering.close, name="close"),
    re_path(rf"{POST}(?P<flag>helpful|thanks|tried)/$", answering.react, name="react"),
    re_path(rf"{POST}answer/$", answering.answer, name="answer"),
    re_path(rf"{TOPIC}credit/$", crediting.credit, name="credit"),
    re_path(r"^people/(?P<pk>[0-9]{1,9})/posts/$", people.posts_of, name="posts_of"),
    # Moderation.
    re_path(rf"{POST}report/$", reporting.report, name="report"),
    re_path(rf"{POST}moderate/$", moderating.moderate_post, name="moderate_post"),
    re_path(rf"{TOPIC}moderate/$", moderating.moderate_topic, name="moderate_topic"),
]
