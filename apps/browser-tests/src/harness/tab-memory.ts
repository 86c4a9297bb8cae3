import { readFileSync, writeFileSync } from "node:fs";
import type { Browser } from "playwright-core";
import { rendererProcesses } from "./renderer-processes.ts";

/**
 * Starts to watch how much more resident memory a tab takes; the function it gives tells the peak so far, in bytes.
 * Of the browser's renderers the tab's is the one that grows: nothing else may go on in it. Linux only.
 */
export async function watchTabMemory(browser: Browser): Promise<() => number> {
  const renderers = await rendererProcesses(browser);
  const before = renderers.map((id) => {
    // "5" sets the peak of resident memory back to what is in use now.
    writeFileSync(`/proc/${id}/clear_refs`, "5");
    return readField(id, "VmRSS");
  });
  return () =>
    Math.max(...renderers.map((id, index) => readField(id, "VmHWM") - (before[index] ?? 0)));
}

function readField(id: number, field: string): number {
  const status = readFileSync(`/proc/${id}/status`, "utf8");
  const kilobytes = new RegExp(`^${field}:\\s+(\\d+) kB$`, "m").exec(status)?.[1];
  if (kilobytes === undefined) throw new Error(`no ${field} of process ${id}`);
  return Number(kilobytes) * 1024;
}
