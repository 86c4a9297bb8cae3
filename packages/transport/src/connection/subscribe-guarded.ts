import { messageOf, warnProgram } from "@natsbridge/schema/base";
import type { NatsConnection, NatsSubscribeOptions, NatsSubscription } from "./nats-connection.ts";

/**
 * Subscribes with a callback whose exceptions go to `onFault`. In the clients an exception of a callback ends the loop
 * that reads from the server, in silence: the connection stays open and is deaf from then on. Every callback that this
 * project hands to a NATS client goes through here.
 *
 * @param onFault Default: a warning of the process, or of the console in a browser.
 */
export function subscribeGuarded(
  connection: NatsConnection,
  subject: string,
  options: NatsSubscribeOptions & Required<Pick<NatsSubscribeOptions, "callback">>,
  onFault: (fault: unknown) => void = warn,
): NatsSubscription {
  const { callback } = options;
  const told = (fault: unknown) => {
    try {
      onFault(fault);
    } catch (worse) {
      warn(worse);
    }
  };
  return connection.subscribe(subject, {
    ...options,
    callback: (error, message) => {
      try {
        const result: unknown = callback(error, message);
        if (result instanceof Promise) result.catch(told);
      } catch (fault) {
        told(fault);
      }
    },
  });
}

function warn(fault: unknown): void {
  warnProgram(`A callback of a NATS subscription failed: ${messageOf(fault)}`, "callback_failed");
}
