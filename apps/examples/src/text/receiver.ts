import { NATSBridge } from "natsbridge";

await using bridge = await NATSBridge.connect();
const messages = await bridge.subscribe("examples.text");
console.log("Waiting on examples.text");
for await (const env of messages) {
  for (const [dataname, data, type] of env.payloads) {
    if (type === "text") console.log(`${dataname}: ${data}`);
  }
  break;
}
