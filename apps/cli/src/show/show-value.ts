import type { PayloadHandle } from "natsbridge";
import { print } from "../terminal/print.ts";
import { terminalWidth } from "../terminal/terminal-width.ts";
import { hexLines } from "./hex-lines.ts";
import { inlinePicture } from "./inline-picture.ts";
import { jsonLines } from "./json-lines.ts";
import { mediaFacts } from "./media-facts.ts";
import { arrowTableLines, jsonTableLines } from "./table-lines.ts";
import { textLines } from "./text-lines.ts";

/** Prints a payload as what it is. Long ones are shortened unless `isFull`. */
export async function showValue(handle: PayloadHandle, isFull: boolean): Promise<undefined> {
  for (const line of await valueLines(handle, isFull)) print(line);
}

async function valueLines(handle: PayloadHandle, isFull: boolean): Promise<readonly string[]> {
  const width = terminalWidth();
  switch (handle.type) {
    case "text":
      return textLines(await handle.text(), isFull, width);
    case "dictionary":
      return jsonLines(await handle.json(), isFull);
    case "jsontable":
      return jsonTableLines((await handle.json()) as readonly object[], isFull, width);
    case "arrowtable":
      return arrowTableLines(await handle.table(), isFull, width);
    case "binary":
      return hexLines(await handle.bytes(), isFull, width);
    default: {
      const bytes = await handle.bytes();
      const facts = await mediaFacts(handle.type as "image" | "audio" | "video", bytes);
      if (facts === undefined) return hexLines(bytes, isFull, width);
      return [...inlinePicture(handle.type, bytes), `  ${facts}`];
    }
  }
}
