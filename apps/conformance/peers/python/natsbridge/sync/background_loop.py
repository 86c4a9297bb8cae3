"""The event loop behind the calls without ``await``."""

from __future__ import annotations

import asyncio
import concurrent.futures
import threading
from typing import Any, Coroutine, Optional, TypeVar

T = TypeVar("T")


class BackgroundLoop:
    """One loop in a thread of its own for the whole process, started by the first call. Safe to use from every thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loop: Optional[asyncio.AbstractEventLoop] = None

    def run(self, work: Coroutine[Any, Any, T], timeout: Optional[float] = None) -> T:
        """Waits for the result. A key interrupt cancels the work.

        :param timeout: seconds; the work is cancelled then.
        :raises TimeoutError: after ``timeout``
        """
        loop = self._started()
        if asyncio.events._get_running_loop() is loop:
            work.close()
            raise RuntimeError("natsbridge.sync was called from its own loop: an `async def` handler awaits the bridge of `natsbridge`, or is a plain `def`")
        future = asyncio.run_coroutine_threadsafe(work, loop)
        try:
            return future.result(timeout)
        except concurrent.futures.TimeoutError as error:
            if future.done():
                raise
            future.cancel()
            raise TimeoutError(f"nothing within {timeout} s") from error
        except BaseException:
            future.cancel()
            raise

    def _started(self) -> asyncio.AbstractEventLoop:
        with self._lock:
            if self._loop is None or self._loop.is_closed():
                self._loop = asyncio.new_event_loop()
                threading.Thread(target=self._loop.run_forever, name="natsbridge", daemon=True).start()
            return self._loop


LOOP = BackgroundLoop()
