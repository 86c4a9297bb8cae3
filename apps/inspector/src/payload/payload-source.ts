import { deserializeData, isArrowIpc, stringifyJson } from "@natsbridge/codecs";
import { isPayloadType, type PayloadType, type ReadPayloadV1 } from "@natsbridge/schema";
import type { LazyEnvelope, NATSBridge, SmartReceiveOptions } from "natsbridge";

/** A payload in its message. */
export interface PayloadSource {
  /** The body of the message. */
  readonly data: Uint8Array;
  /** The body, parsed. */
  readonly raw: unknown;
  readonly payload: ReadPayloadV1;
  readonly index: number;
}

/** What a payload is. */
export interface OpenPayload {
  readonly type: PayloadType;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly value: unknown;
  /** Why the bytes are not what the type says; `value` is then undefined. */
  readonly fault?: string;
}

/** Reads one payload, whatever becomes of the others; a link is fetched. @throws NatsBridgeError as smartreceive. */
export async function openPayload(
  bridge: NATSBridge,
  source: PayloadSource,
  options: Pick<SmartReceiveOptions, "allowed_link_origins" | "on_progress" | "signal">,
): Promise<OpenPayload> {
  const { payloads } = await alone(bridge, source, options);
  const handle = payloads[source.payload.transport === "link" ? 0 : source.index]?.[1];
  if (handle === undefined) throw new Error("The payload is not in its message any more");
  const bytes = await handle.bytes();
  const type = typeOf(source.payload.payload_type, bytes);
  try {
    return { type, bytes, value: await deserializeData(bytes, type) };
  } catch (error) {
    const fault = error instanceof Error ? error.message : String(error);
    return { type, bytes, value: undefined, fault };
  }
}

/** A linked payload is received alone, so that its progress is its own and the others' faults are not. */
function alone(
  bridge: NATSBridge,
  { data, raw, payload, index }: PayloadSource,
  options: SmartReceiveOptions,
): Promise<LazyEnvelope> {
  const given = { ...options, lazy: true } as const;
  if (payload.transport !== "link") {
    return bridge.smartreceive(data, { ...given, allowed_link_origins: "any" });
  }
  const { payloads } = raw as { readonly payloads: readonly unknown[] };
  return bridge.smartreceive(
    stringifyJson({ ...(raw as object), payloads: [payloads[index]] }),
    given,
  );
}

/** Older peers write `table`, which the bytes tell apart. */
function typeOf(type: string, bytes: Uint8Array): PayloadType {
  if (isPayloadType(type)) return type;
  return isArrowIpc(bytes) ? "arrowtable" : "jsontable";
}
