const DEFAULT_BROKER_URL = "nats://localhost:4222"
const DEFAULT_FILESERVER_URL = "http://localhost:8080"
"Serialized size in bytes from which a payload becomes a link."
const DEFAULT_SIZE_THRESHOLD = 1_000_000
"`max_payload` in bytes of a nats-server with default settings; assumed when there is no connection to ask."
const DEFAULT_MAX_PAYLOAD = 1_048_576
const DEFAULT_MAX_DOWNLOAD_BYTES = 1_073_741_824
const PAYLOAD_TYPES = ("text", "dictionary", "arrowtable", "jsontable", "image", "audio", "video", "binary")
"Payloads of one message."
const MOST_PAYLOADS = 10_000
const BINARY_TYPES = ("image", "audio", "video", "binary")
"Characters that a link counts in the plan until its URL is known."
const LINK_RESERVE = 2_048
const VERSION_OF_PACKAGE = v"0.1.0"
