import { openAsBlob } from "node:fs";
import type { NATSBridge } from "natsbridge";

export async function send(bridge: NATSBridge, photo: string): Promise<void> {
  // #region send
  await bridge.smartsend("chat", [
    ["message", "Look at this!", "text"],
    ["photo", await openAsBlob(photo), "image"],
  ]);
  // #endregion send
}

export async function receive(bridge: NATSBridge): Promise<void> {
  // #region receive
  for await (const env of bridge.subscribe("chat")) {
    for (const [dataname, data, type] of env.payloads) {
      if (type === "text") console.log(dataname, data);
      if (type === "image") console.log(dataname, data.byteLength, "bytes");
    }
  }
  // #endregion receive
}
