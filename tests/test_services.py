"""What HUB_REQUIRE names is here, and what the tests borrow really works."""

from __future__ import annotations

from smtplib import SMTP

import pytest
from django.core.cache.backends.redis import RedisCache

from tests import needs, services
from tests.mailbox import Mailbox


@pytest.mark.parametrize("service", sorted(needs.required()))
def test_required_service_is_here(service: str) -> None:
    needs.need(service)


@pytest.mark.needs("redis")
def test_redis_keeps_what_the_cache_is_given() -> None:
    cache = RedisCache(services.address("redis") or "", {"KEY_PREFIX": "tests"})
    cache.set("colour", "aubergine", timeout=5)
    assert cache.get("colour") == "aubergine"
    cache.delete("colour")
    assert cache.get("colour") is None


def test_mailbox_takes_mail() -> None:
    with Mailbox() as box, SMTP("127.0.0.1", box.port) as line:
        line.sendmail("hub@example.org", ["amina@example.org"], "Subject: A reply\n\nHello")
        assert [mail["Subject"] for mail in box.to("amina@example.org")] == ["A reply"]
        assert box.to("ben@example.org") == []


def test_unknown_service_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUB_REQUIRE", "postgresql,oracle")
    with pytest.raises(pytest.UsageError, match="oracle"):
        needs.required()


def test_nothing_listens_on_a_free_port() -> None:
    assert not services.answers(f"redis://127.0.0.1:{services.free_port()}/0")
