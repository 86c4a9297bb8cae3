import type { ReceiveSettings } from "../options/receive-settings.ts";
import { admitPayloads } from "../receive/admit-payloads.ts";
import { parseMessage } from "../receive/parse-message.ts";

/** Time a file server has to say whether a file is there, in ms. */
const ANSWER_TIMEOUT = 5_000;

/**
 * Whether a link of a message certainly leads nowhere any more. Asked by HEAD, which uses no one-shot file up, and only
 * where the policy lets its links be read. Never rejects.
 */
export async function isGone(
  body: Uint8Array | string,
  settings: ReceiveSettings,
): Promise<boolean> {
  const links = await allowedLinks(body, settings);
  const gone = await Promise.all(links.map(isLinkGone));
  return gone.includes(true);
}

async function isLinkGone(url: string): Promise<boolean> {
  try {
    const { status, headers } = await fetch(url, {
      method: "HEAD",
      redirect: "manual",
      signal: AbortSignal.timeout(ANSWER_TIMEOUT),
    });
    // Plik hides its status in a redirect to its page.
    const isHidden =
      status >= 300 && status < 400 && /errcode=4(04|10)/.test(headers.get("location") ?? "");
    return status === 404 || status === 410 || isHidden;
  } catch {
    return false;
  }
}

async function allowedLinks(
  body: Uint8Array | string,
  settings: ReceiveSettings,
): Promise<string[]> {
  // A download handler knows how its links are read, and a HEAD of ours may not be it.
  if (settings.handler !== undefined) return [];
  try {
    const envelope = await parseMessage(body, settings);
    admitPayloads(envelope, settings);
    return envelope.payloads.flatMap(({ transport, data }) =>
      transport === "link" ? [String(data)] : [],
    );
  } catch {
    return [];
  }
}
