"""Typed readers of environment variables. Each one names the variable, the fault and the cure."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import validate_email


def fail(name: str, fault: str) -> ImproperlyConfigured:
    """The error for a variable, without its value: a value may hold a password."""
    return ImproperlyConfigured(f"{name} {fault}")


def text(name: str, default: str) -> str:
    """A string; an empty value counts as not set."""
    return os.environ.get(name, "").strip() or default


def flag(name: str, default: bool) -> bool:
    """A yes or no: 1, true, yes, on; 0, false, no, off."""
    value = os.environ.get(name, "").strip().lower()
    if not value:
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise fail(name, "must be 1 or 0.")


def number(name: str, default: int, *, most: int) -> int:
    """A whole number from 0 to `most`."""
    value = text(name, str(default))
    if not value.isascii() or not value.isdecimal() or int(value[:9]) > most:
        raise fail(name, f"must be a whole number from 0 to {most}.")
    return int(value)


def mailbox(name: str, default: str) -> str:
    """An email address."""
    value = text(name, default)
    try:
        validate_email(value)
    except ValidationError as error:
        raise fail(name, "is not an email address.") from error
    return value


def words(name: str, default: str) -> list[str]:
    """A list with commas between its items."""
    return [item.strip() for item in text(name, default).split(",") if item.strip()]


def choice(name: str, default: str, choices: set[str]) -> str:
    """One of a few words."""
    value = text(name, default)
    if value not in choices:
        raise fail(name, f"must be one of: {', '.join(sorted(choices))}.")
    return value


def url(name: str, default: str, schemes: set[str]) -> SplitResult:
    """An address whose scheme chooses the part, such as `sqlite:///var/hub.sqlite3`."""
    value = text(name, default)
    try:
        parts = urlsplit(value)
        _ = parts.port
    except ValueError as error:
        raise fail(name, f"is not an address: {error}.") from error
    if parts.scheme not in schemes or "://" not in value:
        allowed = ", ".join(f"{scheme}://" for scheme in sorted(schemes))
        raise fail(name, f"must start with one of: {allowed}.")
    return parts


def folder(parts: SplitResult, base: Path) -> Path:
    """The folder of a `file:` address; `file:///var/mail` is `var/mail` in the project.

    Four slashes (`file:////srv/mail`) make it absolute, as with SQLite's addresses.
    """
    return base / parts.path.removeprefix("/")


def database(name: str, default: str, base: Path) -> dict[str, Any]:
    """Django's DATABASES entry for `sqlite:///path` or `postgres://user:password@host:port/name`."""
    parts = url(name, default, {"sqlite", "postgres", "postgresql"})
    if parts.scheme == "sqlite":
        if not parts.path.strip("/"):
            raise fail(name, "names no file: write sqlite:///var/hub.sqlite3.")
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(folder(parts, base))}
    if not parts.path.strip("/"):
        raise fail(name, "names no database: write postgres://user:password@host:5432/name.")
    config: dict[str, Any] = environ.Env.db_url_config(text(name, default))
    config["ENGINE"] = "django.db.backends.postgresql"
    return config


def email(name: str, default: str) -> dict[str, Any]:
    """Django's mail settings for `smtp://user:password@host:port` (`smtp+tls`, `smtp+ssl`)."""
    if not url(name, default, {"smtp", "smtp+tls", "smtp+ssl", "smtps"}).hostname:
        raise fail(name, "names no host: write smtp://user:password@host:25.")
    config: dict[str, Any] = environ.Env.email_url_config(text(name, default))
    return config
