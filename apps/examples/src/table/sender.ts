import { smartsend } from "natsbridge";

const rows = Array.from({ length: 1_000_000 }, (_, index) => ({
  id: index + 1,
  value: Math.random(),
}));
const [, , receipt] = await smartsend("examples.table", [["table_data", rows, "arrowtable"]]);
for (const { dataname, bytes, transport, reason } of receipt.payloads) {
  console.log(`Sent ${dataname}: ${bytes} bytes, ${transport}, ${reason}`);
}
