# Answers every message on device.read with what smartreceive makes of it, in canonical form.

import gc

from natsbridge import NATSBridge, NatsBridgeError
from natsbridge.blocking_stream import run_blocking
from natsbridge.json_writer import write_json

from conformance.canonical import canonical, payload_answer

gc.collect()
bridge = NATSBridge()


def answer(subject, fields):
    data = write_json(fields).encode()
    run_blocking(bridge.connection.publish(subject, (data,), len(data)))


def read(msg):
    reply = msg.reply
    try:
        env = bridge.smartreceive(msg)
        info = env.pop("payload_info")
        payloads = [payload_answer(name, value, kind, "full") for name, value, kind in env.pop("payloads")]
        env = canonical(env)
        answer(reply, {"ok": True, "envelope": env, "payloads": payloads, "verified": [i["verified"] for i in info]})
    except NatsBridgeError as error:
        answer(reply, {"error": error.code, "message": error.message})
    except Exception as error:
        answer(reply, {"error": "crash", "message": repr(error)})
    gc.collect()


def fail(error):
    print('{"on_error": "%s"}' % error.code)


bridge.subscribe("device.read", read, on_error=fail, raw=True)
bridge.flush()
print("ready")
bridge.run_forever()
