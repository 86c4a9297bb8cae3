import { readRedirectFault } from "@natsbridge/fileserver";

/** What a link answers. */
export interface LinkLook {
  readonly ok: boolean;
  /** What was found, or why nobody looked. */
  readonly found: string;
}

/** Time for an answer, in ms. */
const PATIENCE = 5_000;

/** Asks for the head of a link, which leaves a one-shot file where it is. Only what may be read is asked for. */
export async function lookAtLink(
  url: string,
  size: number | undefined,
  isAllowed: (url: string) => boolean,
  signal: AbortSignal,
): Promise<LinkLook> {
  if (!URL.canParse(url)) return { ok: false, found: "is no absolute URL" };
  const { origin, searchParams } = new URL(url);
  if (!isAllowed(url)) {
    const found = `not looked at: ${origin} is not allowed; --allow-origin ${origin} does that`;
    return { ok: false, found };
  }
  try {
    const timed = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE)]);
    // What is signed for reading only has no head, and is never one-shot: its first byte tells as much.
    const how = searchParams.has("X-Amz-Signature")
      ? { headers: { Range: "bytes=0-0" } }
      : { method: "HEAD" };
    const answer = await fetch(url, { ...how, redirect: "manual", signal: timed });
    await answer.body?.cancel();
    return judge(answer, size, origin);
  } catch (error) {
    const { cause } = error as { readonly cause?: { readonly code?: string } };
    return {
      ok: false,
      found: `${origin} does not answer${cause?.code ? ` (${cause.code})` : ""}`,
    };
  }
}

function judge(answer: Response, size: number | undefined, origin: string): LinkLook {
  const fault = readRedirectFault(answer.headers.get("location"));
  const status = fault?.status ?? answer.status;
  if (status === 404 || status === 410) return { ok: false, found: `gone from ${origin}` };
  if (!answer.ok) return { ok: false, found: `${origin} answers ${status}` };
  const whole = /\/(\d+)$/.exec(answer.headers.get("content-range") ?? "");
  const length = whole?.[1] ?? answer.headers.get("content-length");
  if (length === null) return { ok: true, found: `there, at ${origin}` };
  if (size === undefined || Number(length) === size) {
    return {
      ok: true,
      found: `there, ${Number(length).toLocaleString("en-US")} bytes, at ${origin}`,
    };
  }
  return { ok: false, found: `${length} bytes at ${origin}, the message says ${size}` };
}
