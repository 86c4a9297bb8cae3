import { NatsBridgeError } from "@natsbridge/schema/base";
import type { HttpAnswer } from "./http-request.ts";
import { shortenText } from "./read-error-text.ts";
import { isRetryableStatus } from "./response-error.ts";

/**
 * The error of a request that a store refused: `permission_denied` for 401 and 403, else `upload_failed`.
 * @param what names the request without secrets, such as `PUT https://files.example.org/x`.
 * @param text what the server said about it. Default: its answer, unless that is a web page.
 */
export function answerError(answer: HttpAnswer, what: string, text?: string): NatsBridgeError {
  const { status, headers } = answer;
  const isPage = headers.get("content-type")?.includes("html") === true;
  const said = shortenText(text ?? (isPage ? "" : answer.text));
  const isDenied = status === 401 || status === 403;
  return new NatsBridgeError({
    code: isDenied ? "permission_denied" : "upload_failed",
    message: `${what} answered ${status || "with a redirect"}${said === "" ? "" : `: ${said}`}${advice(status)}`,
    isRetryable: isRetryableStatus(status),
    details: { status },
  });
}

function advice(status: number): string {
  if (status === 401 || status === 403) return ". Check the credentials of the store";
  if (status === 413)
    return ". The server takes no file of this size: raise its limit or send less";
  if (status === 507) return ". The server's disk is full";
  if (status >= 300 && status < 400) return ". Is this the address of the store itself?";
  return "";
}
