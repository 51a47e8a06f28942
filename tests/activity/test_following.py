"""Following a thing, stopping, and stopping from a mail without signing in."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import signing
from django.template import Context, Template
from django.test import Client, RequestFactory

from accounts.services import audience_of
from activity import deliver, followable, mail
from activity.models import Notification, Subscription, content_type_of
from activity.services import follow
from tests.activity.following import told
from tests.checks import assert_html_valid
from tests.factories import case_study


def form_for(thing: Any, **more: Any) -> dict[str, Any]:
    """What the button sends."""
    return {"content_type": followable.key_of(thing), "object_id": thing.pk, **more}


def follows(person: Any) -> list[Any]:
    """The things that a person follows."""
    return [one.target for one in Subscription.objects.filter(user=person).order_by("pk")]


def test_follow_and_stop(cast: Any, client: Client) -> None:
    client.force_login(cast.amina)
    page = client.get("/trusts/castlebeck/").text
    assert 'action="/follow/"' in page
    answer = client.post("/follow/", form_for(cast.castlebeck, next="/trusts/castlebeck/"))
    assert answer["Location"] == "/trusts/castlebeck/"
    assert follows(cast.amina) == [cast.castlebeck]
    page = client.get("/trusts/castlebeck/").text
    assert "You follow “Castlebeck University Hospitals”." in page
    assert 'action="/unfollow/"' in page
    page = client.post("/unfollow/", form_for(cast.castlebeck), follow=True).text
    assert "You no longer follow “Castlebeck University Hospitals”." in page
    assert follows(cast.amina) == []


def test_stopping_does_not_name_what_one_may_no_longer_see(cast: Any, client: Client) -> None:
    page = case_study(title="Warm and fed", trust=cast.fenmere)
    follow(cast.amina, page)
    page.unpublish()
    client.force_login(cast.amina)
    answer = client.post("/unfollow/", form_for(page), follow=True).text
    assert "You no longer follow it." in answer
    assert "Warm and fed" not in answer
    assert follows(cast.amina) == []


def test_following_twice_is_following_once(cast: Any, client: Client) -> None:
    client.force_login(cast.amina)
    for _ in range(2):
        client.post("/follow/", form_for(cast.castlebeck))
    assert follows(cast.amina) == [cast.castlebeck]


def test_pages_are_followed_by_their_own_kind(cast: Any, client: Client) -> None:
    page = case_study(trust=cast.fenmere)
    client.force_login(cast.amina)
    assert form_for(page)["content_type"] == "cases.casestudy"
    assert client.post("/follow/", form_for(page))["Location"] == page.get_absolute_url()
    assert follows(cast.amina) == [page]


def test_signed_out_is_asked_to_sign_in_and_comes_back(cast: Any, client: Client) -> None:
    page = client.get("/trusts/castlebeck/").text
    assert 'href="/account/login/?next=%2Ftrusts%2Fcastlebeck%2F"' in page
    answer = client.post("/follow/", form_for(cast.castlebeck, next="/trusts/castlebeck/"))
    assert answer["Location"] == "/account/login/?next=/trusts/castlebeck/"
    assert not Subscription.objects.exists()


def test_what_may_not_be_seen_is_not_there(cast: Any, client: Client) -> None:
    page = case_study(trust=cast.castlebeck, audience=audience_of(cast.castlebeck))
    client.force_login(cast.amina)
    assert client.post("/follow/", form_for(page)).status_code == 404
    client.force_login(cast.ben)
    assert client.post("/follow/", form_for(page)).status_code == 302


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"content_type": "accounts.user", "object_id": "1"},
        {"content_type": "accounts.organisation", "object_id": "x"},
        {"content_type": "accounts.organisation", "object_id": "9" * 30},
        {"content_type": "accounts.organisation", "object_id": "١"},
        {"content_type": "no.such", "object_id": "1"},
    ],
)
@pytest.mark.parametrize("path", ["/follow/", "/unfollow/"])
def test_anything_else_is_not_there(cast: Any, client: Client, path: str, form: dict[str, str]) -> None:
    client.force_login(cast.amina)
    assert client.post(path, form).status_code == 404


def test_following_needs_a_post(cast: Any, client: Client) -> None:
    client.force_login(cast.amina)
    assert client.get("/follow/").status_code == 405


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "/\\evil.example", "x"])
def test_following_never_leads_to_another_site(cast: Any, client: Client, target: str) -> None:
    client.force_login(cast.amina)
    answer = client.post("/follow/", form_for(cast.castlebeck, next=target))
    assert answer["Location"] == "/trusts/castlebeck/"
    answer = client.post("/unfollow/", form_for(cast.castlebeck, next=target))
    assert answer["Location"] == "/account/"


def test_forged_request_follows_nothing(cast: Any) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.amina)
    assert strict.post("/follow/", form_for(cast.castlebeck)).status_code == 403


def test_button_takes_one_query_and_none_signed_out(cast: Any, django_assert_num_queries: Any) -> None:
    followable.key_of(cast.fenmere)  # the kinds are kept by the process
    request = RequestFactory().get("/trusts/fenmere/")
    shown = Template("{% load activity_tags %}{% follow_button thing %}")
    for person, queries in ((cast.nobody, 0), (cast.amina, 1)):
        request.user = person
        with django_assert_num_queries(queries):
            shown.render(Context({"request": request, "thing": cast.fenmere}))


def link_of(person: Any) -> str:
    """The path that ends a person's one subscription."""
    token = mail.unsubscribe_token(Notification.objects.get(user=person))
    return f"/unsubscribe/{token}/"


