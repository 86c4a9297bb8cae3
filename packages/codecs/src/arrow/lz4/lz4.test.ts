import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeLz4Frame } from "./decode-frame.ts";
import { encodeLz4Frame } from "./encode-frame.ts";

/** Compared by the engine: `toEqual` looks at millions of numbers one by one. */
function survives(bytes: Uint8Array): boolean {
  const decoded = decodeLz4Frame(encodeLz4Frame(bytes), bytes.byteLength);
  return Buffer.compare(decoded, bytes) === 0;
}

describe("LZ4 frames", () => {
  it("give back what went in, whatever repeats in it", () => {
    for (const length of [0, 1, 4, 5, 12, 13, 16, 17, 255, 256, 70_000]) {
      for (const period of [1, 2, 3, 7, 250, 1 << 20]) {
        const bytes = Uint8Array.from({ length }, (_, index) => (index % period) * 37);
        expect(survives(bytes)).toBe(true);
      }
    }
    const part = fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      fc.tuple(fc.uint8Array({ maxLength: 4 }), fc.nat(600)).map(([bytes, times]) => {
        return Uint8Array.from(
          { length: bytes.length * times },
          (_, i) => bytes[i % bytes.length] ?? 0,
        );
      }),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
        const bytes = Uint8Array.from(parts.flatMap((piece) => [...piece]));
        expect(survives(bytes)).toBe(true);
      }),
    );
  });

  it("cross the borders of blocks", () => {
    const bytes = Uint8Array.from({ length: (1 << 22) + 1000 }, (_, index) => (index >> 5) * 31);
    expect(survives(bytes)).toBe(true);
    expect(encodeLz4Frame(bytes).byteLength).toBeLessThan(bytes.byteLength / 4);
  });

  it("are refused where they are damaged, and never longer than they say", () => {
    const frame = encodeLz4Frame(Uint8Array.from({ length: 500 }, (_, index) => index % 9));
    for (let cut = 0; cut < frame.byteLength; cut++) {
      expect(() => decodeLz4Frame(frame.subarray(0, cut), 500)).toThrow(
        expect.objectContaining({ code: "decode_error" }),
      );
    }
    for (let bit = 0; bit < frame.byteLength * 8; bit++) {
      const flipped = frame.slice();
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      try {
        expect(decodeLz4Frame(flipped, 500).byteLength).toBe(500);
      } catch (error) {
        expect(error).toMatchObject({ code: "decode_error" });
      }
    }
    expect(() => decodeLz4Frame(frame, 2 ** 40)).toThrow("cannot hold");
  });
});
