# Sends one message with the login of the environment and says what came of it.

import os

from script import refused, say

from natsbridge import NATSBridge

options = {}
for name in ("user", "password", "token"):
    if os.getenv("LOGIN_" + name):
        options[name] = os.getenv("LOGIN_" + name)
with NATSBridge(**options) as bridge:
    say(got=refused(bridge.smartsend, "allowed", [("t", "x", "text")], metadata={"from": "device"}))
    say(got=refused(bridge.smartsend, os.getenv("SUBJECT") or "allowed", [("t", "x", "text")]))
