import {
  answerError,
  type HttpAnswer,
  httpRequest,
  type UploadSource,
} from "@natsbridge/fileserver";
import { NatsBridgeError, redactUrl } from "@natsbridge/schema/base";
import { AwsV4Signer } from "aws4fetch";
import type { S3Store } from "./s3-settings.ts";
import { xmlText } from "./s3-xml.ts";

/** One request to the bucket. */
export interface S3Request {
  readonly method: string;
  /** Absent: the bucket itself. */
  readonly key?: string | undefined;
  readonly query?: Readonly<Record<string, string>> | undefined;
  /** Signed as well. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: UploadSource | string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Statuses that are no error besides 200 to 299. */
  readonly accept?: readonly number[];
}

/**
 * Makes a signed request.
 * @throws NatsBridgeError `permission_denied`, `upload_failed`, `aborted`; with S3's own code and text.
 */
export async function s3Request(store: S3Store, request: S3Request): Promise<HttpAnswer> {
  const { method, key = "", query = {}, headers = {}, body, signal, accept = [] } = request;
  const url = new URL(`${store.base}/${key}`);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  const signer = new AwsV4Signer({
    ...credentials(store),
    method,
    url: url.href,
    // A hash of the body would have to be known before the body is sent; TLS protects it on the way.
    headers: { ...headers, "x-amz-content-sha256": "UNSIGNED-PAYLOAD" },
    allHeaders: true,
  });
  const signed = await signer.sign();
  const { fetch, idle_timeout } = store;
  const answer = await httpRequest(signed.url.href, {
    method,
    headers: { ...store.headers, ...Object.fromEntries(signed.headers) },
    body,
    signal,
    fetch,
    idle_timeout,
  });
  const isError = answer.status < 200 || answer.status > 299;
  // Some operations answer 200 before they are done, and tell of their failure in the body.
  const isLateError = answer.text.includes("<Error>");
  if ((!isError && !isLateError) || accept.includes(answer.status)) return answer;
  throw s3Error(answer, `${method} ${redactUrl(url.href)}`);
}

/** A link that reads one object, by anyone, for so many seconds. */
export async function presign(store: S3Store, key: string, expires: number): Promise<string> {
  const url = new URL(`${store.publicBase}/${key}`);
  url.searchParams.set("X-Amz-Expires", String(expires));
  const signer = new AwsV4Signer({
    ...credentials(store),
    method: "GET",
    url: url.href,
    signQuery: true,
  });
  return (await signer.sign()).url.href;
}

function credentials(store: S3Store) {
  const { access_key_id, secret_access_key, session_token, region } = store;
  return {
    accessKeyId: access_key_id,
    secretAccessKey: secret_access_key,
    ...(session_token === undefined ? {} : { sessionToken: session_token }),
    service: "s3",
    region,
  };
}

function s3Error(answer: HttpAnswer, what: string): NatsBridgeError {
  const code = xmlText(answer.text, "Code") ?? "";
  const message = xmlText(answer.text, "Message") ?? "";
  const text = [code, message].filter((part) => part !== "").join(": ");
  const error = answerError(answer, what, text);
  if (code === "RequestTimeTooSkewed")
    return new NatsBridgeError({
      code: "permission_denied",
      message: `${error.message}. The clock of this machine and that of the service differ too much`,
      details: error.details,
    });
  const isBusy = code === "InternalError" || code === "SlowDown" || code === "ServiceUnavailable";
  if (answer.status !== 200) return error;
  return new NatsBridgeError({
    code: "upload_failed",
    message: error.message,
    isRetryable: isBusy,
    details: error.details,
  });
}
