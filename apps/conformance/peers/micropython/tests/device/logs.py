# Says the log line of each message.

from script import say

from natsbridge import NATSBridge

bridge = NATSBridge(logger=lambda line: say(line=line))
bridge.subscribe("log.me", lambda env: None)
bridge.flush()
say(ready=True)
bridge.run_forever()
