import type { SendPayload } from "natsbridge";

/** A payload of every type, with values that a careless peer would change. */
export function samplePayloads(): SendPayload[] {
  return [
    ["greeting", "\uFEFFGrüße, 世界 🎉 <b>not bold</b>\n", "text"],
    ["settings", { deep: [{ big: 2n ** 63n, none: null }], ключ: -1.5e300 }, "dictionary"],
    [
      "rows",
      [
        { id: 1, name: "Ada" },
        { id: 2, name: null },
      ],
      "jsontable",
    ],
    [
      "table",
      [
        { id: 1, name: "Ada", score: 1.5, big: 2n ** 40n },
        { id: 2, name: null, score: -0.25, big: -1n },
      ],
      "arrowtable",
    ],
    ["picture", bytesFrom(1, 1_000), "image"],
    ["sound", bytesFrom(2, 2_001), "audio"],
    ["film", bytesFrom(3, 3_002), "video"],
    ["../../etc/passwd", bytesFrom(4, 70_003), "binary"],
  ];
}

/** Bytes of every value, the same for the same seed. */
export function bytesFrom(seed: number, length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  let state = seed;
  for (let index = 0; index < length; index++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    bytes[index] = state >>> 24;
  }
  return bytes;
}
