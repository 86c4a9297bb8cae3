import { zstdCompressSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as browser from "./zstd.browser.ts";
import * as node from "./zstd.node.ts";

const sample = Uint8Array.from({ length: 5000 }, (_, index) => (index % 97) + (index >> 9));

describe.each([
  ["node", node.decodeZstd],
  ["browser", browser.decodeZstd],
])("decodeZstd (%s)", (_name, decodeZstd) => {
  const isSame = (decoded: Uint8Array, bytes: Uint8Array) => Buffer.compare(decoded, bytes) === 0;

  it("gives back what was compressed, with and without the length in the frame", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 400 }),
        fc.integer({ min: 1, max: 40 }),
        async (piece, times) => {
          const bytes = Uint8Array.from(
            { length: piece.length * times },
            (_, i) => piece[i % piece.length] ?? 0,
          );
          expect(isSame(await decodeZstd(node.encodeZstd(bytes), bytes.byteLength), bytes)).toBe(
            true,
          );
          expect(isSame(await decodeZstd(zstdCompressSync(bytes), bytes.byteLength), bytes)).toBe(
            true,
          );
        },
      ),
    );
  });

  it("refuses a frame of another length", async () => {
    for (const frame of [node.encodeZstd(sample), zstdCompressSync(sample)]) {
      for (const bytes of [0, sample.byteLength - 1, sample.byteLength + 1, 2 ** 31]) {
        await expect(decodeZstd(frame, bytes)).rejects.toMatchObject({ code: "decode_error" });
      }
    }
  });

  it("refuses what is cut off or damaged, or gives so many bytes", async () => {
    const frame = node.encodeZstd(sample);
    for (let length = 0; length < frame.byteLength; length++) {
      const cut = frame.subarray(0, length);
      await expect(decodeZstd(cut, sample.byteLength)).rejects.toMatchObject({
        code: "decode_error",
      });
    }
    for (let bit = 0; bit < frame.byteLength * 8; bit++) {
      const flipped = frame.slice();
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      try {
        const { byteLength } = await decodeZstd(flipped, sample.byteLength);
        expect(byteLength).toBe(sample.byteLength);
      } catch (error) {
        expect(error).toMatchObject({ code: "decode_error" });
      }
    }
  });
});

it("says that browsers have no ZSTD compressor", () => {
  expect(() => browser.encodeZstd()).toThrow(
    expect.objectContaining({ code: "unsupported", message: expect.stringContaining('use "lz4"') }),
  );
});
