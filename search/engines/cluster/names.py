"""The indices of the hub, `hub-<time>`, behind one alias to read and one to write, and beside them
`hub-saved` with the searches that people keep."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils import timezone
from elasticsearch import Elasticsearch, NotFoundError
from elasticsearch_dsl import Document

from search.engines.cluster.documents import LAYOUT, EntryDocument, SavedDocument, without_modules

# In the query of SEARCH_URL: for a node without its analysis modules. Only the tests have one.
BARE = "modules=none"
KNOWN_FOR = 30.0  # seconds that the layout of an index is remembered


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


def saved_index() -> str:
    """The index of searches that people keep."""
    return f"{prefix()}-saved"


def new_index(client: Elasticsearch) -> str:
    """Makes an empty index; nothing reads or writes it yet. Returns its name."""
    name = f"{prefix()}-{timezone.now():%Y%m%d%H%M%S%f}"
    _make(client, EntryDocument, name)
    return name


def new_saved_index(client: Elasticsearch) -> None:
    """Makes the index of searches that people keep anew."""
    client.indices.delete(index=saved_index(), ignore_unavailable=True)
    _make(client, SavedDocument, saved_index())


def _make(client: Elasticsearch, document: type[Document], name: str) -> None:
    body = document._index.clone(name=name).to_dict()
    if settings.SEARCH_URL.query == BARE:
        body = without_modules(body)
    client.indices.create(index=name, **body)


def behind(client: Elasticsearch, alias: str) -> list[str]:
    """The indices behind an alias; none where there is no such alias."""
    try:
        return sorted(client.indices.get_alias(name=alias))
    except NotFoundError:
        return []


def all_indices(client: Elasticsearch) -> list[str]:
    """Every index of entries, the oldest first."""
    return sorted(client.indices.get(index=f"{prefix()}-2*"))


def layout_of(client: Elasticsearch, name: str) -> int:
    """The oldest layout of the indices of a name or alias; the first one had no number. Raises
    NotFoundError where there is none."""
    found = client.indices.get_mapping(index=name)
    return min(int(index["mappings"].get("_meta", {}).get("layout", 1)) for index in found.values())


class Layout:
    """Remembers for a while whether the index that readers ask has all fields there are now."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[float, bool]] = {}

    def is_current(self, client: Elasticsearch) -> bool:
        """Whether it has. Raises NotFoundError where there is no index."""
        asked, current = self._known.get(read_alias(), (0.0, False))
        if not asked or time.monotonic() - asked > KNOWN_FOR:
            current = layout_of(client, read_alias()) >= LAYOUT
            self._known[read_alias()] = time.monotonic(), current
        return current

    def forget(self) -> None:
        """Asks the next time."""
        self._known.clear()


layout = Layout()


def write_to(client: Elasticsearch, name: str) -> None:
    """From now on what is sent goes to this index too."""
    client.indices.update_aliases(actions=[{"add": {"index": name, "alias": write_alias()}}])


def half_built(client: Elasticsearch) -> list[str]:
    """Indices that are written to and that nobody reads yet."""
    return sorted({*behind(client, write_alias())} - {*behind(client, read_alias())})


def kept(client: Elasticsearch) -> list[str]:
    """Indices that were in use before, the oldest first."""
    used = {*behind(client, write_alias()), *behind(client, read_alias())}
    return [index for index in all_indices(client) if index not in used]


def drop(client: Elasticsearch, indices: Iterable[str]) -> None:
    """Takes indices away."""
    for index in indices:
        client.indices.delete(index=index, ignore_unavailable=True)


def read_from(client: Elasticsearch, name: str) -> None:
    """Readers get this index, in one step; the one before is kept, and all others go."""
    before = behind(client, read_alias())
    others = [index for index in all_indices(client) if index != name]
    aliases = (read_alias(), write_alias())
    actions: list[dict[str, Any]] = [{"add": {"index": name, "alias": alias}} for alias in aliases]
    actions += [
        {"remove": {"index": index, "alias": alias, "must_exist": False}}
        for index in others
        for alias in aliases
    ]
    # Since when it alone has what was sent: for going back to the one before.
    client.indices.put_mapping(index=name, meta={**_meta(client, name), "since": time.time_ns()})
    client.indices.update_aliases(actions=actions)
    layout.forget()
    drop(client, (index for index in others if index not in before))


def since(client: Elasticsearch, name: str) -> int:
    """Since when an index alone has what was sent, as a version; 0 where it does not say."""
    return int(_meta(client, name).get("since", 0))


def _meta(client: Elasticsearch, name: str) -> dict[str, Any]:
    [index] = client.indices.get_mapping(index=name).values()
    return dict(index["mappings"].get("_meta", {}))
