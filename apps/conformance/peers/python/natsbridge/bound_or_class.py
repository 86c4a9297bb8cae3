"""Methods that can also be called on the class, as in ``NATSBridge.smartsend(...)``."""

from __future__ import annotations

from typing import Any, Callable, Coroutine, Generic, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


class bound_or_class(Generic[P, R]):  # noqa: N801 - used as a decorator
    """On an instance a method; on the class a function that makes an instance for one call, and closes it."""

    def __init__(self, method: Callable[..., Coroutine[Any, Any, R]], like: Callable[P, object]) -> None:
        self._method = method
        self.__doc__ = like.__doc__

    def __get__(self, instance: Any, owner: Any) -> Callable[P, Coroutine[Any, Any, R]]:
        if instance is not None:
            return self._method.__get__(instance, owner)  # type: ignore[no-any-return]

        async def on_class(*arguments: P.args, **options: P.kwargs) -> R:
            async with owner() as bridge:
                return await self._method(bridge, *arguments, **options)

        return on_class
