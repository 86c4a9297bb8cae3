"""Whose link it is, and whether it is read."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any, Optional, Sequence, Union
from urllib.parse import urlsplit

from .errors import NatsBridgeError
from .file_server import FileServer
from .link_shape import plain_segments, policy_origin
from .settings import fileserver_url, origin_of
from .stores.plik import PlikFileServer
from .text import cut, link_label

_ENVIRONMENT = "NATSBRIDGE_ALLOWED_LINK_ORIGINS"


@dataclass(frozen=True)
class AllowedOrigin:
    """An origin, and the path below which links may lie: ``"/"`` for all of it."""

    origin: tuple[str, str, Optional[int]]
    path: str


@dataclass(frozen=True)
class LinkPolicy:
    """Links are hostile input: only http(s), only those of ``stores`` and of the ``allowed`` origins (``"any"``: all)."""

    stores: Sequence[FileServer]
    allowed: Union[Sequence[AllowedOrigin], str]

    def store_of(self, url: str) -> Optional[FileServer]:
        """The store whose own the link is, judged by its shape: only that one reads it with its credentials, and removes it."""
        return next((store for store in self.stores if store.owns(url)), None)

    def assert_allowed(self, url: str) -> None:
        """
        :raises NatsBridgeError: ``link_forbidden``, naming the origin and how to allow it
        """
        try:
            origin_of(url, "link")
            parts = urlsplit(url)
            origin = policy_origin(parts)
            if "@" in parts.netloc or "\\" in url or any(character <= " " for character in url):
                raise ValueError("it carries a user or password, a backslash or white space")
        except (NatsBridgeError, ValueError) as error:
            raise NatsBridgeError("link_forbidden", f"{link_label(url)} is no link that may be read: {cut(error)}") from error
        if self.allowed == "any" or self._is_of_a_store(url) or any(_covers(entry, origin, parts.path) for entry in self.allowed if isinstance(entry, AllowedOrigin)):
            return
        shown = origin_of(url, "link")
        if any(isinstance(store, PlikFileServer) and policy_origin(urlsplit(store.base_url)) == origin for store in self.stores):
            shown += ", the file server, but to none of its files"
        raise NatsBridgeError("link_forbidden", f"the link leads to {cut(shown)}, which is not allowed; if you trust it, add it to allowed_link_origins (or {_ENVIRONMENT})")

    def _is_of_a_store(self, url: str) -> bool:
        if self.store_of(url) is not None:
            return True
        # For reading, and only for it, the names of this machine are one.
        parts = urlsplit(url)
        for store in self.stores:
            if isinstance(store, PlikFileServer) and policy_origin(urlsplit(store.base_url)) == policy_origin(parts):
                base = urlsplit(store.base_url)
                if store.owns(parts._replace(netloc=base.netloc).geturl()) and parts.username is None:
                    return True
        return False


def make_link_policy(fileserver: Optional[str] = None, origins: object = None, stores: Optional[Sequence[Any]] = None) -> LinkPolicy:
    """The policy of a receive. The default ``fileserver_url`` counts only where neither a store, nor a URL, nor an origin is given.

    :raises NatsBridgeError: ``invalid_config``
    """
    for store in stores or []:
        if not isinstance(store, FileServer):
            raise NatsBridgeError("invalid_config", f"fileservers: {type(store).__name__} is no store", option="fileservers")
    allowed = allowed_link_origins(origins)
    is_given = bool(fileserver or os.environ.get("FILESERVER_URL"))
    plik = [PlikFileServer(fileserver_url(fileserver))] if is_given or not (stores or allowed) else []
    return LinkPolicy([*(stores or []), *plik], allowed)


def allowed_link_origins(option: object = None) -> Union[list[AllowedOrigin], str]:
    """Origins that links may lead to, or ``"any"``. One parser for option and environment.

    :raises NatsBridgeError: ``invalid_config``
    """
    name = "allowed_link_origins"
    if option is None:
        name = _ENVIRONMENT
        text = os.environ.get(name) or ""
        option = "any" if text.strip() == "any" else [part.strip() for part in text.split(",") if part.strip()]
    if option == "any":
        return "any"
    if not isinstance(option, (list, tuple, set, frozenset)):
        raise NatsBridgeError("invalid_config", f'{name}: expected a list of origins or "any", got {option!r:.80}', option=name)
    return [_entry(each, name) for each in option]


def _entry(text: object, name: str) -> AllowedOrigin:
    origin_of(text, name)
    parts = urlsplit(str(text))
    if "*" in str(text) or parts.query or parts.fragment or parts.username is not None or plain_segments(parts.path) is None:
        hint = "an origin (https://h), or an origin with a path (https://h/tenant-a/), without a wildcard, a login, a query or dots"
        raise NatsBridgeError("invalid_config", f"{name}: {link_label(text)} is none; expected {hint}", option=name)
    return AllowedOrigin(policy_origin(parts), parts.path if parts.path.endswith("/") else parts.path + "/")


def _covers(entry: AllowedOrigin, origin: tuple[str, str, Optional[int]], path: str) -> bool:
    if entry.origin != origin:
        return False
    return entry.path == "/" or (plain_segments(path) is not None and path.startswith(entry.path))
