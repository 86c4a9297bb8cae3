# smartreceive: bytes of a message to an envelope with values.

import gc

from .constants import LARGE
from .deserialize import PayloadReader
from .errors import NatsBridgeError
from .incoming import read_envelope
from .log import log
from .plain_text import cut


def receive(msg, core, options, payload_class):
    """
    The envelope with `payloads` as a list of (dataname, data, type) and `payload_info` beside it. data is the value,
    or a payload_class for what is read later: links, and everything where the option `lazy` is set.
    msg: a message of this client (decoded in its own memory, so it is read once), or bytes,
    bytearray, str, or an object with `data` or `payload`.
    """
    buffer, in_place = _body(msg)
    try:
        env = _read(buffer, in_place, core, options, payload_class)
    except MemoryError:
        raise NatsBridgeError("decode_error", "not enough memory for a message of %d bytes" % len(buffer))
    finally:
        if in_place:
            msg.data = None
    log(options.get("logger"), env["correlation_id"], "Message received from %s" % (cut(env["send_to"]) or "?"))
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


def _read(buffer, in_place, core, options, payload_class):
    if len(buffer) >= LARGE:
        # What is read of it now finds its place below it, and the value one piece above.
        gc.collect()
    env = read_envelope(buffer, len(buffer))
    values = []
    info = []
    readers = []
    later = None
    is_lazy = options.get("lazy") is True
    for index, payload in enumerate(env["payloads"]):
        reader = PayloadReader(buffer, payload, index, in_place, core.config.max_payload_size)
        reader.check()
        readers.append(reader)
        if later is None and (is_lazy or payload["transport"] == "link"):
            from .later import Later

            later = Later(core, options, env["correlation_id"], payload_class())
        if payload["transport"] == "link":
            # All links are judged before anything is decoded.
            later.admit(reader)
    for reader in readers:
        payload = reader.payload
        if is_lazy or payload["transport"] == "link":
            value, payload_type = later.of(reader), payload["payload_type"]
        else:
            reader.is_alone = in_place and len(readers) == 1
            value, payload_type = reader.read()
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
