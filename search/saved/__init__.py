"""Searches that people keep under a name: their verbs, their page, and how what is new is told."""
