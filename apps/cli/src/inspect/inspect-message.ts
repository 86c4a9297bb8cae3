import { decodeUtf8, parseJson } from "@natsbridge/codecs";
import {
  type Deviation,
  deviations,
  NatsBridgeError,
  parseEnvelope,
  type ReadEnvelopeV1,
  type ReadPayloadV1,
} from "@natsbridge/schema";
import { smartreceive } from "natsbridge";
import { said } from "../said.ts";
import { type Dialect, dialectOf } from "./dialect.ts";
import { type LinkLook, lookAtLink } from "./look-at-link.ts";

/** All that can be told of a message without taking anything from a file server. */
export interface Inspection {
  readonly bytes: number;
  /** Why it cannot be read at all. */
  readonly fault?: { readonly code: string; readonly message: string };
  readonly dialect?: Dialect;
  readonly envelope?: Omit<ReadEnvelopeV1, "payloads">;
  readonly deviations: readonly Deviation[];
  readonly payloads: readonly InspectedPayload[];
}

/** One payload of it. */
export interface InspectedPayload extends LinkLook {
  readonly name: string;
  readonly type: string;
  readonly transport: string;
  readonly size?: number;
}

/** Looks at a message: against the contract, payload by payload, link by link. */
export async function inspectMessage(
  data: Uint8Array,
  isAllowed: (url: string) => boolean,
  signal: AbortSignal,
): Promise<Inspection> {
  const bytes = data.length;
  let envelope: ReadEnvelopeV1;
  let value: unknown;
  try {
    // The receiver's own reader decides what can be read; it also reads what JSON.parse would not.
    await smartreceive(data, { lazy: true, allowed_link_origins: "any" });
    value = parseJson(decodeUtf8(data).replace(/^\uFEFF/, ""), { unsafe_integers: "number" });
    envelope = parseEnvelope(value);
  } catch (error) {
    const code = NatsBridgeError.isInstance(error) ? error.code : "invalid_envelope";
    const message = said(error);
    return { bytes, fault: { code, message }, deviations: [], payloads: [] };
  }
  const found = deviations(value);
  const { payloads, ...header } = envelope;
  const direct = await directFaults(data);
  const looked = payloads.map(async (payload, index): Promise<InspectedPayload> => {
    const size = payload.size ?? undefined;
    const look =
      payload.transport === "link"
        ? await lookAtLink(String(payload.data), size, isAllowed, signal)
        : direct(index);
    return { ...about(payload), ...(size !== undefined && { size }), ...look };
  });
  return {
    bytes,
    dialect: dialectOf(envelope, found),
    envelope: header,
    deviations: found,
    payloads: await Promise.all(looked),
  };
}

function about({ dataname, payload_type, transport }: ReadPayloadV1) {
  return { name: dataname, type: payload_type, transport };
}

/** What reading the payloads inside the message comes to, by their position. */
async function directFaults(data: Uint8Array): Promise<(index: number) => LinkLook> {
  const { payloads, payload_info } = await smartreceive(data, {
    lazy: true,
    allowed_link_origins: "any",
  });
  const looks = await Promise.all(
    payloads.map(async ([, handle], index): Promise<LinkLook> => {
      const info = payload_info[index];
      if (info?.transport !== "direct") return { ok: true, found: "" };
      try {
        await handle.value();
        return {
          ok: true,
          found: info.checksum === undefined ? "reads, no checksum" : "reads, checksum matches",
        };
      } catch (error) {
        return { ok: false, found: said(error) };
      }
    }),
  );
  return (index) => looks[index] ?? { ok: true, found: "" };
}
