import type { UploadFrame, UploadSource } from "../upload/upload-source.ts";
import type { HttpOptions } from "./http-options.ts";

/** One request, as `#send` makes it: no redirects, no retry, no cookies, no time-outs of its own. */
export interface SendRequest extends Pick<HttpOptions, "fetch"> {
  readonly method: string;
  readonly headers: Headers;
  readonly body?: UploadSource | string | undefined;
  /** What goes around the bytes of a source, and who watches them go. */
  readonly frame?: UploadFrame | undefined;
  /** Ends the request; the promise rejects. */
  readonly signal: AbortSignal;
}

/** What is used of the answer to a request. */
export interface SendAnswer {
  readonly type: Response["type"];
  readonly status: number;
  readonly headers: Headers;
  readonly body: ReadableStream<Uint8Array> | null;
}

/** What all requests have in common. */
export const REQUEST_INIT: RequestInit = {
  redirect: "manual",
  credentials: "omit",
  cache: "no-store",
  referrerPolicy: "no-referrer",
};

/** A source, and not text. */
export function isUploadSource(body: SendRequest["body"]): body is UploadSource {
  return typeof body === "object";
}
