"""Calling a function of the user's, of either kind."""

from __future__ import annotations

import asyncio
import functools
import inspect
from typing import Any, Callable


async def call_handler(handler: Callable[..., Any], *arguments: Any) -> Any:
    """An ``async def`` runs in the loop; a plain ``def`` in a thread of its own, so that it may take its time."""
    if is_async(handler):
        return await handler(*arguments)
    result = await asyncio.to_thread(handler, *arguments)
    return await result if inspect.isawaitable(result) else result


async def call_listener(listener: Callable[..., Any], *arguments: Any) -> None:
    """A listener such as ``on_poison``: in the loop, and awaited where it gives something to await."""
    result = listener(*arguments)
    if inspect.isawaitable(result):
        await result


def is_async(handler: Callable[..., Any]) -> bool:
    while isinstance(handler, functools.partial):
        handler = handler.func
    return inspect.iscoroutinefunction(handler) or inspect.iscoroutinefunction(getattr(handler, "__call__", None))
