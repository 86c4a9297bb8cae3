import { base64DecodeBytes, decodeUtf8, searchable } from "@natsbridge/codecs";
import { randomId } from "@natsbridge/schema/base";

/** From this size on, in bytes, a message is worth a look at what can be cut out of it. */
export const LONG_MESSAGE = 4_096;

/** What is shorter stays where it is; in bytes. */
const LONG_DATA = 1_024;

/** So many quotes in a row without long data: the message is of another form. */
const MOST_QUOTES = 400;

const QUOTE = 0x22;
const KEY = [...'"data":'].map((character) => character.charCodeAt(0));

/**
 * Parses a message of our own form without its base64, which would be scanned and copied as JSON: long `data` of
 * payloads are decoded where they lie, and are `Uint8Array` in the result. Undefined for any other form, and wherever
 * there is a doubt: then the whole is to be parsed as it is, with the same result.
 *
 * @param parse reads the text that is left.
 */
export function parseCut(message: Uint8Array, parse: (text: string) => unknown): unknown {
  const mark = randomId();
  const cut = cutOut(message, mark);
  if (cut === undefined) return undefined;
  const value = parse(cut.text);
  return putBack(value, cut.data, mark) ? value : undefined;
}

/** A text with marks in place of long data, and the data. */
function cutOut(
  message: Uint8Array,
  mark: string,
): { text: string; data: Uint8Array[] } | undefined {
  const body = searchable(message);
  const data: Uint8Array[] = [];
  let text = "";
  let rest = 0;
  let quotes = 0;
  let open = body.indexOf(QUOTE);
  while (open >= 0) {
    const close = body.indexOf(QUOTE, open + 1);
    if (close < 0) break;
    if (close - open > LONG_DATA && isData(body, open)) {
      const decoded = base64DecodeBytes(body.subarray(open + 1, close));
      if (decoded === undefined) return undefined;
      text += `${decodeUtf8(body.subarray(rest, open + 1))}${mark}${data.length}`;
      data.push(decoded);
      rest = close;
      quotes = 0;
      open = body.indexOf(QUOTE, close + 1);
    } else {
      quotes += 1;
      if (quotes > MOST_QUOTES) return undefined;
      // It may have ended a text, so the next one may begin with it.
      open = close;
    }
  }
  if (data.length === 0) return undefined;
  return { text: text + decodeUtf8(body.subarray(rest)), data };
}

/** Whether the text that begins with this quote is the value of a key `data`; one space may be between them. */
function isData(body: Uint8Array, quote: number): boolean {
  const end = body[quote - 1] === 0x20 ? quote - 1 : quote;
  return KEY.every((byte, at) => body[end - KEY.length + at] === byte);
}

/** Whether each piece was found where it belongs: in a payload, in order, declared as base64. */
function putBack(value: unknown, data: readonly Uint8Array[], mark: string): boolean {
  const payloads: unknown = (value as { readonly payloads?: unknown } | null)?.payloads;
  if (!Array.isArray(payloads)) return false;
  let found = 0;
  for (const payload of payloads) {
    if (payload?.data !== `${mark}${found}`) continue;
    if (payload.transport !== "direct" || payload.encoding !== "base64") return false;
    payload.data = data[found];
    found += 1;
  }
  return found === data.length;
}
