import { createLinkPolicy, readRedirectFault } from "@natsbridge/fileserver";
import { DEFAULT_FILESERVER_URL, type ReadPayloadV1 } from "@natsbridge/schema";
import { formatBytes, formatSpan } from "../page/format.ts";

/** What is known of a link before anybody reads it. */
export interface LinkState {
  readonly kind: "alive" | "gone" | "refused" | "unknown";
  /** For people. */
  readonly text: string;
  /** Whether the store gives pieces of it, so that looking at one does not use it up. */
  readonly hasPieces: boolean;
  /** Origin that would have to be allowed first. */
  readonly origin?: string;
}

/** Where links may lead to: the file server of the session, and what was allowed besides. */
export interface LinkPlaces {
  readonly files: string;
  readonly allowed: readonly string[];
}

/** Time for an answer, in ms. */
const PATIENCE = 5_000;

/** Tells the state of a link from itself, from the message, and from what the store answers to HEAD, which takes nothing. */
export async function linkState(
  { data, size, metadata }: ReadPayloadV1,
  places: LinkPlaces,
  signal: AbortSignal,
): Promise<LinkState> {
  const link = String(data);
  const url = URL.parse(link);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    return state("refused", "This is no http or https link");
  }
  const expires = expiryOf(url, metadata);
  const left = expires === undefined ? undefined : expires - Date.now();
  if (left !== undefined && left <= 0) return state("gone", `Expired ${formatSpan(-left)} ago`);
  const rest = left === undefined ? "" : `, expires in ${formatSpan(left)}`;
  try {
    policyOf(places).assertAllowed(link, "The link");
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return { ...state("refused", text), origin: url.origin };
  }
  if (url.searchParams.has("X-Amz-Signature")) {
    return state("unknown", `Signed for reading only, so it was not asked about${rest}`);
  }
  return ask(url, size ?? undefined, rest, signal);
}

async function ask(
  url: URL,
  size: number | undefined,
  rest: string,
  signal: AbortSignal,
): Promise<LinkState> {
  try {
    const answer = await fetch(url, {
      method: "HEAD",
      redirect: "manual",
      credentials: "omit",
      referrerPolicy: "no-referrer",
      signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE)]),
    });
    if (answer.type === "opaqueredirect") {
      return state("unknown", "The file server redirects, as Plik does where a file is gone");
    }
    const status = readRedirectFault(answer.headers.get("location"))?.status ?? answer.status;
    if (status === 404 || status === 410) return state("gone", `Gone from ${url.origin}`);
    if (!answer.ok) return state("unknown", `${url.origin} answers ${status}`);
    const length = answer.headers.get("content-length");
    if (length !== null && size !== undefined && Number(length) !== size) {
      const found = formatBytes(Number(length));
      return state("unknown", `Another file: ${found} where the message says ${formatBytes(size)}`);
    }
    const hasPieces = answer.headers.get("accept-ranges") === "bytes";
    const once = hasPieces
      ? ""
      : ", cannot be read in pieces: it may be there for one reading only";
    return { kind: "alive", text: `There${rest}${once}`, hasPieces };
  } catch {
    return state(
      "unknown",
      `${url.origin} does not answer, or does not let pages ask (CORS)${rest}`,
    );
  }
}

/** When a link ends, in ms: by its message, or by its own signature. */
function expiryOf(url: URL, metadata: ReadPayloadV1["metadata"]): number | undefined {
  const said = Date.parse(String(metadata.expires_at ?? ""));
  if (!Number.isNaN(said)) return said;
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(url.searchParams.get("X-Amz-Date") ?? "") ??
    [];
  const signed = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  const seconds = Number(url.searchParams.get("X-Amz-Expires") ?? Number.NaN);
  return Number.isNaN(signed + seconds) ? undefined : signed + 1_000 * seconds;
}

function policyOf({ files, allowed }: LinkPlaces) {
  return createLinkPolicy({
    allowed_origins: [files === "" ? DEFAULT_FILESERVER_URL : files, ...allowed],
    max_bytes: Number.POSITIVE_INFINITY,
  });
}

function state(kind: LinkState["kind"], text: string): LinkState {
  return { kind, text, hasPieces: false };
}
