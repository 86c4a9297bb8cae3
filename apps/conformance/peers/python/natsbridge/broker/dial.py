"""Making one connection."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any, Awaitable, Callable, Mapping

import nats.errors
from nats.aio.client import Client

from ..errors import NatsBridgeError
from ..log import strip_credentials
from .servers import Servers
from .unbroken import unbroken

PING_INTERVAL = 15
"""Seconds between two pings; two that stay unanswered end a connection."""

OnError = Callable[[Exception], Awaitable[None]]
OnClosed = Callable[[], Awaitable[None]]


async def dial(servers: Servers, given: Mapping[str, Any], timeout: float, on_error: OnError, on_closed: OnClosed) -> Client:
    """A connected client, which ends when its connection does: who wants another one dials again.

    :param given: options of nats-py, which win over everything of ours.
    :param timeout: seconds, for each server.
    :raises NatsBridgeError: ``connection_failed``, ``permission_denied`` (the login was refused), ``invalid_config``
    """
    client = Client()
    faults: list[BaseException] = []

    async def heard(error: Exception) -> None:
        faults.append(error)
        await on_error(error)

    # nats-py would try sixty times, two seconds apart, to reach a server that was never there.
    ours: dict[str, Any] = {"connect_timeout": timeout, "ping_interval": PING_INTERVAL, "max_reconnect_attempts": 1, "reconnect_time_wait": 0.1}
    fixed = {"error_cb": heard, "closed_cb": on_closed, "disconnected_cb": None, "reconnected_cb": None}
    options = {"servers": servers.urls, **servers.credentials, **ours, **given, **fixed}
    work = asyncio.ensure_future(client.connect(**options))
    try:
        await asyncio.shield(work)
    except asyncio.CancelledError:
        work.cancel()
        await unbroken(_abandon(client, work))
        raise
    except TypeError as error:
        raise NatsBridgeError("invalid_config", f"connection_options: {error}", option="connection_options") from error
    except Exception as error:
        await unbroken(_abandon(client, work))
        reason = next((fault for fault in faults if str(fault)), error)
        text = f"{servers.label}: {strip_credentials(str(reason)) or type(reason).__name__}"
        is_login = any(is_login_fault(fault) for fault in [*faults, error])
        raise NatsBridgeError("permission_denied" if is_login else "connection_failed", text) from error
    # From here on we dial again ourselves: nats-py gives up after a refused login and stays deaf after an authenticator that raised.
    client.options["allow_reconnect"] = False
    return client


def is_login_fault(error: BaseException) -> bool:
    text = str(error).lower()
    return any(words in text for words in ("authorization violation", "authentication expired", "authentication revoked", "account authentication"))


async def _abandon(client: Client, work: asyncio.Future[None]) -> None:
    await asyncio.wait([work])
    with contextlib.suppress(Exception):
        await client.close()
