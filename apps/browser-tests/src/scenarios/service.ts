import type { NATSBridge, Service } from "natsbridge";

export function serve(bridge: NATSBridge): Service {
  // #region serve
  const service = bridge.serve("square", (env) => {
    const n = Number(env.payloads[0]?.[1]);
    return [["result", n * n, "dictionary"]];
  });
  // #endregion serve
  return service;
}

export async function ask(bridge: NATSBridge, output: HTMLElement): Promise<void> {
  // #region ask
  const answer = await bridge.request("square", [["n", 12, "dictionary"]], { timeout: 2_000 });
  output.textContent = String(answer.payloads[0]?.[1]);
  // #endregion ask
}
