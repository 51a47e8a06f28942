"""Adoption records: a trust says how far it is with a guide, changes it, stops, takes it back."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.services import join
from activity import deliver
from activity.models import Activity, Notification
from activity.services import follow
from cases.models import Adoption, InterventionGuide
from tests import factories
from tests.cases.adoptions import adoption, only, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def guide(cast: Any) -> InterventionGuide:
    return factories.guide("warm", title="Warm babies", short_title="Warm", version=2)


@pytest.fixture
def amina(client: Client, cast: Any) -> Client:
    client.force_login(cast.amina)
    return client


def test_a_member_tells_from_the_guide_how_far_the_trust_is(amina: Client, guide: Any, cast: Any) -> None:
    assert "/guides/warm/adopt/" in amina.get("/guides/warm/").content.decode()
    assert amina.get("/guides/warm/adopt/")["Location"] == "/guides/warm/adoption/fenmere/"
    page = amina.get("/guides/warm/adoption/fenmere/").content.decode()
    assert '<option value="2" selected>Version 2, in force now' in page
    response = send(amina, started_on_0="April", result="9 of 52 babies were cold, after 21 of 50.")
    assert response["Location"] == "/guides/warm/adoption/#fenmere"
    made = only()
    assert (made.trust, made.guide, made.recorded_by) == (cast.fenmere, guide, cast.amina)
    assert (made.status, made.version, made.started_on) == ("testing", 2, date(2026, 4, 1))
    told = Client().get("/guides/warm/").content.decode()
    assert "1 trust has told us: 1 testing." in told
    assert "since April 2026, version 2" in told
    assert "9 of 52 babies were cold" in told


def test_only_the_status_must_be_said(amina: Client, guide: Any) -> None:
    amina.post("/guides/warm/adoption/fenmere/", {"status": "planning", "version": "2"})
    assert (only().status, only().started_on, only().result) == ("planning", None, "")
    assert "Choose how far you are." in send(amina, status="").content.decode()


def test_a_guide_of_one_version_asks_for_none(amina: Client, cast: Any) -> None:
    factories.guide("new")
    url = "/guides/new/adoption/fenmere/"
    assert "Which version" not in amina.get(url).content.decode()
    amina.post(url, {"status": "embedded"})
    assert only().version == 1


def test_from_a_case_study_one_guide_is_one_button_and_two_are_a_choice(client: Client, cast: Any) -> None:
    one, other = factories.guide("one", short_title="One"), factories.guide("two", short_title="Two")
    factories.case_study("single", guides=(one,), trust=cast.castlebeck)
    factories.case_study("double", guides=(one, other), trust=cast.castlebeck)
    adoption(one, cast.castlebeck)
    adoption(one, cast.fenmere, status="stopped", why_stopped="Too few babies.")
    single, double = (client.get(f"/case-studies/{slug}/").content.decode() for slug in ("single", "double"))
    assert 'href="/guides/one/adopt/">We tried this too</a>' in single
    assert 'href="/guides/one/adopt/">One</a>' in double
    assert 'href="/guides/two/adopt/">Two</a>' in double
    tried = single[single.index('id="tried"') : single.index("We tried this too")]
    assert "Fenmere Hospitals" in tried
    assert "Too few babies." in tried
    assert "Castlebeck" not in tried  # it is their own case study


def test_a_record_that_is_there_is_opened_whoever_told_it(amina: Client, guide: Any, cast: Any) -> None:
    adoption(guide, cast.fenmere, recorded_by=cast.farah, status="embedded", result="It holds.")
    page = amina.get("/guides/warm/adoption/fenmere/").content.decode()
    assert "It holds." in page
    assert "Farah Iqbal said this" in page
    send(amina, status="testing", seen=only().stamp)
    assert (only().status, only().recorded_by) == ("testing", cast.amina)


def test_who_works_at_two_trusts_says_for_which(amina: Client, guide: Any, cast: Any) -> None:
    join(cast.amina, cast.saltmarsh)
    adoption(guide, cast.saltmarsh, status="planning")
    page = amina.get("/guides/warm/adopt/").content.decode()
    assert 'href="/guides/warm/adoption/fenmere/">Fenmere Hospitals</a>' in page
    assert "Planning" in page
    assert send(amina, "/guides/warm/adoption/saltmarsh/", seen=only().stamp).status_code == 302
    assert only().status == "testing"


def test_signed_out_one_signs_in_and_comes_back(client: Client, guide: Any) -> None:
    response = client.get("/guides/warm/adopt/")
    assert response["Location"] == "/account/login/?next=/guides/warm/adopt/"


def test_who_is_in_no_trust_is_told_what_to_do(client: Client, guide: Any, cast: Any) -> None:
    client.force_login(cast.dev)
    page = client.get("/guides/warm/adopt/").content.decode()
    assert "You are in no trust yet" in page
    assert "mailto:" in page
    # A network tells nothing for its trusts.
    join(cast.dev, cast.eastern)
    assert "You are in no trust yet" in client.get("/guides/warm/adopt/").content.decode()


@pytest.mark.parametrize("tail", ["", "stop/", "remove/"])
def test_nobody_speaks_for_another_trust(client: Client, guide: Any, cast: Any, tail: str) -> None:
    adoption(guide, cast.fenmere, status="embedded")
    client.force_login(cast.ben)
    url = f"/guides/warm/adoption/fenmere/{tail}"
    assert client.get(url).status_code == 403
    assert send(client, url, seen=only().stamp).status_code == 403
    assert only().status == "embedded"


def test_what_is_not_there_is_404(amina: Client, guide: Any, cast: Any) -> None:
    hidden = factories.guide("hidden", audience=factories.audience_for(cast.castlebeck))
    factories.guide("draft", live=False)
    for slug in (hidden.slug, "draft", "nothing"):
        for tail in ("adopt/", "adoption/", "adoption.csv", "adoption/fenmere/", "adoption/fenmere/stop/"):
            assert amina.get(f"/guides/{slug}/{tail}").status_code == 404, (slug, tail)
    assert amina.get("/guides/warm/adoption/nowhere/").status_code == 404
    assert amina.get("/guides/warm/adoption/eastern/").status_code == 404


def test_who_has_left_the_trust_speaks_for_it_no_more(amina: Client, guide: Any, cast: Any) -> None:
    cast.amina.memberships.update(ended_at=timezone.now())
    assert send(amina).status_code == 403
    assert not Adoption.objects.exists()


def test_hostile_text_stays_text(amina: Client, guide: Any) -> None:
    send(amina, result="<script>alert(1)</script>", adapted='"><img src=x onerror=alert(1)>')
    for url in ("/guides/warm/", "/guides/warm/adoption/", "/trusts/fenmere/", "/guides/warm/feed.atom"):
        page = amina.get(url).content.decode()
        assert "<script>alert(1)" not in page
        assert "<img src=x" not in page


def test_sent_twice_it_is_one_record_and_one_piece_of_news(amina: Client, guide: Any) -> None:
    assert send(amina).status_code == send(amina).status_code == 302
    assert Adoption.objects.count() == 1
    assert Activity.objects.filter(verb__startswith="cases.adoption").count() == 1


def test_the_later_of_two_colleagues_is_told_and_keeps_their_words(
    amina: Client, guide: Any, cast: Any
) -> None:
    before = adoption(guide, cast.fenmere, status="planning").stamp
    farah = Client()
    farah.force_login(cast.farah)
    send(farah, status="embedded", result="Farah's word.", seen=before)
    page = send(amina, status="testing", result="Amina's word.", seen=before).content.decode()
    assert "A colleague was first" in page
    assert "Farah Iqbal changed this record while you were writing" in page
    assert "Farah&#x27;s word." in page
    assert "Amina&#x27;s word." in page
    assert only().result == "Farah's word."
    # Having seen it, Amina may put hers in its place.
    assert send(amina, result="Amina's word.", seen=only().stamp).status_code == 302
    assert only().result == "Amina's word."


def test_a_first_word_that_a_colleague_said_meanwhile_is_not_written_over(
    amina: Client, guide: Any, cast: Any
) -> None:
    adoption(guide, cast.fenmere, status="embedded", recorded_by=cast.farah)
    page = send(amina, seen="").content.decode()
    assert "Farah Iqbal changed this record" in page
    assert only().status == "embedded"


def test_a_record_removed_meanwhile_is_said(amina: Client, guide: Any, cast: Any) -> None:
    record = adoption(guide, cast.fenmere)
    stamp = record.stamp
    record.delete()
    assert "A colleague removed this record" in send(amina, seen=stamp).content.decode()
    assert send(amina, seen="").status_code == 302


def test_the_trust_takes_its_record_back_asked_once(amina: Client, guide: Any, cast: Any) -> None:
    send(amina)
    url = "/guides/warm/adoption/fenmere/remove/"
    assert "Remove what Fenmere Hospitals told?" in amina.get(url).content.decode()
    assert Adoption.objects.exists()
    amina.post(url)
    assert not Adoption.objects.exists()
    assert not Activity.objects.visible_to(cast.grace).filter(verb__startswith="cases.adoption").exists()
    assert amina.post(url)["Location"] == "/guides/warm/adoption/"


@pytest.mark.parametrize("who", ["dev", "ella", "grace"])
def test_moderators_and_editors_may_remove(client: Client, guide: Any, cast: Any, who: str) -> None:
    adoption(guide, cast.fenmere)
    client.force_login(getattr(cast, who))
    assert "/guides/warm/adoption/fenmere/remove/" in client.get("/guides/warm/adoption/").content.decode()
    client.post("/guides/warm/adoption/fenmere/remove/")
    assert not Adoption.objects.exists()


def test_a_version_that_the_guide_never_had_is_refused(amina: Client, guide: Any) -> None:
    assert "Choose one of the versions." in send(amina, version="3").content.decode()
    assert not Adoption.objects.exists()


def test_an_own_case_study_can_be_named_and_one_out_of_sight_is_kept(
    amina: Client, guide: Any, cast: Any
) -> None:
    open_to_us = factories.case_study("ours", title="Ours", guides=(guide,), trust=cast.fenmere)
    theirs = factories.case_study(
        "hid", title="Out of sight", guides=(guide,), trust=cast.fenmere, live=False
    )
    factories.case_study("other", title="Another trust's", guides=(guide,), trust=cast.castlebeck)
    page = amina.get("/guides/warm/adoption/fenmere/").content.decode()
    assert "Ours" in page
    assert "Out of sight" not in page
    assert "Another trust" not in page
    record = adoption(guide, cast.fenmere, case_study=theirs)
    send(amina, result="New.", seen=record.stamp)
    assert (only().result, only().case_study) == ("New.", theirs)
    send(amina, case_study=str(open_to_us.pk), seen=only().stamp)
    assert only().case_study == open_to_us


def test_followers_of_guide_and_trust_hear_of_a_new_status_and_of_nothing_less(
    amina: Client, guide: Any, cast: Any
) -> None:
    deliver.deliver_all()
    follow(cast.ben, guide)
    follow(cast.carys, cast.fenmere)
    send(amina, status="testing")
    send(amina, status="testing", result="Fewer.", seen=only().stamp)
    gone = {"status": "stopped", "stopped_on_0": "9", "stopped_on_1": "2026", "why_stopped": "Winter."}
    send(amina, result="Fewer.", seen=only().stamp, **gone)
    deliver.deliver_all()
    for person in (cast.ben, cast.carys):
        told = Notification.objects.filter(user=person).order_by("pk")
        assert [each.activity.title for each in told] == [
            "Warm at Fenmere Hospitals: testing",
            "Warm at Fenmere Hospitals: stopped",
        ]
    verbs = Activity.objects.filter(verb__startswith="cases.adoption").order_by("pk")
    assert [each.verb for each in verbs] == [
        "cases.adoption.recorded",
        "cases.adoption.updated",
        "cases.adoption.stopped",
    ]


def test_the_guides_feed_carries_it(amina: Client, guide: Any) -> None:
    send(amina, result="9 of 52 babies were cold, after 21 of 50.")
    feed = amina.get("/guides/warm/feed.json").content.decode()
    assert "Warm at Fenmere Hospitals: testing" in feed
    assert "9 of 52 babies" in feed
    assert "/guides/warm/adoption/#fenmere" in feed
