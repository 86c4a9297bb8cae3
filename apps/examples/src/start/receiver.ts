import { NATSBridge } from "natsbridge";

const bridge = await NATSBridge.connect();
const messages = bridge.subscribe("chat");
await messages.ready; // from here on nothing is missed
console.log("Waiting on chat");

for await (const env of messages) {
  for (const [dataname, data, type] of env.payloads) {
    if (type === "arrowtable") console.log(dataname, data.toArray());
    else if (type === "video") console.log(dataname, data.byteLength, "bytes");
    else console.log(dataname, data);
  }
  break; // one message is enough here
}
await bridge.close();
