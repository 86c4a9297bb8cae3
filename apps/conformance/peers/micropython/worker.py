# The conformance worker of MicroPython: takes jobs over NATS, see ../PROTOCOL.md.
# Start: NATS_URL=... micropython -X heapsize=256K worker.py

import asyncio
import gc
import os
import sys

_here = __file__.rpartition("/")[0] or "."
sys.path.insert(0, _here)

gc.threshold(4096)

import natsbridge  # noqa: E402  (compiles its parts in the order that keeps the heap whole)
from natsbridge.aio import NATSBridge  # noqa: E402
from conformance.jobs import Jobs  # noqa: E402


async def main():
    url = os.getenv("NATS_URL") or NATSBridge.DEFAULT_BROKER_URL
    jobs = Jobs(url)
    await jobs.start("conformance.micropython.jobs")
    print("ready micropython")
    await jobs.ended()


asyncio.run(main())
