"""Adoption records for tests."""

from __future__ import annotations

from typing import Any

from django.test import Client

from accounts.models import Organisation
from cases.models import Adoption, InterventionGuide

# What a person sends who says that their trust tests version 2.
FORM = {
    "status": "testing",
    "started_on_0": "4",
    "started_on_1": "2026",
    "version": "2",
    "result": "",
    "adapted": "",
    "stopped_on_0": "",
    "stopped_on_1": "",
    "why_stopped": "",
    "seen": "",
}


def send(client: Client, url: str = "/guides/warm/adoption/fenmere/", **changes: Any) -> Any:
    """Sends the form of Fenmere's record of the guide "warm", or of another address."""
    return client.post(url, {**FORM, **changes})


def only() -> Adoption:
    """The one record that there is."""
    return Adoption.objects.get()


def adoption(guide: InterventionGuide, trust: Organisation, **fields: Any) -> Adoption:
    """A trust's word on a guide, as it stands in the database; nobody is told."""
    fields.setdefault("status", Adoption.Status.TESTING)
    fields.setdefault("version", guide.version)
    if fields["status"] == Adoption.Status.STOPPED:
        fields.setdefault("why_stopped", "It did not help.")
    return Adoption.objects.create(guide=guide, trust=trust, **fields)
