import { Worker } from "node:worker_threads";
import { Dictionary, Int8, tableFromArrays, tableToIPC, Utf8 } from "apache-arrow";
import { loadVectors, randomNumbers } from "testkit";
import { describe, expect, it } from "vitest";
import { base64Decode } from "../index.ts";
import { rowsFromTable, tableFromIpc, tableToIpc } from "./index.ts";
import { FlatBuffer } from "./read/flat-buffer.ts";

/** In KiB. */
const peakBefore = process.resourceUsage().maxRSS;

/** Everything that a receiver does with a table. */
async function readFully(ipc: Uint8Array): Promise<"value" | "refused"> {
  try {
    const table = await tableFromIpc(ipc);
    rowsFromTable(table);
    rowsFromTable(table, { int64: "string", timestamps: "iso" });
    return "value";
  } catch (error) {
    expect(error).toMatchObject({ code: "decode_error" });
    return "refused";
  }
}

async function readTimed(ipc: Uint8Array, what: string): Promise<"value" | "refused"> {
  const start = process.cpuUsage();
  const result = await readFully(ipc);
  const { user, system } = process.cpuUsage(start);
  expect((user + system) / 1000, what).toBeLessThan(1000);
  return result;
}

const rows = Array.from({ length: 20 }, (_, id) => ({
  id,
  name: id % 3 ? `name ${id}` : null,
  big: BigInt(id) * 2n ** 40n,
  list: id % 4 ? [id, null] : [],
  member: { x: id / 2, when: new Date(id) },
  bytes: Uint8Array.of(id, id),
}));

const samples: [string, () => Promise<Uint8Array> | Uint8Array][] = [
  ["file", () => tableToIpc(rows)],
  ["LZ4 file", () => tableToIpc(rows, { compression: "lz4" })],
  ["ZSTD file", () => tableToIpc(rows, { compression: "zstd" })],
  ["stream with a dictionary", () => tableToIPC(tableFromArrays({ d: ["a", "b", "a"] }), "stream")],
  ["file with views", () => vector("arrow-polars-string-view")],
  ["nested file", () => vector("arrow-nested")],
  ["dictionary stream", () => vector("arrow-dictionary-delta")],
];

function vector(name: string): Uint8Array {
  const found = loadVectors().find((each) => each.name === name);
  if (found === undefined) throw new Error(`no vector ${name}`);
  const body = JSON.parse(new TextDecoder().decode(base64Decode(found.envelope_base64)));
  return base64Decode(body.payloads[0].data);
}

describe.each(samples)("a damaged %s", (_name, make) => {
  it("is whole to begin with", async () => {
    expect(await readFully(await make())).toBe("value");
  });

  it("is refused wherever it is cut off", async () => {
    const ipc = await make();
    const isStream = ipc[0] === 0xff;
    for (let length = 0; length < ipc.byteLength; length++) {
      const result = await readFully(ipc.subarray(0, length));
      // A stream may end after any of its messages.
      if (!isStream) expect(result, `cut at ${length}`).toBe("refused");
    }
  });

  it("is a value or refused, quickly, with any bit flipped", async () => {
    const ipc = await make();
    for (let bit = 0; bit < ipc.byteLength * 8; bit += 3) {
      const flipped = ipc.slice();
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      await readTimed(flipped, `bit ${bit}`);
    }
  });

  it("is a value or refused, quickly, with any four bytes overwritten", async () => {
    const ipc = await make();
    const random = randomNumbers(ipc.byteLength);
    for (let round = 0; round < 1500; round++) {
      const at = random(ipc.byteLength - 4);
      const value = [random(2 ** 32), 0xffffffff, 0x7fffffff, 0, 0x10][random(5)] ?? 0;
      const overwritten = ipc.slice();
      new DataView(overwritten.buffer).setUint32(at, value, true);
      await readTimed(overwritten, `${value} at ${at}`);
    }
  });
});

