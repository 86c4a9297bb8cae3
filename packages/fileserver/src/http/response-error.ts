import { NatsBridgeError, type NatsBridgeErrorCode } from "@natsbridge/schema/base";
import { PROXY_ADVICE } from "./proxy-advice.ts";
import { readErrorText, shortenText } from "./read-error-text.ts";
import { readRedirectFault } from "./redirect-fault.ts";
import { parseRetryAfter } from "./retry-after.ts";
import type { SendAnswer } from "./send-request.ts";

/** Whether a request that was answered so may succeed later. */
export function isRetryableStatus(status: number): boolean {
  // An answer below 200 is none.
  const isNone = status > 0 && status < 200;
  return isNone || status === 408 || status === 425 || status === 429 || status >= 500;
}

function downloadCode(status: number, text: string, isExpired: boolean): NatsBridgeErrorCode {
  if (status === 404 || status === 410) return "link_gone";
  if (status === 403 && /expired/i.test(text)) return "link_gone";
  if (isExpired && status >= 400 && status <= 403) return "link_gone";
  return isRetryableStatus(status) ? "link_unreachable" : "link_refused";
}

/**
 * The error that a download's answer stands for, be it a status or a status hidden in a redirect.
 * Reads a little of the body and closes it. `what` names the link without secrets; `isExpired` says that the link's own
 * time is over.
 */
export async function responseError(
  response: SendAnswer,
  what: string,
  isExpired: boolean,
): Promise<NatsBridgeError> {
  if (response.type === "opaqueredirect") {
    return new NatsBridgeError({
      code: "link_refused",
      message: `${what} answered with a redirect, which is never followed (the browser hides where it leads)`,
    });
  }
  // Proxies answer requests for `http:` themselves. What this process lacks is no fault of the link.
  if (response.status === 407 && response.headers.has("proxy-authenticate")) {
    await response.body?.cancel();
    return new NatsBridgeError({
      code: "invalid_config",
      message: `${what} answered 407. ${PROXY_ADVICE}`,
      details: { status: response.status },
    });
  }
  const location = response.headers.get("location");
  const isRedirect = response.status >= 300 && response.status < 400;
  const fault = isRedirect ? readRedirectFault(location) : undefined;
  if (isRedirect && fault === undefined) {
    await response.body?.cancel();
    return new NatsBridgeError({
      code: "link_refused",
      message: `${what} answered with a redirect (${response.status}), which is never followed; links must read by a plain GET`,
      details: { status: response.status },
    });
  }
  const body = await readErrorText(response);
  const status = fault?.status ?? response.status;
  const text = fault === undefined ? body : shortenText(fault.text);
  const retryAfter = parseRetryAfter(response.headers.get("retry-after"), Date.now());
  const code = downloadCode(status, text, isExpired);
  return new NatsBridgeError({
    code,
    message: `${what} answered ${status}${text === "" ? "" : `: ${text}`}${isExpired ? "; the link has expired" : ""}`,
    details: { status, ...(retryAfter === undefined ? {} : { retry_after: retryAfter }) },
  });
}
