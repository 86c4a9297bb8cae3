# Builds msg_envelope_v1: all fields, always in this order, base64 made on the way out.

from collections import OrderedDict

from .base64 import encode_chunks, encoded_length
from .constants import MAX_PAYLOADS, max_message_size
from .errors import NatsBridgeError
from .identity import new_uuid
from .json_writer import NotJson, write_json
from .plain_text import cut
from .serialize import serialize
from .text_buffer import join_text

HEADER_FIELDS = (
    "correlation_id",
    "msg_id",
    "timestamp",
    "send_to",
    "msg_purpose",
    "sender_name",
    "sender_id",
    "receiver_name",
    "receiver_id",
    "reply_to",
    "reply_to_msg_id",
    "broker_url",
)
# Base64 of up to this many characters is given as str in the returned envelope; more is a
# view into the message text, so that the heap does not hold it twice.
_TEXT_DATA = 4096


class Outgoing:
    """One message: the envelope as a dict, and its text as chunks or whole."""

    def __init__(self, header, metadata, data, config):
        self.env = OrderedDict()
        self._parts = []
        self._raws = []
        _check_data(data, header["msg_purpose"])
        total = 0
        serialized = []
        for index, (dataname, value, payload_type) in enumerate(data):
            raw = serialize(dataname, value, payload_type, index)
            total += raw.size
            _check_size(dataname, index, raw.size, total, config)
            serialized.append(raw)
        for field in HEADER_FIELDS:
            value = header[field]
            self.env[field] = value
            self._parts.append("%s%s:%s" % (
                "," if self._parts else "{", write_json(field), write_json(value)
            ))
        self.env["metadata"] = metadata
        self.env["payloads"] = payloads = []
        try:
            self._parts.append(',"metadata":%s,"payloads":[' % write_json(metadata))
        except NotJson as error:
            raise NatsBridgeError("invalid_payload", "metadata%s: %s" % (error.path, error.what))
        self._parts = ["".join(self._parts)]
        for index, raw in enumerate(serialized):
            payloads.append(self._add(data[index][0], data[index][2], raw))
        self._parts.append("]}")
        self.size = 0
        for part in self._parts:
            self.size += len(part.encode())
        for raw in self._raws:
            self.size += encoded_length(raw.size)
        limit = max_message_size(config.max_payload_size)
        if self.size > limit:
            raise NatsBridgeError(
                "payload_too_large",
                "the message takes %d bytes, more than the %d that this runtime handles"
                " (MAX_PAYLOAD_SIZE %d, base64, %d for the envelope); send fewer payloads"
                % (self.size, limit, config.max_payload_size, limit - encoded_length(config.max_payload_size)),
            )

    def chunks(self):
        """The encoded message as pieces of bytes; needs no memory for the whole."""
        for index, part in enumerate(self._parts):
            yield part.encode()
            if index < len(self._raws):
                for chunk in encode_chunks(self._raws[index].pieces()):
                    yield chunk

    def text(self):
        """The encoded message as one str; also puts `data` into the envelope."""
        text = join_text(self.chunks(), self.size)
        view = memoryview(text)
        at = 0
        for index, raw in enumerate(self._raws):
            at += len(self._parts[index].encode())
            end = at + encoded_length(raw.size)
            data = view[at:end]
            self.env["payloads"][index]["data"] = (
                str(data, "utf-8") if end - at <= _TEXT_DATA else data
            )
            at = end
        return text

    def _add(self, dataname, payload_type, raw):
        payload = OrderedDict()
        payload["id"] = new_uuid()
        payload["dataname"] = dataname
        payload["payload_type"] = payload_type
        payload["transport"] = "direct"
        payload["encoding"] = "base64"
        payload["size"] = raw.size
        payload["data"] = None
        payload["metadata"] = {"checksum": raw.checksum}
        self._parts[-1] += (
            '%s{"id":"%s","dataname":%s,"payload_type":"%s","transport":"direct",'
            '"encoding":"base64","size":%d,"data":"'
            % ("," if self._raws else "", payload["id"], write_json(dataname), payload_type, raw.size)
        )
        self._raws.append(raw)
        self._parts.append('","metadata":{"checksum":"%s"}}' % raw.checksum)
        return payload


def _check_data(data, msg_purpose):
    if not isinstance(data, (list, tuple)):
        raise NatsBridgeError(
            "invalid_payload", "data: expected a list of (dataname, data, type), got %s" % type(data).__name__
        )
    if len(data) > MAX_PAYLOADS:
        raise NatsBridgeError("invalid_payload", "data: %d payloads are more than %d" % (len(data), MAX_PAYLOADS))
    if not data and msg_purpose == "chat":
        raise NatsBridgeError("invalid_payload", 'data is empty, which msg_purpose "chat" does not allow')
    for index, item in enumerate(data):
        if not isinstance(item, (list, tuple)) or len(item) != 3 or not isinstance(item[0], str):
            raise NatsBridgeError(
                "invalid_payload", "payload %d: expected (dataname, data, type)" % index, None, index
            )


def _check_size(dataname, index, size, total, config):
    where = "payload %d (%s): " % (index, cut(dataname))
    if size > config.max_payload_size:
        raise NatsBridgeError(
            "payload_too_large",
            where + "%d bytes are more than MAX_PAYLOAD_SIZE %d" % (size, config.max_payload_size),
            dataname,
            index,
        )
    if size >= config.size_threshold:
        raise NatsBridgeError(
            "unsupported",
            where
            + "%d bytes >= size_threshold %d need a link, which this runtime cannot make;"
            " raise the threshold or send less" % (size, config.size_threshold),
            dataname,
            index,
        )
    if total > config.max_payload_size:
        raise NatsBridgeError(
            "payload_too_large",
            where
            + "%d bytes together with those before it are more than MAX_PAYLOAD_SIZE %d; send several messages"
            % (total, config.max_payload_size),
            dataname,
            index,
        )
