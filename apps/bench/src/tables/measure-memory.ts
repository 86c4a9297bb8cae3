import { readFileSync, writeFileSync } from "node:fs";
import { tableFromIpc, tableToIpc } from "@natsbridge/codecs/arrow";
import { mixedRows, narrowRows } from "./table-rows.ts";

/** A value of the kernel's account of this process, in bytes. Linux only. */
function statusBytes(field: "VmRSS" | "VmHWM"): number {
  const match = new RegExp(`${field}:\\s+(\\d+) kB`).exec(
    readFileSync("/proc/self/status", "utf8"),
  );
  if (match === null) throw new Error(`/proc/self/status has no ${field}`);
  return Number(match[1]) * 1024;
}

const [, , kind, count] = process.argv;
const rows = kind === "narrow" ? narrowRows(Number(count)) : mixedRows(Number(count));
// Texts that the engine has put together lazily are put together now: their memory is that of the rows.
for (const row of rows) for (const value of Object.values(row)) String(value).codePointAt(5);
// Loads and compiles everything, so that the code does not count as memory of the encoding.
for (let round = 0; round < 20; round++) await tableToIpc(rows.slice(0, 3000));
globalThis.gc?.();
globalThis.gc?.();

const before = statusBytes("VmRSS");
// Resets the peak (VmHWM) to what is in use now.
writeFileSync("/proc/self/clear_refs", "5");
const ipc = await tableToIpc(rows);
const peak = statusBytes("VmHWM") - before;

const table = await tableFromIpc(ipc);
const columns = table.batches.flatMap(({ data }) =>
  data.children.map(({ byteLength }) => byteLength),
);
const allowed = ipc.byteLength + 1.5 * Math.max(...columns);
process.stdout.write(JSON.stringify({ peak, allowed }));
