import { foreignText } from "@natsbridge/schema/base";
import type { SendAnswer } from "./send-request.ts";

const MAX_BYTES = 4096;

/** One short line of foreign text, fit for an error message. */
export function shortenText(text: string): string {
  return foreignText(text.slice(0, MAX_BYTES).replace(/\s+/g, " ").trim());
}

/** The beginning of an error response's body as one line; `""` for a web page or a body that cannot be read. */
export async function readErrorText(response: SendAnswer): Promise<string> {
  if (response.body === null) return "";
  if (response.headers.get("content-type")?.includes("html") === true) {
    await response.body.cancel();
    return "";
  }
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let text = "";
  try {
    for (let bytes = 0; bytes < MAX_BYTES; ) {
      const { done, value } = await reader.read();
      if (done) return shortenText(text);
      bytes += value.length;
      text += decoder.decode(value.subarray(0, MAX_BYTES), { stream: true });
    }
    await reader.cancel();
  } catch {
    // The status alone tells enough.
  }
  return shortenText(text);
}
