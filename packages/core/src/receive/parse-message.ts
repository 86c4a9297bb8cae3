import { decodeUtf8, parseJson } from "@natsbridge/codecs";
import type { ReadEnvelopeV1 } from "@natsbridge/schema";
import { messageOf, NatsBridgeError, partLoader } from "@natsbridge/schema/base";
import { plainEnvelope } from "@natsbridge/schema/plain-envelope";
import type { ReceiveSettings } from "../options/receive-settings.ts";
import { hasLongNumber } from "./long-number.ts";
import { lostDigits } from "./lost-digits.ts";
import { LONG_MESSAGE, parseCut } from "./parse-cut.ts";
import { messageBody, type ReceivableMessage } from "./receivable-message.ts";

const schemaPart = partLoader(() => import("@natsbridge/schema"));

/**
 * Reads the envelope of a message. One that is not written as we write it is given later: what reads every dialect is
 * loaded with the first that needs it.
 *
 * @throws NatsBridgeError `invalid_envelope`, also as a rejection.
 */
export function parseMessage(
  message: ReceivableMessage,
  { unsafe_integers }: Pick<ReceiveSettings, "unsafe_integers">,
): ReadEnvelopeV1 | Promise<ReadEnvelopeV1> {
  const body = messageBody(message);
  if (body.length === 0) throw invalid("the body is empty");
  let value: unknown;
  try {
    value = parseBody(body, (text) => parseText(text, unsafe_integers));
  } catch (error) {
    throw invalid(messageOf(error), error);
  }
  return plainEnvelope(value) ?? envelopeOfAnyDialect(value);
}

async function envelopeOfAnyDialect(value: unknown): Promise<ReadEnvelopeV1> {
  const { parseEnvelope } = await schemaPart();
  try {
    return parseEnvelope(value);
  } catch (error) {
    if (NatsBridgeError.isInstance(error) && error.code === "invalid_envelope") throw error;
    throw invalid(messageOf(error), error);
  }
}

function parseBody(body: Uint8Array | string, parse: (text: string) => unknown): unknown {
  if (typeof body === "string") return parse(body);
  if (body.byteLength >= LONG_MESSAGE) {
    try {
      const value = parseCut(body, parse);
      if (value !== undefined) return value;
    } catch {
      // What is wrong with it, the whole tells better.
    }
  }
  return parse(decodeUtf8(body));
}

/**
 * Most of a message is base64, in which a search for long numbers would find nothing: the fast parser goes first,
 * and the exact one only where a number was rounded or the text is not strict JSON (`NaN`).
 */
function parseText(given: string, unsafe_integers: ReceiveSettings["unsafe_integers"]): unknown {
  const text = given.startsWith("\uFEFF") ? given.slice(1) : given;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return parseJson(text, { unsafe_integers });
  }
  if (!hasLongNumber(text)) return value;
  const lost = lostDigits(value);
  const isWanted = lost === "rounded" && unsafe_integers === "number";
  return lost === "none" || isWanted ? value : parseJson(text, { unsafe_integers });
}

function invalid(reason: string, cause?: unknown): NatsBridgeError {
  return new NatsBridgeError({
    code: "invalid_envelope",
    message: `Not a msg_envelope_v1: ${reason}`,
    cause,
  });
}
