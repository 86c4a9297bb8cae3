import { invalidConfig, isGiven, objectOption } from "@natsbridge/schema/base";

/** Headers of the request that makes a file. */
export interface UploadHeaders {
  /**
   * Headers of the request that makes a file, besides `headers`: what a server wants to be told of it, such as its
   * encryption or how long it must be kept. Never sent with a download. Their values appear in no message, error or log.
   */
  readonly upload_headers?: Readonly<Record<string, string>> | undefined;
}

/**
 * Checks {@link UploadHeaders}; `refused` says what is expected in place of a header, by its name in lower case.
 *
 * @throws NatsBridgeError `invalid_config`, which names the header and not its value.
 */
export function uploadHeadersOption(
  headers: Readonly<Record<string, string>> | null | undefined,
  refused: (name: string, value: string) => string | undefined,
): Readonly<Record<string, string>> {
  objectOption("upload_headers", headers);
  if (!isGiven(headers)) return {};
  for (const [name, value] of Object.entries(headers)) {
    const lower = name.toLowerCase();
    const expected = isHeader(name, value) ? refusal(lower, value, refused) : "names and texts";
    if (expected !== undefined) throw invalidConfig("upload_headers", expected, name);
  }
  return headers;
}

function refusal(
  name: string,
  value: string,
  refused: (name: string, value: string) => string | undefined,
): string | undefined {
  // Readers would be given other bytes than were sent.
  if (name === "content-encoding") return "no coding, since files are sent as they are";
  return refused(name, value);
}

function isHeader(name: string, value: unknown): boolean {
  if (typeof value !== "string") return false;
  try {
    new Headers({ [name]: value });
    return true;
  } catch {
    return false;
  }
}
