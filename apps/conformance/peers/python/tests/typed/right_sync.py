"""What users write in scripts and notebooks."""

from __future__ import annotations

from natsbridge import ReceivedEnvelope
from natsbridge.sync import Delivery, NATSBridge, smartreceive, smartsend


def handler(env: ReceivedEnvelope, delivery: Delivery) -> None:
    delivery.ack()


env, text = smartsend("chat", [("m", "x", "text")], size_threshold=5)
print(text.upper(), smartreceive(text, lazy=True)["payloads"][0][1].bytes().hex())
with NATSBridge.connect("nats://localhost:4222", confirm="client") as bridge:
    for received in bridge.subscribe("chat"):
        print(received["payloads"], received["msg_id"].upper())
    for lazy in bridge.subscribe("chat", lazy=True):
        print(lazy["payloads"][0][1].text().upper())
    bridge.consume("S", "c", handler, max_deliver=5).wait(5)
    print(bridge.request("ask", [("m", "x", "text")], timeout=5)["payloads"])
