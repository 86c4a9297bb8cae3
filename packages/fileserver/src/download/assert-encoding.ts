import { foreignText, NatsBridgeError } from "@natsbridge/schema/base";
import type { SendAnswer } from "../http/send-request.ts";

/** Codings that every runtime undoes by itself. */
const KNOWN = new Set(["", "identity", "gzip", "x-gzip", "deflate", "br"]);

/** Whether the body was compressed on the way, or as it is stored. */
export function isEncoded({ headers }: SendAnswer): boolean {
  const encoding = headers.get("content-encoding")?.trim().toLowerCase() ?? "";
  return encoding !== "" && encoding !== "identity";
}

/**
 * Refuses a coding that is not undone, or only in part: coded bytes would be handed out as the payload.
 *
 * @throws NatsBridgeError `link_refused`.
 */
export function assertEncoding({ headers }: SendAnswer, what: string): void {
  const encoding = headers.get("content-encoding")?.trim().toLowerCase() ?? "";
  if (KNOWN.has(encoding)) return;
  throw new NatsBridgeError({
    code: "link_refused",
    message: `${what} answers with Content-Encoding "${foreignText(encoding)}", which is not undone here; expected none, or one of gzip, deflate and br. Store the file uncompressed`,
  });
}
