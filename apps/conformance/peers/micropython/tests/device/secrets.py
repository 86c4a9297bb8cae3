# Says what becomes of the broker's URL in the environment: the error, or what the envelope shows of it.

from script import say

from natsbridge import NatsBridgeError, smartsend

try:
    env, text = smartsend("x", [("t", "x", "text")], is_publish=False)
    assert env["broker_url"] in text
    say(broker_url=env["broker_url"])
except NatsBridgeError as error:
    say(code=error.code, message=error.message)
