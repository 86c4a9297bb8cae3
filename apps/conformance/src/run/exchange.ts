import type { PeerName } from "../cases/dimensions.ts";
import type { JobOptions } from "../worker/job.ts";
import type { Context } from "./context.ts";
import type { Answer, PeerClient } from "./peer-client.ts";
import { receiveOptionsFor, type Sending, sendJob } from "./send-job.ts";
import { tapWire } from "./wire-tap.ts";

/** One message from one sender to any number of receivers. */
export interface Exchange extends Sending {
  readonly sender: PeerClient;
  readonly receivers: readonly PeerClient[];
  readonly receiveOptions?: JobOptions;
  /** How receivers tell what came. Default: `digest`. */
  readonly answer?: "full" | "digest";
}

export interface Exchanged {
  readonly sent: Answer;
  /** The message as the server gave it out; undefined where there was none. */
  readonly body: Uint8Array | undefined;
  readonly received: ReadonlyMap<PeerName, Answer>;
}

const COLLECT_TIMEOUT_MS = 30_000;

/** Lets the receivers subscribe, the sender send, and collects what came of it. */
export async function exchange(context: Context, wanted: Exchange): Promise<Exchanged> {
  const { sender, receivers, broker, subject } = wanted;
  const tap = await tapWire(context.brokers[broker], subject);
  try {
    const standing = await Promise.all(
      receivers.map((receiver) =>
        receiver.ask({
          op: "receive",
          subject,
          options: { ...receiveOptionsFor(context, receiver, broker), ...wanted.receiveOptions },
        }),
      ),
    );
    const sent = await sender.ask(sendJob(context, sender, wanted));
    const isSent = sent.ok === true;
    const received = await Promise.all(
      receivers.map(async (receiver, index): Promise<[PeerName, Answer]> => {
        const { name } = receiver.declaration;
        const registered = standing[index];
        if (registered?.handle === undefined) return [name, registered ?? {}];
        const timeout_ms = isSent ? COLLECT_TIMEOUT_MS : 1;
        const { answer = "digest" } = wanted;
        const { handle } = registered;
        return [name, await receiver.ask({ op: "collect", handle, timeout_ms, answer })];
      }),
    );
    return { sent, body: await tap.first(isSent), received: new Map(received) };
  } finally {
    tap.close();
  }
}
