import fc from "fast-check";
import { expect, test } from "vitest";
import {
  ASSUMED_LINK_LENGTH,
  base64Length,
  directReason,
  type PlannedSize,
  planTransports,
} from "./plan.ts";

const frame = { direct: 300, link: 300 };
const limits = { size_threshold: 1_000_000, max_payload: 1_048_576, envelope: 500 };

function plan(sizes: readonly number[], changes: Partial<typeof limits> = {}): string {
  const payloads = sizes.map((bytes) => ({ bytes, frame }));
  return planTransports(payloads, { ...limits, ...changes })
    .map(({ transport }) => transport[0])
    .join("");
}

test("from the threshold on a payload is a link, and says why", () => {
  const payloads = [0, 999_999, 1_000_000].map((bytes) => ({ bytes, frame }));
  expect(planTransports(payloads, { ...limits, max_payload: 8_388_608 })).toEqual([
    { transport: "direct", reason: "0 bytes < size_threshold 1,000,000" },
    { transport: "direct", reason: "999,999 bytes < size_threshold 1,000,000" },
    { transport: "link", reason: "1,000,000 bytes >= size_threshold 1,000,000" },
  ]);
});

test("base64 counts: 800,000 bytes do not fit into a message of 1 MiB", () => {
  expect(planTransports([{ bytes: 800_000, frame }], limits)).toEqual([
    { transport: "link", reason: "message of 1,067,468 bytes > max_payload 1,048,576" },
  ]);
});

test("payloads that fit one by one but not together: the largest goes first, of equal ones the first", () => {
  expect(plan([300_000, 300_000, 300_000])).toBe("ldd");
  expect(plan([300_000, 300_001, 300_000])).toBe("dld");
  expect(plan([300_000, 300_000, 300_000], { max_payload: 500_000 })).toBe("lld");
});

test("the fit is exact to the byte", () => {
  const bytes = 3000;
  const message = limits.envelope + frame.direct + base64Length(bytes);
  expect(plan([bytes], { max_payload: message })).toBe("d");
  expect(plan([bytes], { max_payload: message - 1 })).toBe("l");
});

test("the comma between payloads counts", () => {
  const message = limits.envelope + 2 * (frame.direct + base64Length(3000)) + 1;
  expect(plan([3000, 3000], { max_payload: message })).toBe("dd");
  expect(plan([3000, 3000], { max_payload: message - 1 })).toBe("ld");
});

test("a link counts 2,048 characters until its length is known, then its length", () => {
  const withLink = limits.envelope + frame.link + ASSUMED_LINK_LENGTH;
  const max_payload = withLink - 1;
  expect(() => plan([2_000_000], { max_payload })).toThrowError(
    "The message needs 2,848 bytes even with every payload as a link, but max_payload is 2,847.",
  );
  const payloads: PlannedSize[] = [{ bytes: 2_000_000, frame, link: 80 }];
  expect(planTransports(payloads, { ...limits, max_payload })[0]?.transport).toBe("link");
});

test("a stream longer than the direct limit is a link", () => {
  expect(planTransports([{ bytes: undefined, frame }], limits)).toEqual([
    { transport: "link", reason: "stream longer than the direct limit" },
  ]);
});

test("size_threshold 0 makes everything a link, no threshold leaves it to max_payload", () => {
  expect(plan([0, 5], { size_threshold: 0 })).toBe("ll");
  expect(plan([1_000_000], { size_threshold: Infinity, max_payload: 8_388_608 })).toBe("d");
});

test("whatever the sizes: the message fits or is refused, and no more links are made than needed", () => {
  const sizes = fc.array(fc.nat(400_000), { maxLength: 12 });
  fc.assert(
    fc.property(sizes, fc.integer({ min: 1000, max: 2_000_000 }), (bytes, max_payload) => {
      const payloads = bytes.map((size) => ({ bytes: size, frame }));
      const size = (made: readonly { transport: string }[]) =>
        made.reduce(
          (sum, { transport }, index) =>
            sum + 300 + (transport === "link" ? 2048 : base64Length(bytes[index] ?? 0)),
          limits.envelope + Math.max(0, bytes.length - 1),
        );
      let made: ReturnType<typeof planTransports>;
      try {
        made = planTransports(payloads, { ...limits, max_payload });
      } catch {
        expect(size(bytes.map(() => ({ transport: "link" })))).toBeGreaterThan(max_payload);
        return;
      }
      expect(size(made)).toBeLessThanOrEqual(max_payload);
      const linked = made.flatMap(({ transport }, index) => (transport === "link" ? [index] : []));
      const last = linked.sort((a, b) => (bytes[a] ?? 0) - (bytes[b] ?? 0))[0];
      if (last !== undefined && (bytes[last] ?? 0) > 2048) {
        const without = made.map((each, index) =>
          index === last ? { transport: "direct" } : each,
        );
        expect(size(without)).toBeGreaterThan(max_payload);
      }
    }),
  );
});

test("the limit is the server's own number, and the headers are named where there are some", () => {
  const payloads = [{ bytes: 790_000, frame: { direct: 200, link: 200 } }];
  const withHeaders = { ...limits, envelope: 563, headers: 63 };
  expect(planTransports(payloads, withHeaders)[0]?.reason).toBe(
    "message of 1,054,099 bytes (63 of them headers) > max_payload 1,048,576",
  );
});

test("sizes are written as in English, of any length", () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), fc.maxSafeNat(), (bytes, threshold) => {
      const [shown, limit] = [bytes.toLocaleString("en-US"), threshold.toLocaleString("en-US")];
      expect(directReason(bytes, threshold)).toBe(`${shown} bytes < size_threshold ${limit}`);
    }),
  );
  expect(directReason(1, Number.POSITIVE_INFINITY)).toBe("1 bytes < size_threshold ∞");
});
