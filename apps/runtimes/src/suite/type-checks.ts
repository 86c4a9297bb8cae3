import type { SendPayload } from "natsbridge";
import { rowsFromTable } from "natsbridge/arrow";
import type { Check } from "./check.ts";
import { expectSame } from "./expect.ts";
import { sampleBytes } from "./sample-bytes.ts";

/** A payload of every type, with values that a careless runtime would change. */
const PAYLOADS: readonly SendPayload[] = [
  ["text", "\uFEFFGrüße, 世界 🎉 \u0000 <b>not bold</b>\n", "text"],
  ["dictionary", { deep: [{ big: 2n ** 63n, none: null }], ключ: -1.5e300 }, "dictionary"],
  [
    "jsontable",
    [
      { id: 1, name: "Ada" },
      { id: 2, name: null },
    ],
    "jsontable",
  ],
  [
    "arrowtable",
    [
      { id: 1, name: "Ada", score: 1.5 },
      { id: 2, name: null, score: -0.25 },
    ],
    "arrowtable",
  ],
  ["image", sampleBytes(1, 1_000), "image"],
  ["audio", sampleBytes(2, 2_001), "audio"],
  ["video", sampleBytes(3, 3_002), "video"],
  ["../../etc/passwd", sampleBytes(4, 70_003), "binary"],
];

/** Each type goes to a peer in Node and comes back the same, in the message and through the file server. */
export const typeChecks: readonly Check[] = (["direct", "link"] as const).flatMap((transport) =>
  PAYLOADS.map(
    ([dataname, data, type]): Check => ({
      name: `${type} ${transport}`,
      async run({ bridge }) {
        const size_threshold = transport === "link" ? 1 : 1_000_000;
        const sent = [[dataname, data, type]] as SendPayload[];
        const answer = await bridge.request(`echo.${transport}`, sent, {
          size_threshold,
          timeout: 20_000,
        });
        const received = answer.payloads.map(([name, value, itsType]) => [
          name,
          itsType === "arrowtable" ? rowsFromTable(value) : value,
          itsType,
        ]);
        expectSame(received, sent);
        const [info] = answer.payload_info;
        expectSame([info?.transport, info?.verified], [transport, true]);
      },
    }),
  ),
);
