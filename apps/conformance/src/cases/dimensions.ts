import { PAYLOAD_TYPES, type PayloadType } from "@natsbridge/schema";

/** Every system that speaks NATSBridge, in the order of rows and columns. */
export const PEERS = ["node", "browser", "python", "micropython", "julia"] as const;
export type PeerName = (typeof PEERS)[number];

export const TYPES: readonly PayloadType[] = PAYLOAD_TYPES;

export const TRANSPORTS = ["direct", "link"] as const;
export type Transport = (typeof TRANSPORTS)[number];

/**
 * `under` is the biggest value that still fits the smaller limit of a pair, `over` the next one: the broker's
 * `max_payload`, or `MAX_PAYLOAD_SIZE` of a device.
 */
export const SIZES = ["empty", "small", "under", "over", "5 MB"] as const;
export type Size = (typeof SIZES)[number];

/** Whoever looks at the message itself, field by field, as the server gives it out. */
export const WIRE = "wire";
export type Receiver = PeerName | typeof WIRE;
