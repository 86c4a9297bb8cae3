import { escapeControls } from "@natsbridge/schema/base";
import { parseServers } from "@natsbridge/transport";
import { said } from "../said.ts";
import type { GlobalFlags } from "../settings/global-flags.ts";
import { contextNames, readContext, selectedContext } from "../settings/nats-context.ts";
import { cutText } from "../terminal/fit-text.ts";
import { paint } from "../terminal/paint.ts";
import { print, printJson } from "../terminal/print.ts";
import { terminalWidth } from "../terminal/terminal-width.ts";

/** Lists the contexts there are. A broken one is listed as such. */
export async function runContextLs({ json }: GlobalFlags): Promise<number> {
  const [names, selected] = await Promise.all([contextNames(), selectedContext()]);
  if (names.length === 0 && !json) print("There are no contexts; the nats command makes them.");
  for (const name of names) {
    const description = await describe(name);
    const isSelected = name === selected;
    if (json) printJson({ name, description, selected: isSelected });
    else {
      const text = `${isSelected ? "*" : " "} ${escapeControls(name).padEnd(20)}  ${escapeControls(description)}`;
      const line = cutText(text.trimEnd(), terminalWidth());
      print(isSelected ? paint("bold", line) : line);
    }
  }
  return 0;
}

async function describe(name: string): Promise<string> {
  try {
    const { description, url } = await readContext(name);
    return description ?? (url === undefined ? "" : parseServers(url).label);
  } catch (error) {
    return said(error);
  }
}
