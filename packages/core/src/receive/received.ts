import type { PayloadOutput } from "@natsbridge/codecs";
import type { EnvelopeHeader, PayloadType } from "@natsbridge/schema";
import type { PayloadHandle } from "./payload-handle.ts";
import type { PayloadInfo } from "./payload-info.ts";

/** One received payload: name, value, type. Comparing the type narrows the value. */
export type ReceivedPayload = {
  [Type in PayloadType]: [dataname: string, data: PayloadOutput[Type], type: Type];
}[PayloadType];

/** What `smartreceive` gives: the envelope with its values. Unknown fields of the envelope are kept. */
export interface ReceivedEnvelope extends EnvelopeHeader {
  payloads: ReceivedPayload[];
  /** One entry per payload, in order. */
  payload_info: PayloadInfo[];
  [unknownField: string]: unknown;
}

/** What `smartreceive` gives with `lazy`: the envelope with a handle per payload. */
export interface LazyEnvelope extends EnvelopeHeader {
  payloads: LazyPayload[];
  /** One entry per payload, in order; nothing is verified yet. */
  payload_info: PayloadInfo[];
  [unknownField: string]: unknown;
}

/** One payload that is fetched when it is asked for. */
export type LazyPayload = {
  [Type in PayloadType]: [dataname: string, data: PayloadHandle<Type>, type: Type];
}[PayloadType];
