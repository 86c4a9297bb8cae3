"""``python -m conformance``: the worker of the Python peer."""

import asyncio

from .worker import main

asyncio.run(main())
