# The conformance worker of MicroPython: takes jobs over NATS, see ../PROTOCOL.md.
# Start: NATS_URL=... micropython -X heapsize=256K worker.py

import os
import sys

sys.path.insert(0, __file__.rpartition("/")[0] or ".")

from conformance.jobs import Jobs

jobs = Jobs(os.getenv("NATS_URL") or "nats://localhost:4222")
jobs.start("conformance.micropython.jobs")
print("ready micropython")
jobs.run()
