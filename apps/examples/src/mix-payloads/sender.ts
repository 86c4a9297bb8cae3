import { smartsend } from "natsbridge";
import { makePng } from "../demo/make-png.ts";
import { makeWav } from "../demo/make-wav.ts";

const [, , receipt] = await smartsend("examples.mix", [
  ["message", "A picture, a sound and what they are about", "text"],
  ["config", { step_size: 0.01, tags: ["demo"] }, "dictionary"],
  [
    "users",
    [
      { id: 1, name: "Alice" },
      { id: 2, name: "Bob" },
    ],
    "jsontable",
  ],
  ["picture", makePng(320, 200, (x, y) => [x % 256, y, 128]), "image"],
  ["sound", makeWav(15), "audio"],
]);
for (const { dataname, bytes, transport, reason } of receipt.payloads) {
  console.log(`Sent ${dataname}: ${bytes} bytes, ${transport}, ${reason}`);
}
