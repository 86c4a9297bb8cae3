import type { NATSBridge } from "natsbridge";

export async function send(bridge: NATSBridge): Promise<void> {
  // #region send
  await bridge.smartsend("control", [["config", { step_size: 0.01 }, "dictionary"]]);
  // #endregion send
}

export async function receive(bridge: NATSBridge): Promise<void> {
  // #region receive
  for await (const env of bridge.subscribe("control")) {
    for (const [dataname, data] of env.payloads) console.log(dataname, data);
  }
  // #endregion receive
}
