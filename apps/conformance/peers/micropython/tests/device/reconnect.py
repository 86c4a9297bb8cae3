# Keeps a subscription over a restart of the broker, with the blocking form.

from script import ignore, say

from natsbridge import NATSBridge

bridge = NATSBridge(reconnect_delay=50, max_reconnect_attempts=200, on_error=ignore)


def heard(env):
    say(heard=env["payloads"][0][1])
    bridge.smartsend("back", [("t", env["payloads"][0][1], "text")])


bridge.subscribe("keep", heard)
bridge.flush()
say(ready=True)
while True:
    bridge.process(None)
