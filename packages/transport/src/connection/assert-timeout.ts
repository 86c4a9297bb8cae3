import { NatsBridgeError } from "@natsbridge/schema";

/**
 * Refuses what is no time-out in ms: not a number, not above 0.
 *
 * @throws NatsBridgeError `invalid_config`, naming the option.
 */
export function assertTimeout(name: string, timeout: number): void {
  if (typeof timeout === "number" && timeout > 0) return;
  const message = `${name} must be a number of ms above 0, not ${String(timeout)}`;
  throw new NatsBridgeError({ code: "invalid_config", message });
}
