/** The eight payload types of the contract. Case-sensitive. */
export const PAYLOAD_TYPES = [
  "text",
  "dictionary",
  "arrowtable",
  "jsontable",
  "image",
  "audio",
  "video",
  "binary",
] as const;

/** One of {@link PAYLOAD_TYPES}. */
export type PayloadType = (typeof PAYLOAD_TYPES)[number];

/** Tells whether a string is one of the eight types; `"table"` of older peers is not. */
export function isPayloadType(value: unknown): value is PayloadType {
  return PAYLOAD_TYPES.some((type) => type === value);
}

/** The purposes that the contract names; others pass. */
export const MSG_PURPOSES = ["ACK", "NACK", "updateStatus", "shutdown", "chat"] as const;

/** Broker used when neither an option nor `NATS_URL` says otherwise. */
export const DEFAULT_BROKER_URL = "nats://localhost:4222";

/** File server used when neither an option nor `FILESERVER_URL` says otherwise. */
export const DEFAULT_FILESERVER_URL = "http://localhost:8080";

/** Most payloads of one message. */
export const MAX_PAYLOADS = 10_000;

/** Serialized size in bytes from which a payload becomes a link, unless `SIZE_THRESHOLD` or an option says otherwise. */
export const DEFAULT_SIZE_THRESHOLD = 1_000_000;

/** `max_payload` in bytes of a nats-server with default settings; assumed when there is no connection to ask. */
export const DEFAULT_MAX_PAYLOAD = 1_048_576;
