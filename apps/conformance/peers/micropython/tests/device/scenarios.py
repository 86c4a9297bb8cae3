# The scenarios of the cross-language API as far as this runtime goes. 2 needs Arrow and a link.

from script import refused, say

from natsbridge import NATSBridge, smartreceive, smartsend

config = {"step_size": 0.01}
smartsend("control", [("config", config, "dictionary")])

say(scenario=2, got=refused(smartsend, "analysis", [("table_data", [{"id": 1, "value": 0.5}], "arrowtable")]))

img_bytes = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
smartsend("chat", [("text", "Hello!", "text"), ("image", img_bytes, "image")])

users = [{"id": 1, "name": "Alice"}, {"id": 2, "name": "Bob"}]
smartsend("data", [("users", users, "jsontable")])

env, _ = smartsend("transport", [("small", b"x" * 1000, "binary")])
say(scenario=5, transport=env["payloads"][0]["transport"])
say(scenario=5, got=refused(smartsend, "transport", [("large", b"x" * 20000, "binary")], size_threshold=20000))


def heard(msg):
    env = smartreceive(msg)
    for dataname, data, type_ in env["payloads"]:
        say(dataname=dataname, data=data if type_ in ("dictionary", "text", "jsontable") else len(data), type=type_)


bridge = NATSBridge()
for subject in ("control", "chat", "data", "transport"):
    bridge.subscribe("to.device." + subject, heard, raw=True)
bridge.flush()
say(ready=True)
for _ in range(4):
    bridge.process(20000)
bridge.close()
