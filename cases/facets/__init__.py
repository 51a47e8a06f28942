"""Facets of the index pages: what can be chosen, how many each value has, and what is left."""

from cases.facets.alike import Alike, alike_to
from cases.facets.catalogue import SORTS, Catalogue, Entry, build
from cases.facets.choosing import Choice, FacetGroup, Facets, tags
from cases.facets.fields import Field, Named, OfTrust, Shelf, Words

__all__ = [
    "SORTS",
    "Alike",
    "Catalogue",
    "Choice",
    "Entry",
    "FacetGroup",
    "Facets",
    "Field",
    "Named",
    "OfTrust",
    "Shelf",
    "Words",
    "alike_to",
    "build",
    "tags",
]
