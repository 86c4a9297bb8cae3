import { NATSBridge } from "natsbridge";

await using bridge = await NATSBridge.connect();
const messages = bridge.subscribe("examples.mix");
await messages.ready;
console.log("Waiting on examples.mix");
for await (const env of messages) {
  for (const [dataname, data, type] of env.payloads) {
    if (type === "text") console.log(`${dataname}: ${data}`);
    else if (type === "dictionary") console.log(`${dataname}: ${JSON.stringify(data)}`);
    else if (type === "jsontable") console.log(`${dataname}: ${data.length} rows`);
    else if (type === "arrowtable") console.log(`${dataname}: ${data.numRows} rows`);
    else console.log(`${dataname}: ${type} of ${data.byteLength} bytes`);
  }
  break;
}
