import type { Metadata, PayloadTransport, PayloadType } from "@natsbridge/schema";

/** What a message said about a payload, and what was found. */
export interface PayloadInfo {
  readonly id: string;
  readonly dataname: string;
  readonly payload_type: PayloadType;
  readonly transport: PayloadTransport;
  /** Serialized size in bytes; undefined when the message does not say and nothing was read. */
  readonly size: number | undefined;
  /** The declared SHA-256; undefined when there was none. */
  readonly checksum: string | undefined;
  /** Whether the bytes were checked against the checksum. */
  readonly verified: boolean;
  readonly metadata: Metadata;
}
