import type { PayloadOutput, TableRow } from "@natsbridge/codecs";
import type { EnvelopeHeader, PayloadType } from "@natsbridge/schema";
import type { PayloadHandle } from "./payload-handle.ts";
import type { PayloadInfo } from "./payload-info.ts";

/** One received payload: name, value, type. Comparing the type narrows the value. */
export type ReceivedPayload = {
  [Type in PayloadType]: [dataname: string, data: PayloadOutput[Type], type: Type];
}[PayloadType];

/** One payload as it is received with `rows: true`: an `arrowtable` is a list of plain objects. */
export type ReceivedRowsPayload =
  | Exclude<ReceivedPayload, [string, unknown, "arrowtable"]>
  | [dataname: string, data: TableRow[], type: "arrowtable"];

/**
 * What `smartreceive` gives: the envelope with its values. Unknown fields of the envelope are kept, and reached by
 * `(env as unknown as Record<string, unknown>)`.
 */
export interface ReceivedEnvelope extends EnvelopeHeader {
  payloads: ReceivedPayload[];
  /** One entry per payload, in order. */
  payload_info: PayloadInfo[];
}

/** What `smartreceive` gives with `rows: true`. */
export interface ReceivedRowsEnvelope extends EnvelopeHeader {
  payloads: ReceivedRowsPayload[];
  /** One entry per payload, in order. */
  payload_info: PayloadInfo[];
}

/** What `smartreceive` gives with `lazy`: the envelope with a handle per payload. */
export interface LazyEnvelope extends EnvelopeHeader {
  payloads: LazyPayload[];
  /** One entry per payload, in order; nothing is verified yet. */
  payload_info: PayloadInfo[];
}

/** One payload that is fetched when it is asked for. */
export type LazyPayload = {
  [Type in PayloadType]: [dataname: string, data: PayloadHandle<Type>, type: Type];
}[PayloadType];
