import type { NatsConnection } from "nats";
import type { Sample } from "../benchmark.ts";
import { inParallel } from "../in-parallel.ts";

/** How messages pass from one end to the other. */
export interface PassOptions {
  readonly messages: number;
  /** Sends under way at once. */
  readonly inFlight: number;
  /** Messages sent and not yet read at most: a server cuts off who lags too far behind. */
  readonly maxLag: number;
  readonly send: (subject: string) => unknown;
  readonly read: (message: { readonly data: Uint8Array }) => unknown;
}

/** Sends messages and reads them in the same process, until all were read. */
export async function pass(
  reader: NatsConnection,
  { messages, inFlight, maxLag, send, read }: PassOptions,
): Promise<Sample> {
  const subject = `pass.${crypto.randomUUID()}`;
  const subscription = reader.subscribe(subject, { max: messages });
  await reader.flush();
  let sent = 0;
  let got = 0;
  const reading = (async () => {
    for await (const message of subscription) {
      await read(message);
      got += 1;
    }
  })();
  return timed(async () => {
    await inParallel(messages, inFlight, async () => {
      await send(subject);
      sent += 1;
      while (sent - got > maxLag) await new Promise((resolve) => setImmediate(resolve));
    });
    await reading;
  });
}

/** Time and processor time of some work. */
export async function timed(work: () => Promise<unknown>): Promise<Sample> {
  const before = process.cpuUsage();
  const start = performance.now();
  await work();
  const figure = performance.now() - start;
  const { user, system } = process.cpuUsage(before);
  return { figure, cpu: (user + system) / 1000 };
}
