# Answers whatever comes, and says what became of it.

from script import refused, say

from natsbridge import NATSBridge

bridge = NATSBridge()


def heard(env):
    say(got=refused(bridge.reply, env, [("t", "x", "text")], allow_system_reply=env["metadata"].get("allow")))


bridge.subscribe("answer.me", heard)
bridge.flush()
say(ready=True)
bridge.run_forever()
