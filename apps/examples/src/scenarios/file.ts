import { openAsBlob } from "node:fs";
import type { NATSBridge } from "natsbridge";

export async function send(bridge: NATSBridge, path: string): Promise<void> {
  // #region send
  const film = await openAsBlob(path); // read as it is uploaded, never as a whole
  await bridge.smartsend("films", [["film", film, "video"]]);
  // #endregion send
}

export async function receive(bridge: NATSBridge, path: string): Promise<void> {
  // #region receive
  for await (const env of bridge.subscribe("films", { lazy: true })) {
    for (const [dataname, film] of env.payloads) {
      await film.saveTo(path); // whole and checked, or not there at all
      console.log(dataname, film.size, "bytes");
    }
  }
  // #endregion receive
}
