import {
  type HttpAnswer,
  isRetryableStatus,
  readRedirectFault,
  shortenText,
} from "@natsbridge/fileserver";
import { NatsBridgeError } from "@natsbridge/schema/base";

/** Status and text of an answer, also where Plik hides them in a redirect to its web page. */
export function plikFault(answer: HttpAnswer): { readonly status: number; readonly text: string } {
  const hidden = readRedirectFault(answer.headers.get("location"));
  if (hidden !== undefined) return { status: hidden.status, text: shortenText(hidden.text) };
  const isPage = answer.headers.get("content-type")?.includes("html") === true;
  return { status: answer.status, text: isPage ? "" : shortenText(answer.text) };
}

/** The error of a request that Plik refused; `what` says which. */
export function plikError(answer: HttpAnswer, what: string): NatsBridgeError {
  const { status, text } = plikFault(answer);
  return new NatsBridgeError({
    code: "upload_failed",
    message: `${what} answered ${status || "with a redirect"}${text === "" ? "" : `: ${text}`}${advice(status, text)}`,
    isRetryable: isRetryableStatus(status),
    details: { status },
  });
}

function advice(status: number, text: string): string {
  if (/too big/i.test(text)) return ". Raise the server's MaxFileSizeStr or send less";
  if (/\bttl\b/i.test(text)) return ". Ask for a shorter ttl or raise the server's MaxTTLStr";
  if (status === 401 || status === 403) return ". Check the token, login and password";
  if (status === 404 || (status >= 300 && status < 400))
    return ". Is this the address of a Plik server?";
  return "";
}
