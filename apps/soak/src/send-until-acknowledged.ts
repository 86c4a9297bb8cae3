import { setTimeout as delay } from "node:timers/promises";
import { NatsBridgeError, type Sent } from "@natsbridge/core";

const RETRY_WAIT = 200;

/** How sends failed, by code and outcome, before they were repeated. */
export type SendFailures = Record<string, number>;

/** Sends as an application does that must not lose anything: the same message again until it is acknowledged. */
export async function sendUntilAcknowledged(
  send: () => Promise<Sent>,
  failures: SendFailures,
): Promise<void> {
  for (;;) {
    try {
      await send();
      return;
    } catch (error) {
      if (!NatsBridgeError.isInstance(error)) throw error;
      const kind = [error.code, error.details.outcome].filter(Boolean).join("/");
      failures[kind] = (failures[kind] ?? 0) + 1;
      await delay(RETRY_WAIT);
    }
  }
}
