import type { ReadEnvelopeV1 } from "@natsbridge/schema";
import type { FetchContext } from "../fetch/fetch-link.ts";
import { PayloadHandle } from "./payload-handle.ts";
import { OLD_TABLE, readPayloadType } from "./payload-type.ts";
import { payloadInfo } from "./read-payload.ts";
import type { LazyEnvelope, LazyPayload } from "./received.ts";

/** An envelope with a handle per payload; nothing is fetched. */
export function lazyEnvelope(envelope: ReadEnvelopeV1, context: FetchContext): LazyEnvelope {
  const payload_info = envelope.payloads.map((payload) => {
    const type = readPayloadType(payload.payload_type);
    return payloadInfo(payload, type === OLD_TABLE ? "arrowtable" : type, undefined, false);
  });
  const payloads = envelope.payloads.map((payload, index) => {
    const type = payload_info[index]?.payload_type ?? "binary";
    const handle = new PayloadHandle(payload, index, type, context);
    return [payload.dataname, handle, type] as LazyPayload;
  });
  return { ...envelope, payloads, payload_info };
}
