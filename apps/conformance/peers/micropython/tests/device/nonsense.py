# A broker that greets well and then breaks the protocol.

from script import ignore, refused, say

from natsbridge import NATSBridge

bridge = NATSBridge(connect_timeout=300, reconnect_delay=10, max_reconnect_attempts=2, on_error=ignore)


def use():
    bridge.connect()
    bridge.subscribe("x", print)
    for _ in range(20):
        bridge.process(100)
        bridge.flush(100)


say(got=refused(use))
