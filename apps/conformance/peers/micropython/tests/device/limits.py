# Receives and echoes payloads of MAX_PAYLOAD_SIZE with the blocking form.

import gc

from script import say

from natsbridge import NATSBridge

bridge = NATSBridge()


def heard(env):
    name, value, kind = env["payloads"][0]
    if env["reply_to"]:
        payloads = [(name, value, kind)]
        value = None
        bridge.reply(env, payloads)
    say(heard=kind, free=gc.mem_free())


bridge.subscribe("limits.in", heard, on_error=lambda error: say(error=error.code, message=error.message))
bridge.flush()
say(ready=True)
bridge.run_forever()
