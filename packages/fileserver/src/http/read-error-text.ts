import { escapeControls } from "@natsbridge/schema";
import type { SendAnswer } from "./send-request.ts";

const MAX_BYTES = 4096;
const MAX_CHARACTERS = 300;

/** One short line of foreign text, fit for an error message. */
export function shortenText(text: string): string {
  const line = escapeControls(text.replace(/\s+/g, " ").trim());
  return line.length > MAX_CHARACTERS ? `${line.slice(0, MAX_CHARACTERS)}…` : line;
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
