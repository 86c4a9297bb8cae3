import type { ReadEnvelopeV1 } from "@natsbridge/schema";
import { NatsBridgeError } from "@natsbridge/schema/base";
import type { ReceiveSettings } from "../options/receive-settings.ts";
import { describePayload, payloadError } from "../telemetry/payload-error.ts";
import { readPayloadType } from "./payload-type.ts";

/**
 * Admits the types and links of all payloads, before any is fetched.
 *
 * @throws NatsBridgeError `unsupported_type`, `link_forbidden`.
 */
export function admitPayloads({ payloads }: ReadEnvelopeV1, settings: ReceiveSettings): void {
  for (const [index, { dataname, payload_type, transport, data }] of payloads.entries()) {
    try {
      readPayloadType(payload_type);
    } catch (error) {
      throw payloadError(error, { index, dataname }, "unsupported_type");
    }
    if (transport !== "link" || settings.handler !== undefined) continue;
    try {
      settings.links().policy.assertAllowed(String(data), describePayload({ index, dataname }));
    } catch (error) {
      if (!NatsBridgeError.isInstance(error)) throw error;
      const { code, message, cause } = error;
      throw new NatsBridgeError({ code, message, cause, details: { index, dataname } });
    }
  }
}
