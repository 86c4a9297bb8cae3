DEFAULT_BROKER_URL = "nats://localhost:4222"
DEFAULT_FILESERVER_URL = "http://localhost:8080"
# Bytes of a serialized payload from which other peers send a link; this runtime refuses instead.
DEFAULT_SIZE_THRESHOLD = 1000000
# Bytes of all serialized payloads of one message, sent or received.
DEFAULT_MAX_PAYLOAD_SIZE = 50000
# Bytes of a message from which the heap is tidied for it.
LARGE = 4096
# Payloads of one message, sent or received.
MAX_PAYLOADS = 10000
# `max_payload` in bytes of a broker that does not say it.
DEFAULT_MAX_PAYLOAD = 1048576
# Bytes that an envelope may need beside the base64 of its payloads.
ENVELOPE_RESERVE = 8192

PAYLOAD_TYPES = (
    "text",
    "dictionary",
    "arrowtable",
    "jsontable",
    "image",
    "audio",
    "video",
    "binary",
)
BYTES_TYPES = ("image", "audio", "video", "binary")


def max_message_size(max_payload_size):
    return (max_payload_size + 2) // 3 * 4 + ENVELOPE_RESERVE