def test_unsubscribe_asks_first_and_needs_no_session(cast: Any) -> None:
    told(cast, cast.amina)
    follow(cast.amina, cast.castlebeck)
    strict = Client(enforce_csrf_checks=True)
    path = link_of(cast.amina)
    page = strict.get(path)
    assert "You follow “Fenmere Hospitals”." in page.text
    assert len(follows(cast.amina)) == 2  # a scanner that opens the link ends nothing
    done = strict.post(path)
    assert "You no longer follow “Fenmere Hospitals”." in done.text
    assert follows(cast.amina) == [cast.castlebeck]  # this one and no other
    assert Notification.objects.get().mail == Notification.Mail.NOT_WANTED
    assert strict.post(path).status_code == 200
    assert_html_valid({"ask": page.text, "done": done.text, "again": strict.get(path).text})


def test_mail_programs_unsubscribe_with_one_click(cast: Any) -> None:
    told(cast, cast.amina)
    answer = Client(enforce_csrf_checks=True).post(
        link_of(cast.amina),
        "List-Unsubscribe=One-Click",
        content_type="application/x-www-form-urlencoded",
    )
    assert answer.status_code == 200
    assert follows(cast.amina) == []


def test_unsubscribing_does_not_show_what_one_may_no_longer_see(cast: Any, client: Client) -> None:
    page = case_study(title="Warm and fed", trust=cast.fenmere)
    deliver.deliver_all()
    told(cast, cast.amina, target=page)
    path = link_of(cast.amina)
    page.unpublish()
    assert "Warm and fed" not in client.get(path).text
    assert "Warm and fed" not in client.post(path).text
    assert follows(cast.amina) == []


@pytest.mark.parametrize(
    "token",
    ["x", "MQ:1x:forged", signing.dumps(1), signing.dumps(1, salt="other")],
    ids=["text", "forged", "no salt", "other salt"],
)
def test_broken_link_is_said_and_ends_nothing(cast: Any, client: Client, token: str) -> None:
    Subscription.objects.create(
        pk=1, user=cast.amina, content_type=content_type_of(cast.fenmere), object_id=cast.fenmere.pk
    )
    answer = client.post(f"/unsubscribe/{token}/")
    assert answer.status_code == 404
    assert "This link does not work" in answer.text
    assert len(follows(cast.amina)) == 1
