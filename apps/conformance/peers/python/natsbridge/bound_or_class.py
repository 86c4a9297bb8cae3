"""Methods that can also be called on the class, as in ``NATSBridge.smartsend(...)``."""

from __future__ import annotations

import functools
from typing import Any, Callable, Coroutine


class bound_or_class:  # noqa: N801 - used as a decorator
    """On an instance a method; on the class a function that makes an instance for one call, and closes it."""

    def __init__(self, method: Callable[..., Coroutine[Any, Any, Any]], like: Callable[..., object]) -> None:
        self._method = method
        self.__doc__ = like.__doc__

    def __get__(self, instance: Any, owner: Any) -> Callable[..., Coroutine[Any, Any, Any]]:
        if instance is not None:
            return functools.partial(self._method, instance)

        async def on_class(*arguments: Any, **options: Any) -> Any:
            async with owner() as bridge:
                return await self._method(bridge, *arguments, **options)

        return on_class
