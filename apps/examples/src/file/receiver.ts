import { join } from "node:path";
import { NATSBridge } from "natsbridge";

const folder = process.argv[2] ?? ".";
await using bridge = await NATSBridge.connect();
const messages = bridge.subscribe("examples.file", { lazy: true });
await messages.ready;
console.log("Waiting on examples.file");
for await (const env of messages) {
  // Datanames are foreign input: never a path.
  for (const [index, [dataname, file]] of env.payloads.entries()) {
    const path = join(folder, `received-${index}.bin`);
    await file.saveTo(path);
    console.log(`Saved ${dataname} as ${path}: ${file.size} bytes, checksum verified`);
  }
  break;
}
