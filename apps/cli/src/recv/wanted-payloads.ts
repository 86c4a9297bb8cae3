import type { LazyEnvelope, PayloadHandle, PayloadInfo } from "natsbridge";

/** One payload of a message: its handle, and what the message says of it. */
export interface WantedPayload {
  readonly handle: PayloadHandle;
  readonly info: PayloadInfo;
}

/** The payloads of a message, or those of one name. */
export function wantedPayloads(envelope: LazyEnvelope, name: string | undefined): WantedPayload[] {
  return envelope.payloads.flatMap(([dataname, handle], index) => {
    const info = envelope.payload_info[index];
    if (info === undefined || (name !== undefined && name !== dataname)) return [];
    return [{ handle, info }];
  });
}
