# The parts of the worker that every peer must have alike.

from binascii import hexlify

from script import say

from natsbridge.json_reader import JsonReader

from conformance import canonical
from conformance.generators import generate


def walk(value):
    pieces = []
    canonical._walk(value, lambda piece: pieces.append(bytes(piece)))
    return hexlify(b"".join(pieces)).decode()


say(walk=walk([1, "é", {"b": None, "a": True}]))
say(same=walk([1.0, False]) == walk([1, False]), nan=walk(float("nan")), big=walk(2**64))
say(block=hexlify(generate({"gen": "bytes", "size": 8, "seed": 1}, "binary")).decode())
data = generate({"gen": "bytes", "size": 65530}, "binary")
say(again=data[:9] == data[65521:])
data = None
say(text=[generate({"gen": "text", "size": size}, "text") for size in (0, 8, 9, 20)])
text = generate({"gen": "text", "size": 65600, "seed": 7}, "text")
say(wraps=len(text.encode()) == 65600 and text[3:73] == text[3 + 65521 : 3 + 65521 + 70])
text = None
say(dictionary=[generate({"gen": "dictionary", "size": size}, "dictionary") for size in (0, 11, 24)])
say(table=generate({"gen": "jsontable", "size": 26}, "jsontable"))
rows = generate({"gen": "jsontable", "rows": 9}, "jsontable")
say(row={key: rows[8][key] for key in ("id", "value", "even", "none")}, note=rows[8]["note"][:20], length=len(rows[8]["note"]))
text = rb'["\ud83c\udf89","\ud83cx\udf89"]'
pair, halves = JsonReader(text, 0, len(text)).read()
say(joined=pair == "🎉", kept=[ord(character) for character in halves])
say(nested=generate({"gen": "dictionary", "rows": 1}, "dictionary")["nested"])
