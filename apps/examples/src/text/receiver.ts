import { NATSBridge } from "natsbridge";

await using bridge = await NATSBridge.connect();
const messages = bridge.subscribe("examples.text");
await messages.ready;
console.log("Waiting on examples.text");
for await (const env of messages) {
  for (const [dataname, data, type] of env.payloads) {
    if (type === "text") console.log(`${dataname}: ${data}`);
  }
  break;
}
