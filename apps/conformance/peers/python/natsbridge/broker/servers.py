"""The broker's URL, taken apart: what is connected to, and who one is there."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from ..constants import DEFAULT_BROKER_URL
from ..errors import NatsBridgeError

_SERVER = re.compile(r"^(?:([a-zA-Z][a-zA-Z0-9+.-]*)://)?(?:([^@]*)@)?([^@\s]+)$")
_SECRETIVE = re.compile(r"[/?#,\s]")
_ENCODE = "in user, password and token write / as %2F, ? as %3F, # as %23, a comma as %2C and @ as %40"


@dataclass(frozen=True)
class Servers:
    """``urls`` and ``label`` (for the envelope, errors and logs) hold no credentials; they are in ``credentials`` as nats-py takes them."""

    urls: list[str]
    label: str
    credentials: dict[str, str]


def parse_servers(option: object = None) -> Servers:
    """One URL, or several separated by commas; the scheme may be left out. Environment: ``NATS_URL``.

    :raises NatsBridgeError: ``invalid_config``, in a text that repeats nothing of the URL.
    """
    name, value = ("broker_url", option) if option else ("NATS_URL", os.environ.get("NATS_URL") or DEFAULT_BROKER_URL)
    if not isinstance(value, str):
        raise NatsBridgeError("invalid_config", f"{name}: expected text, got {type(value).__name__}", option=name)
    entries = [entry.strip() for entry in value.split(",") if entry.strip()]
    if not entries:
        raise _invalid(name, f"names no server; expected a URL such as {DEFAULT_BROKER_URL}")
    urls: list[str] = []
    shown: list[str] = []
    logins: set[str] = set()
    has_scheme = False
    for at, entry in enumerate(entries, 1):
        which = "the URL" if len(entries) == 1 else f"server {at} of the list"
        match = _SERVER.match(entry)
        scheme, login, address = match.groups() if match else (None, None, "")
        if login is not None and (_SECRETIVE.search(login) or (scheme is None and has_scheme)):
            raise _invalid(name, f"{which} has an @ after a character that ends a user info, so a secret would be taken for something else; {_ENCODE}")
        if match is None or "://" in address or not _is_address(scheme, address):
            raise _invalid(name, f"{which} is no server: expected a URL such as {DEFAULT_BROKER_URL}, scheme nats, tls, ws or wss; {_ENCODE}")
        has_scheme = has_scheme or scheme is not None
        urls.append(f"{(scheme or 'nats').lower()}://{address}")
        # A query or a fragment may be a token for somebody who asks for one there.
        plain = re.split(r"[?#]", address, maxsplit=1)[0]
        shown.append(f"{scheme}://{plain}" if scheme else plain)
        if login is not None:
            logins.add(login)
    if len(logins) > 1:
        raise _invalid(name, "the servers of the list carry different credentials; a connection has one identity: give all the same, or use connection_options")
    return Servers(urls, ",".join(shown), _credentials(logins.pop()) if logins else {})


def _is_address(scheme: str | None, address: str) -> bool:
    try:
        parts = urlsplit(f"{scheme or 'nats'}://{address}")
        return (scheme or "nats").lower() in ("nats", "tls", "ws", "wss") and bool(parts.hostname) and (parts.port is None or parts.port >= 0)
    except ValueError:
        return False


def _credentials(login: str) -> dict[str, str]:
    user, colon, password = login.partition(":")
    return {"user": unquote(user), "password": unquote(password)} if colon else {"token": unquote(user)}


def _invalid(name: str, text: str) -> NatsBridgeError:
    return NatsBridgeError("invalid_config", f"{name}: {text}", option=name)
