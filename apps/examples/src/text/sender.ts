import { smartsend } from "natsbridge";

const [env, , receipt] = await smartsend("examples.text", [
  ["message", process.argv[2] ?? "Hello!", "text"],
]);
console.log(
  `Sent ${env.msg_id}: ${receipt.payloads[0]?.transport}, ${receipt.payloads[0]?.reason}`,
);
