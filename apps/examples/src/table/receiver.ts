import { NATSBridge } from "natsbridge";

await using bridge = await NATSBridge.connect();
const messages = bridge.subscribe("examples.table");
await messages.ready;
console.log("Waiting on examples.table");
for await (const env of messages) {
  for (const [dataname, data, type] of env.payloads) {
    if (type !== "arrowtable") continue;
    const names = data.schema.fields.map(({ name }) => name).join(", ");
    console.log(
      `${dataname}: ${data.numRows} rows of ${names}; first id ${data.getChild("id")?.get(0)}`,
    );
  }
  break;
}
