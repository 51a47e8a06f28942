"""The one gate: `ids_for` (what a person may see) and `who_may_see` (who may see it) always agree."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Audience, Membership, Organisation, User
from accounts.services import audience_for_key, audience_of, join
from tests.factories import network, trust, user

INVITED = "invited:pilot"


def invited(*people: User) -> Audience:
    """A group of invited people."""
    made = Audience.objects.create(kind=Audience.Kind.GROUPS, key=INVITED, name="the pilot")
    made.people.set(people)
    return made


def fresh(person: User) -> User:
    """The person as the next request reads them: without what was kept of their rights."""
    found: User = User.objects.get(pk=person.pk)
    return found


def assert_agree(people: list[User], audiences: list[Audience]) -> None:
    """Both directions of the gate say the same of every pair."""
    for audience in audiences:
        may = set(User.objects.who_may_see(audience).values_list("pk", flat=True))
        for person in people:
            mine = Audience.objects.ids_for(fresh(person))
            assert (audience.pk in mine) is (person.pk in may), f"{person} and {audience.key}"


def test_each_sees_their_own_trust_and_network(cast: Any) -> None:
    keys = ["public", "members", "trust:fenmere", "trust:castlebeck", "network:eastern"]
    audiences = {key: audience_for_key(key) for key in keys}

    def seen(person: Any) -> set[str]:
        mine = Audience.objects.ids_for(person)
        return {key for key, audience in audiences.items() if audience.pk in mine}

    assert seen(None) == seen(cast.nobody) == {"public"}
    assert seen(cast.amina) == {"public", "members", "trust:fenmere", "network:eastern"}
    assert seen(cast.ben) == {"public", "members", "trust:castlebeck"}
    assert seen(cast.carys) == seen(cast.ella) == {"public", "members"}
    assert seen(cast.dev) == seen(cast.grace) == set(keys)


def test_cast_agrees_in_both_directions(cast: Any) -> None:
    audiences = [audience_of(place) for place in Organisation.objects.all()]
    audiences += [invited(cast.carys), *Audience.objects.filter(kind__in=["public", "members"])]
    assert_agree(cast.signed_in(), audiences)


def test_ended_membership_ends_both_at_once(cast: Any) -> None:
    own, around = audience_of(cast.fenmere), audience_of(cast.eastern)
    assert {own.pk, around.pk} <= Audience.objects.ids_for(fresh(cast.amina))
    cast.amina.memberships.update(ended_at=timezone.now())
    assert not {own.pk, around.pk} & Audience.objects.ids_for(fresh(cast.amina))
    assert_agree(cast.signed_in(), [own, around])


def test_deactivated_person_sees_what_everyone_sees(cast: Any) -> None:
    cast.grace.is_active = False
    cast.grace.save()
    public = Audience.objects.get(key="public")
    assert Audience.objects.ids_for(fresh(cast.grace)) == {public.pk}
    assert cast.grace not in User.objects.who_may_see(audience_of(cast.fenmere))


def test_person_in_two_trusts_counts_once(cast: Any) -> None:
    join(cast.amina, trust("aldwater", network=cast.eastern))
    found = list(User.objects.who_may_see(audience_of(cast.eastern)))
    assert len(found) == len(set(found))
    assert cast.amina in found


def test_rights_take_one_query_and_none_signed_out(cast: Any, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        Audience.objects.ids_for(cast.nobody)
    amina = fresh(cast.amina)
    with django_assert_num_queries(1):
        Audience.objects.ids_for(amina)
        Audience.objects.ids_for(amina)


def test_who_looks_after_the_hub_sees_a_confidential_audience_only_when_named(cast: Any) -> None:
    secret = invited(cast.carys)
    secret.confidential = True
    secret.save()
    for person, seen in ((cast.carys, True), (cast.dev, False), (cast.grace, False), (cast.ella, False)):
        assert (secret.pk in Audience.objects.ids_for(fresh(person))) == seen
    assert_agree(cast.signed_in(), [secret])
    secret.people.add(cast.grace, cast.dev)
    for person in (cast.dev, cast.grace):
        assert secret.pk in Audience.objects.ids_for(fresh(person))
    assert_agree(cast.signed_in(), [secret])


PLACES = ["north", "north-a", "north-b", "south", "south-a"]


@pytest.fixture
def places(db: None) -> dict[str, Organisation]:
    """Two networks with their trusts, and three people who may work in any."""
    north, south = network("north"), network("south")
    made = {"north": north, "south": south}
    made |= {slug: trust(slug, network=north) for slug in ("north-a", "north-b")}
    made["south-a"] = trust("south-a", network=south)
    for _ in range(3):
        user()
    return made


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_both_directions_agree_whatever_the_memberships(
    places: dict[str, Organisation], data: st.DataObject
) -> None:
    Membership.objects.all().delete()
    Audience.objects.filter(key=INVITED).delete()
    people = list(User.objects.order_by("pk"))
    for person in people:
        for slug in data.draw(st.lists(st.sampled_from(PLACES), unique=True)):
            ended = timezone.now() if data.draw(st.booleans()) else None
            Membership.objects.create(user=person, organisation=places[slug], ended_at=ended)
    audiences = [audience_of(place) for place in places.values()]
    audiences.append(invited(*data.draw(st.lists(st.sampled_from(people), unique=True))))
    assert_agree(people, audiences)
