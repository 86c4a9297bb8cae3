import type { NATSBridge } from "natsbridge";

export async function send(bridge: NATSBridge, slider: HTMLInputElement): Promise<void> {
  // #region send
  const config = { step_size: slider.valueAsNumber }; // an <input type="range">
  await bridge.smartsend("control", [["config", config, "dictionary"]]);
  // #endregion send
}

export async function receive(bridge: NATSBridge, output: HTMLElement): Promise<void> {
  // #region receive
  for await (const env of bridge.subscribe("control")) {
    for (const [dataname, data] of env.payloads) {
      output.textContent = `${dataname} ${JSON.stringify(data)}`;
    }
  }
  // #endregion receive
}
