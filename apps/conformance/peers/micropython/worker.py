# The conformance worker of MicroPython: takes jobs over NATS, see ../PROTOCOL.md.
# Start: NATS_URL=... micropython -X heapsize=320K worker.py

import os
import sys

import micropython

# Without the numbers of lines: the heap shall hold the largest message beside the worker.
micropython.opt_level(3)
sys.path.insert(0, __file__.rpartition("/")[0] or ".")

from conformance.jobs import Jobs

jobs = Jobs(os.getenv("NATS_URL") or "nats://localhost:4222")
jobs.start("conformance.micropython.jobs")
print("ready micropython")
jobs.run()
