"""For templates of other rooms: `{% discussion page %}`, the discussion under a resource, and
`{% forums_of person as places %}`, where a person writes."""

from __future__ import annotations

from typing import Any

from django import template
from django.http import QueryDict
from django.template import RequestContext
from wagtail.models import Page

from accounts.models import User
from forums import writers
from forums.models import Forum, Topic
from forums.paging import post_page
from forums.views.topics import blank_reply, context_of, for_page

register = template.Library()


@register.inclusion_tag("forums/_discussion.html", takes_context=True)
def discussion(context: RequestContext, page: Page) -> dict[str, Any]:
    """The first posts, the way to the others, and the form; nothing where it is not open to the
    reader. As many queries for sixty posts as for three."""
    request = context.get("request")
    if request is None or not page.pk or not hasattr(request, "user"):
        return {}
    topic = for_page(request.user).filter(page_id=page.pk).first()
    if topic is None:
        return {}
    posts = post_page(topic, request.user, QueryDict())
    form, parent = blank_reply(topic, request)
    shown = context_of(request, topic, posts, form, parent)
    return {**shown, "request": request, "csrf_token": context.get("csrf_token", "")}


@register.simple_tag(takes_context=True)
def forums_of(context: RequestContext, person: User) -> list[Forum]:
    """The forums in which a person has posted, as far as the reader may see it."""
    request = context.get("request")
    return writers.forums_of(person, request.user) if request else []


@register.simple_tag(takes_context=True)
def split_off(context: RequestContext, topic: Topic) -> list[Topic]:
    """The topics that were made of posts of this one, as far as the reader may see them. No query
    where there are none."""
    if not topic.was_split:
        return []
    made = Topic.objects.visible_to(context["request"].user).filter(split_from=topic, held=False)
    return list(made.select_related("forum").order_by("pk"))
