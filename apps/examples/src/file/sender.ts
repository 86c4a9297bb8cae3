import { openAsBlob } from "node:fs";
import { basename } from "node:path";
import { smartsend } from "natsbridge";

// A file is read as it is uploaded, not into memory.
const path = process.argv[2] ?? process.execPath;
const [, , receipt] = await smartsend("examples.file", [
  [basename(path), await openAsBlob(path), "binary"],
]);
for (const { dataname, bytes, transport, reason } of receipt.payloads) {
  console.log(`Sent ${dataname}: ${bytes} bytes, ${transport}, ${reason}`);
}
