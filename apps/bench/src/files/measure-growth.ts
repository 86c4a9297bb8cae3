import { readFileSync, writeFileSync } from "node:fs";
import { downloadBytes, downloadStream } from "@natsbridge/fileserver";
import { createPlikFileServer } from "@natsbridge/fileserver-plik";

/** Moves a payload of so many MiB up and down again, in the given form, and prints how far memory grew, in bytes. */
const [, , server = "", form = "stream", size = "1024"] = process.argv;
const MIB = 2 ** 20;
const plik = createPlikFileServer({ url: server });

function statusBytes(field: "VmRSS" | "VmHWM"): number {
  const match = new RegExp(`${field}:\\s+(\\d+) kB`).exec(
    readFileSync("/proc/self/status", "utf8"),
  );
  if (match === null) throw new Error(`/proc/self/status has no ${field}`);
  return Number(match[1]) * 1024;
}

/** A source that needs no memory of its own. */
function zeros(length: number): ReadableStream<Uint8Array> {
  const piece = new Uint8Array(MIB / 4);
  let left = length;
  return new ReadableStream({
    pull(target) {
      if (left === 0) return target.close();
      target.enqueue(piece.subarray(0, left));
      left -= Math.min(left, piece.length);
    },
  });
}

async function moveStream(length: number): Promise<void> {
  const stored = await plik.upload("payload", zeros(length), { size: length });
  const open: Parameters<typeof downloadStream>[0] = (from, signal) =>
    plik.download(stored.url, { ...from, signal });
  const reader = downloadStream(open, { size: length }).getReader();
  while (!(await reader.read()).done);
  await plik.remove?.(stored);
}

async function moveBytes(length: number): Promise<void> {
  const stored = await plik.upload("payload", payload.subarray(0, length));
  await downloadBytes((from, signal) => plik.download(stored.url, { ...from, signal }), {
    size: length,
    max_bytes: length,
  });
  await plik.remove?.(stored);
}

// What is sent is there before: only what is received may make memory grow.
const payload = new Uint8Array(form === "stream" ? 0 : Number(size) * MIB).fill(1);
const move = form === "stream" ? moveStream : moveBytes;
// Loads and compiles everything, and lets the heap grow to the size it works with: what counts is the payload's size.
for (let round = 0; round < 10; round++) await move(16 * MIB);
globalThis.gc?.();
globalThis.gc?.();
const before = statusBytes("VmRSS");
// Resets the peak (VmHWM) to what is in use now.
writeFileSync("/proc/self/clear_refs", "5");
const start = performance.now();
await move(Number(size) * MIB);
const ms = performance.now() - start;
process.stdout.write(JSON.stringify({ growth: statusBytes("VmHWM") - before, ms }));
