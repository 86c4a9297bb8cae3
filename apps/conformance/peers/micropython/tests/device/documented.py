# The scenarios of the documentation, as it shows them.

# #region connect
from natsbridge import NATSBridge

bridge = NATSBridge()  # NATS_URL in micropython.conf
# #endregion connect

# #region settings-receive
def heard(env):
    for dataname, data, type_ in env["payloads"]:
        print(dataname, data)

bridge.subscribe("control", heard)
# #endregion settings-receive

# #region settings-send
bridge.smartsend("control", [("config", {"step_size": 0.01}, "dictionary")])
# #endregion settings-send
bridge.process(20000)

# #region chat-receive
def shown(env):
    for dataname, data, type_ in env["payloads"]:
        if type_ == "text":
            print(dataname, data)
        if type_ == "image":
            print(dataname, len(data), "bytes")

bridge.subscribe("chat", shown)
# #endregion chat-receive

photo = bytes(1000)
# #region chat-send
bridge.smartsend("chat", [("message", "Look at this!", "text"), ("photo", photo, "image")])
# #endregion chat-send
bridge.process(20000)

# #region table-receive
def listed(env):
    for dataname, rows, type_ in env["payloads"]:
        for row in rows:
            print(dataname, row["id"], row["value"])

bridge.subscribe("readings", listed)
# #endregion table-receive

# #region table-send
rows = [{"id": 1, "value": 0.5}, {"id": 2, "value": None}]
bridge.smartsend("readings", [("readings", rows, "jsontable")])
# #endregion table-send
bridge.process(20000)

# #region service-serve
def square(env):
    return [("result", env["payloads"][0][1] ** 2, "dictionary")]

bridge.serve("square", square)
# #endregion service-serve

# #region service-ask
answer = bridge.request("square", [("n", 12, "dictionary")], timeout=2000)
print(answer["payloads"][0][1])
# #endregion service-ask
bridge.close()
