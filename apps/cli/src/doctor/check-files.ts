import { redactUrl } from "@natsbridge/schema";
import { said } from "../said.ts";
import { formatBytes } from "../terminal/format-bytes.ts";
import { type Finding, findingsOf } from "./finding.ts";

const check = findingsOf("file server");
/** Time for an answer, in ms. */
const PATIENCE = 5_000;

/** What a file server said of itself. */
export interface FilesReport {
  readonly findings: readonly Finding[];
  /** Time to live of a file in seconds, where it has one. */
  readonly fileLife?: number;
  /** Its clock minus ours in ms, as exact as a Date header is. */
  readonly clockAhead?: number;
}

/** Asks a Plik server, or the embedded one, for its limits and for pages of other origins. */
export async function checkFiles(url: string, signal: AbortSignal): Promise<FilesReport> {
  const shown = redactUrl(url);
  const config = `${url.replace(/\/+$/, "")}/config`;
  const timed = () => AbortSignal.any([signal, AbortSignal.timeout(PATIENCE)]);
  try {
    const headers = { Origin: "https://doctor.invalid" };
    const asked = Date.now();
    const answer = await fetch(config, { headers, redirect: "manual", signal: timed() });
    const date = Date.parse(answer.headers.get("date") ?? "");
    const clock = Number.isNaN(date) ? {} : { clockAhead: date - asked };
    if (!answer.ok) {
      const message = `${shown} answers ${answer.status} to GET /config: it may not be Plik`;
      return {
        findings: [
          check.warning(message, "Check the address; for other stores use --s3 or --webdav"),
        ],
        ...clock,
      };
    }
    const { maxFileSize, defaultTTL } = (await answer.json()) as {
      readonly maxFileSize?: number;
      readonly defaultTTL?: number;
    };
    const life = defaultTTL !== undefined && defaultTTL > 0 ? { fileLife: defaultTTL } : {};
    return { findings: describe(shown, maxFileSize, defaultTTL, answer), ...life, ...clock };
  } catch (error) {
    if (signal.aborted) throw error;
    const { cause } = error as { readonly cause?: unknown };
    const why = said(cause ?? error);
    return {
      findings: [
        check.critical(
          `${shown} does not answer: ${why}`,
          "Start one with natsbridge dev, or say where it is with --files or FILESERVER_URL",
        ),
      ],
    };
  }
}

function describe(
  shown: string,
  largest: number | undefined,
  life: number | undefined,
  answer: Response,
): Finding[] {
  const facts = [
    `at ${shown}`,
    ...(largest === undefined ? [] : [`files up to ${formatBytes(largest)}`]),
    life === undefined || life <= 0 ? "kept for ever" : `kept for ${Math.round(life / 3600)} hours`,
  ];
  const isShared = answer.headers.has("access-control-allow-origin");
  return [
    check.ok(facts.join(", ")),
    check.ok(
      isShared
        ? "pages of other origins may read (CORS)"
        : "no CORS headers: only pages of its own origin can read; serve the page from there, or put a proxy in front",
    ),
  ];
}
