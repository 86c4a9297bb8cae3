import { parseEnvelope } from "@natsbridge/schema";

/** A link of a payload and what it becomes. */
export interface Relink {
  /** Position of the payload in the message. */
  readonly payload: number;
  readonly from: string;
  readonly to: string;
}

/**
 * The body with other links in it; every byte besides them stays. Where a link is written in a way that cannot be
 * found in the text (with escapes), the envelope is written anew, with equal values.
 */
export function relink(body: Uint8Array, links: readonly Relink[]): Uint8Array {
  if (links.length === 0) return body;
  let text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(body);
  for (const { from, to } of links) {
    const replaced = replaceLink(text, from, to);
    if (replaced === undefined) return new TextEncoder().encode(rewrite(text, links));
    text = replaced;
  }
  return new TextEncoder().encode(text);
}

/** Replaces a link where it is the `data` of a payload; undefined where it is not written so. */
function replaceLink(text: string, from: string, to: string): string | undefined {
  const written = JSON.stringify(from);
  for (let at = text.indexOf(written); at !== -1; at = text.indexOf(written, at + 1)) {
    if (!/"data"\s*:\s*$/.test(text.slice(Math.max(0, at - 40), at))) continue;
    return text.slice(0, at) + JSON.stringify(to) + text.slice(at + written.length);
  }
  return undefined;
}

function rewrite(text: string, links: readonly Relink[]): string {
  const envelope = parseEnvelope(JSON.parse(text.replace(/^\uFEFF/, "")));
  for (const { payload, to } of links) {
    const found = envelope.payloads[payload];
    if (found !== undefined) found.data = to;
  }
  return JSON.stringify(envelope);
}
