"""The indices of the hub, `hub-<time>`, behind one alias to read and one to write."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils import timezone
from elasticsearch import Elasticsearch, NotFoundError

from search.engines.cluster.documents import EntryDocument


def prefix() -> str:
    """What the names of this hub's indices begin with: `hub`, or the path of SEARCH_URL where
    several hubs share a cluster (`opensearch://search:9200/north`)."""
    return str(settings.SEARCH_URL.path.strip("/") or "hub")


def read_alias() -> str:
    """The alias that readers ask."""
    return f"{prefix()}-read"


def write_alias() -> str:
    """The alias that changes are sent to: two indices while one is built."""
    return f"{prefix()}-write"


def new_index(client: Elasticsearch) -> str:
    """Makes an empty index; nothing reads or writes it yet. Returns its name."""
    name = f"{prefix()}-{timezone.now():%Y%m%d%H%M%S%f}"
    index = EntryDocument._index.clone(name=name)
    index.create(using=client)
    return name


def behind(client: Elasticsearch, alias: str) -> list[str]:
    """The indices behind an alias; none where there is no such alias."""
    try:
        return sorted(client.indices.get_alias(name=alias))
    except NotFoundError:
        return []


def all_indices(client: Elasticsearch) -> list[str]:
    """Every index of the hub, the oldest first."""
    return sorted(client.indices.get(index=f"{prefix()}-2*"))


def write_to(client: Elasticsearch, name: str) -> None:
    """From now on what is sent goes to this index too."""
    client.indices.update_aliases(actions=[{"add": {"index": name, "alias": write_alias()}}])


def read_from(client: Elasticsearch, name: str) -> None:
    """Readers get this index, in one step; the one before is kept, and those before it go."""
    others = [index for index in all_indices(client) if index != name]
    aliases = (read_alias(), write_alias())
    actions: list[dict[str, Any]] = [{"add": {"index": name, "alias": alias}} for alias in aliases]
    actions += [
        {"remove": {"index": index, "alias": alias, "must_exist": False}}
        for index in others
        for alias in aliases
    ]
    client.indices.update_aliases(actions=actions)
    for index in others[:-1]:
        client.indices.delete(index=index, ignore_unavailable=True)