describe("hostile tables", () => {
  it("that claim 2^40 or 2^31 rows without bytes for them are refused", async () => {
    const ipc = await tableToIpc(Array.from({ length: 3 }, () => ({ nothing: null })));
    const view = new DataView(ipc.buffer);
    for (const claim of [2n ** 40n, 2n ** 31n - 1n, 2n ** 30n]) {
      const hostile = ipc.slice();
      const target = new DataView(hostile.buffer);
      for (let at = 0; at + 8 <= ipc.byteLength; at += 8) {
        if (view.getBigInt64(at, true) === 3n) target.setBigInt64(at, claim, true);
      }
      expect(await readTimed(hostile, `${claim} rows`)).toBe("refused");
    }
  });

  it("whose keys have no entry in the dictionary are refused", async () => {
    const kind = new Dictionary(new Utf8(), new Int8());
    const values = ["a", "b", "c", "d", "e", "f"].map((k) => ({ k }));
    const ipc = await tableToIpc(values, { schema: { k: kind } });
    const keys = Buffer.from(ipc).indexOf(Uint8Array.of(0, 1, 2, 3, 4, 5));
    for (const key of [6, 127, 0x80]) {
      const hostile = ipc.slice();
      hostile[keys + 3] = key;
      await expect(tableFromIpc(hostile)).rejects.toThrow("of a dictionary that has 6");
    }
  });

  it("whose metadata points to the same text again and again are refused", () => {
    // A reference to a text of eight bytes behind it.
    const buffer = new FlatBuffer(
      Uint8Array.of(4, 0, 0, 0, 8, 0, 0, 0, 97, 98, 99, 100, 101, 102, 103, 104),
    );
    expect(buffer.text(0)).toBe("abcdefgh");
    expect(buffer.text(0)).toBe("abcdefgh");
    expect(() => buffer.text(0)).toThrow("parts of its metadata overlap");
  });

  it("of Feather V1, 1 to 7 bytes and plain text are refused by name", async () => {
    const text = (value: string) => new TextEncoder().encode(value);
    await expect(tableFromIpc(text("FEA1....FEA1"))).rejects.toThrow("Feather V1");
    await expect(tableFromIpc(text("hello world"))).rejects.toThrow("begins neither as");
    for (let length = 0; length < 8; length++) {
      const ipc = Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0).subarray(0, length);
      await expect(tableFromIpc(ipc)).rejects.toMatchObject({ code: "decode_error" });
    }
  });
});

it("all of which took little memory", () => {
  const grownBytes = (process.resourceUsage().maxRSS - peakBefore) * 1024;
  expect(grownBytes).toBeLessThan(500_000_000);
});

describe("metadata with a wrong length", () => {
  const ipc = tableToIPC(tableFromArrays({ id: Int32Array.of(1, 2, 3) }), "stream");
  const lengthOfMetadata = 220;
  const hostile = ipc.slice();
  new DataView(hostile.buffer).setUint32(lengthOfMetadata, 0x7fffffff, true);

  it("keeps the reader of apache-arrow busy for longer than anyone waits", async () => {
    const script = `
      const { workerData, parentPort } = require("node:worker_threads");
      const { tableFromIPC } = require("apache-arrow");
      parentPort.postMessage("start");
      try { tableFromIPC(workerData); } finally { parentPort.postMessage("end"); }
    `;
    const worker = new Worker(script, {
      eval: true,
      workerData: hostile,
      resourceLimits: { maxOldGenerationSizeMb: 256 },
    });
    const ended = new Promise((resolve) => {
      worker.on("error", resolve);
      worker.on("message", (message) => {
        if (message === "end") resolve(message);
        else setTimeout(resolve, 2000, "still busy");
      });
    });
    expect(await ended).toBe("still busy");
    await worker.terminate();
  });

  it("is refused at once here", async () => {
    expect(await readTimed(hostile, "wrong length")).toBe("refused");
  });
});
