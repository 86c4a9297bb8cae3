import { NatsBridgeError } from "@natsbridge/core";
import type { FirstMessage } from "./first-message.ts";
import { BadJob } from "./job.ts";

/** What `receive`, `reply` and `consume` wait for, until it is collected. */
export class Registrations {
  readonly #waiting = new Map<string, Promise<FirstMessage>>();
  #count = 0;

  /** Keeps the promise of one message; gives the handle to collect it by. */
  add(message: Promise<FirstMessage>): string {
    const handle = String(++this.#count);
    // Whoever collects it sees the error; nobody need collect.
    message.catch(() => undefined);
    this.#waiting.set(handle, message);
    return handle;
  }

  /** @throws NatsBridgeError `timeout`, or what went wrong with the message. */
  async collect(handle: string, timeout_ms: number): Promise<FirstMessage> {
    const message = this.#waiting.get(handle);
    if (message === undefined) throw new BadJob(`there is no handle ${handle}`);
    this.#waiting.delete(handle);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () =>
          reject(
            new NatsBridgeError({
              code: "timeout",
              message: `no message came within ${timeout_ms} ms`,
            }),
          ),
        timeout_ms,
      );
    });
    return Promise.race([message, late]).finally(() => clearTimeout(timer));
  }
}
