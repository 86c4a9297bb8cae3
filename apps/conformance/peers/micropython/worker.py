# The conformance worker of MicroPython: takes jobs over NATS, see ../PROTOCOL.md.
# Start: NATS_URL=... micropython -X heapsize=256K worker.py

import asyncio
import gc
import os
import sys

sys.path.insert(0, __file__.rpartition("/")[0] or ".")

for name in ("natsbridge", "natsbridge.aio", "conformance.canonical", "conformance.generators"):
    __import__(name)
    gc.collect()

from conformance.jobs import Jobs


async def main():
    url = os.getenv("NATS_URL") or "nats://localhost:4222"
    jobs = Jobs(url)
    await jobs.start("conformance.micropython.jobs")
    print("ready micropython")
    await jobs.ended()


asyncio.run(main())
