import { smartsend } from "natsbridge";

const [, , receipt] = await smartsend("chat", [
  ["message", "Look at this!", "text"],
  ["film", new Uint8Array(5_000_000), "video"],
  [
    "readings",
    [
      { id: 1, value: 0.5 },
      { id: 2, value: null },
    ],
    "arrowtable",
  ],
]);
for (const { dataname, transport, reason } of receipt.payloads) {
  console.log(`${dataname}: ${transport}, because ${reason}`);
}
