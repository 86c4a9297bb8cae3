# Says how a bridge ends whose broker does not come back.

from script import ignore, refused, say

from natsbridge import NATSBridge

say(refused=refused(NATSBridge(broker_url="nats://127.0.0.1:1,127.0.0.1:2").connect))
bridge = NATSBridge(reconnect_delay=10, max_reconnect_attempts=3, on_error=ignore)
bridge.subscribe("x", print)
say(ready=True)
say(gone=refused(bridge.process, 20000))
say(gone=refused(bridge.smartsend, "x", [("t", "x", "text")]))
