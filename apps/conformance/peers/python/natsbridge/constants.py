"""Fixed names and defaults of the wire contract."""

from typing import Final

DEFAULT_BROKER_URL: Final = "nats://localhost:4222"
DEFAULT_FILESERVER_URL: Final = "http://localhost:8080"
DEFAULT_SIZE_THRESHOLD: Final = 1_000_000
"""Serialized size in bytes from which a payload becomes a link."""
DEFAULT_MAX_PAYLOAD: Final = 1_048_576
"""``max_payload`` in bytes of a nats-server with default settings; assumed when there is no connection to ask."""
PAYLOAD_TYPES: Final = ("text", "dictionary", "arrowtable", "jsontable", "image", "audio", "video", "binary")
BINARY_TYPES: Final = ("image", "audio", "video", "binary")
LINK_RESERVE: Final = 2_048
"""Characters that a link counts in the plan until its URL is known."""
MOST_PAYLOADS: Final = 10_000
"""Payloads of one message."""
