import type { BridgeStatus, NATSBridge } from "natsbridge";
import { inFlags, said } from "../said.ts";
import { sayEvent } from "./say-event.ts";

/**
 * Says on standard error what happens to the connection while messages are waited for, until the bridge closes.
 *
 * @param subject where nobody keeps what is published meanwhile.
 */
export async function tellConnection(
  bridge: NATSBridge,
  subject: string | undefined,
  json: boolean,
): Promise<void> {
  for await (const status of bridge.status()) {
    const text = sentence(status, subject);
    if (text !== undefined) sayEvent(json, { event: status.type, text }, "yellow", text);
  }
}

function sentence(status: BridgeStatus, subject: string | undefined): string | undefined {
  switch (status.type) {
    case "disconnect":
      return "connection to the broker lost; it is made again";
    case "reconnect":
      return subject === undefined
        ? "connected again"
        : `connected again; what was published to ${subject} meanwhile is lost`;
    case "login_refused":
      return `the broker refused the login (${said(status.error)}); it is asked again`;
    case "slow_consumer":
      return inFlags(status.advice);
    default:
      return undefined;
  }
}
