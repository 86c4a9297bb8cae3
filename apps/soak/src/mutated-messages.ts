import { NATSBridge, NatsBridgeError, smartreceive } from "@natsbridge/core";
import { startNatsServer } from "@natsbridge/nats-server";
import { loadVectors, randomNumbers } from "testkit";
import { mutateMessage } from "./mutate-message.ts";

/** What became of mutated messages: `values` and `errors` together are all of them. */
export interface MutatedMessageCounts {
  readonly messages: number;
  readonly values: number;
  /** By code. */
  readonly errors: Readonly<Record<string, number>>;
  /** Errors that are no NatsBridgeError: must be 0. */
  readonly untyped: number;
  /** Properties that prototypes gained: must be none. */
  readonly polluted: readonly string[];
  /** Longest time that one message took, in ms. */
  readonly slowest_ms: number;
}

/** Messages under way at once, with `subscribe`. */
const BATCH = 500;

class Outcomes {
  values = 0;
  untyped = 0;
  slowest = 0;
  readonly errors = new Map<string, number>();
  readonly #prototypes = prototypeKeys();

  error(error: unknown): void {
    if (!NatsBridgeError.isInstance(error)) this.untyped += 1;
    const code = NatsBridgeError.isInstance(error) ? error.code : String(error);
    this.errors.set(code, (this.errors.get(code) ?? 0) + 1);
  }

  get total(): number {
    return this.values + [...this.errors.values()].reduce((sum, count) => sum + count, 0);
  }

  counts(messages: number): MutatedMessageCounts {
    return {
      messages,
      values: this.values,
      errors: Object.fromEntries([...this.errors].sort()),
      untyped: this.untyped,
      polluted: prototypeKeys().filter((key) => !this.#prototypes.includes(key)),
      slowest_ms: Math.round(this.slowest),
    };
  }
}

/** Gives mutated messages, one after the other, to `smartreceive`. */
export async function mutatedIntoReceive(
  messages: number,
  progress: (text: string) => void = () => undefined,
): Promise<MutatedMessageCounts> {
  const outcomes = new Outcomes();
  let done = 0;
  for (const body of mutatedBodies(messages, 1)) {
    const started = performance.now();
    try {
      await smartreceive(body, { fileserver_download_handler: async () => Buffer.from("hello") });
      outcomes.values += 1;
    } catch (error) {
      outcomes.error(error);
    }
    outcomes.slowest = Math.max(outcomes.slowest, performance.now() - started);
    done += 1;
    if (done % 10_000 === 0) progress(`${done} mutated messages into smartreceive`);
  }
  return outcomes.counts(messages);
}

/** Publishes mutated messages to a subscription that must outlive them all; links go nowhere by the default policy. */
export async function mutatedIntoSubscribe(
  messages: number,
  progress: (text: string) => void = () => undefined,
): Promise<MutatedMessageCounts> {
  await using server = await startNatsServer();
  await using bridge = await NATSBridge.connect({ broker_url: server.url });
  const outcomes = new Outcomes();
  let wake: () => void = () => undefined;
  const subscription = bridge.subscribe("mutated", {
    concurrency: 8,
    on_poison: (error) => {
      outcomes.error(error);
      wake();
    },
  });
  await subscription.ready;
  const receiving = (async () => {
    for await (const _env of subscription) {
      outcomes.values += 1;
      wake();
    }
  })();
  let sent = 0;
  let started = performance.now();
  const batchDone = async (): Promise<void> => {
    while (outcomes.total < sent) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    outcomes.slowest = Math.max(outcomes.slowest, (performance.now() - started) / BATCH);
  };
  for (const body of mutatedBodies(messages, 2)) {
    bridge.connection.publish("mutated", body);
    sent += 1;
    if (sent % BATCH === 0) {
      await batchDone();
      started = performance.now();
    }
    if (sent % 10_000 === 0) progress(`${sent} mutated messages into subscribe`);
  }
  await batchDone();
  subscription.unsubscribe();
  await receiving;
  return outcomes.counts(messages);
}

function* mutatedBodies(count: number, seed: number): Generator<Buffer> {
  const bodies = loadVectors().map(({ envelope_base64 }) => Buffer.from(envelope_base64, "base64"));
  const next = randomNumbers(seed);
  for (let at = 0; at < count; at++) {
    yield mutateMessage(bodies[next(bodies.length)] ?? Buffer.alloc(0), next);
  }
}

function prototypeKeys(): string[] {
  const prototypes = [Object.prototype, Array.prototype, Function.prototype, String.prototype];
  return prototypes.flatMap((prototype) => Reflect.ownKeys(prototype).map(String));
}
