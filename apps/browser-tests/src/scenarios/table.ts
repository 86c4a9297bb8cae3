import type { NATSBridge } from "natsbridge";

export async function send(bridge: NATSBridge): Promise<void> {
  // #region send
  const rows = [
    { id: 1, value: 0.5 },
    { id: 2, value: null },
  ];
  await bridge.smartsend("readings", [["readings", rows, "arrowtable"]]);
  // #endregion send
}

export async function receive(bridge: NATSBridge, table: HTMLTableElement): Promise<void> {
  // #region receive
  for await (const env of bridge.subscribe("readings", { rows: true })) {
    for (const [, data, type] of env.payloads) {
      if (type !== "arrowtable") continue;
      for (const { id, value } of data) {
        const row = table.insertRow();
        row.insertCell().textContent = String(id);
        row.insertCell().textContent = String(value);
      }
    }
  }
  // #endregion receive
}
