# smartreceive: bytes of a message to an envelope with values.

import gc

from .constants import LARGE
from .deserialize import PayloadReader
from .errors import NatsBridgeError
from .incoming import read_envelope
from .log import log
from .plain_text import cut


def receive(msg, config, logger=None):
    """
    The envelope with `payloads` as a list of (dataname, data, type) and `payload_info` beside it.
    msg: a message of this client (decoded in its own memory, so it is read once), or bytes,
    bytearray, str, or an object with `data` or `payload`.
    """
    buffer, in_place = _body(msg)
    try:
        env = _read(buffer, in_place, config)
    except MemoryError:
        raise NatsBridgeError("decode_error", "not enough memory for a message of %d bytes" % len(buffer))
    finally:
        if in_place:
            msg.data = None
    log(logger, env["correlation_id"], "Message received from %s" % (cut(env["send_to"]) or "?"))
    return env


def _body(msg):
    if getattr(msg, "is_owned", False):
        if msg.data is None:
            raise NatsBridgeError("decode_error", "this message was read before; copy() it to read it again")
        return msg.data, True
    for name in ("data", "payload"):
        if hasattr(msg, name):
            msg = getattr(msg, name)
            break
    if isinstance(msg, str):
        return msg.encode(), False
    if isinstance(msg, memoryview):
        return bytes(msg), False
    if not isinstance(msg, (bytes, bytearray)):
        raise NatsBridgeError("invalid_envelope", "expected a message, bytes or str, got %s" % type(msg).__name__)
    return msg, False


def _read(buffer, in_place, config):
    if len(buffer) >= LARGE:
        # What is read of it now finds its place below it, and the value one piece above.
        gc.collect()
    env = read_envelope(buffer, len(buffer))
    values = []
    info = []
    readers = []
    for index, payload in enumerate(env["payloads"]):
        reader = PayloadReader(buffer, payload, index, in_place, config.max_payload_size)
        reader.check()
        readers.append(reader)
    for reader in readers:
        reader.is_alone = in_place and len(readers) == 1
        value, payload_type = reader.read()
        payload = reader.payload
        values.append((payload["dataname"], value, payload_type))
        info.append(
            {
                "id": payload["id"],
                "dataname": payload["dataname"],
                "payload_type": payload_type,
                "transport": payload["transport"],
                "size": reader.size,
                "checksum": payload["metadata"].get("checksum"),
                "verified": reader.verified,
                "metadata": payload["metadata"],
            }
        )
    env["payloads"] = values
    env["payload_info"] = info
    return env
