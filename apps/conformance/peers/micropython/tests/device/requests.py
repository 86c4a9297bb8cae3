# Asks, answers, pulls, and shares a queue group, with the blocking form.

from script import refused, say

from natsbridge import NATSBridge

bridge = NATSBridge()
env = bridge.request("peer.service", [("question", "How are you?", "text")], timeout=5000)
say(answer=env["payloads"], answered=env["reply_to_msg_id"] != "", correlation=env["correlation_id"])
say(nobody=refused(bridge.request, "nobody.there", [("q", "x", "text")], timeout=5000))
say(silent=refused(bridge.request, "peer.silent", [("q", "x", "text")], timeout=200))
say(large=refused(bridge.request, "peer.large", [("q", "x", "text")], timeout=5000))
say(broken=refused(bridge.request, "peer.broken", [("q", "x", "text")], timeout=5000))


def serve(env):
    # A request from within a callback; what comes meanwhile waits its turn.
    inner = bridge.request("peer.service", [("inner", env["payloads"][0][1], "text")], timeout=5000)
    bridge.reply(env, [("answer", inner["payloads"][0][1] + "!", "text")], sender_name="device")


pull = bridge.subscribe("pull.me")
served = bridge.subscribe("device.service", serve, queue="workers")
shared = bridge.subscribe("device.service", serve, queue="workers")
bridge.flush()
say(ready=True)
for _ in range(3):
    bridge.process(20000)
say(pulled=bridge.next(pull, 5000)["payloads"])
say(pulled=refused(bridge.next, pull, 5000))
say(pulled=bridge.next(pull, 5000)["payloads"])
say(pulled=refused(bridge.next, pull, 50))
bridge.unsubscribe(served)
bridge.unsubscribe(shared)
bridge.unsubscribe(pull)
bridge.flush()
say(unsubscribed=True)
say(nowhere=refused(bridge.reply, {"reply_to": "", "msg_id": "", "correlation_id": ""}, [("a", "b", "text")]))
say(processed=bridge.process(50))
bridge.close()
