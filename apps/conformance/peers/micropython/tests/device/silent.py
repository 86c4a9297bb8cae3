# Brokers that accept and then say nothing, or nonsense, or end in the middle.

import time

from script import refused, say

from natsbridge import NATSBridge

for _ in range(3):
    start = time.ticks_ms()
    got = refused(NATSBridge.smartsend, "x", [("t", "x", "text")], connect_timeout=300)
    say(got=got, ms=time.ticks_diff(time.ticks_ms(), start))
