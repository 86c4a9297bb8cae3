# A loop with a watchdog: process(100) for ever. Says each connection, each message and each error, and how long
# the longest call took and how many took more than 50 ms longer than they may.

import json
import os
import time

from script import say

from natsbridge import NATSBridge

longest = late = 0
options = json.loads(os.getenv("OPTIONS") or "{}")
bridge = NATSBridge(on_error=lambda error: say(error=error.code, message=error.message, longest=longest, late=late), **options)
bridge.subscribe("dog", lambda env: say(heard=env["payloads"][0][1] if env["payloads"][0][2] == "text" else len(env["payloads"][0][1])))
epoch = 0
while True:
    start = time.ticks_ms()
    bridge.process(100)
    took = time.ticks_diff(time.ticks_ms(), start)
    longest = max(longest, took)
    late += took > 150
    if bridge.connection.epoch != epoch:
        epoch = bridge.connection.epoch
        say(epoch=epoch, longest=longest, late=late)
