import { Buffer } from "node:buffer";
import { NatsBridgeError } from "@natsbridge/schema/base";
import { askJetStream } from "@natsbridge/transport";
import { errorCode, NO_MESSAGE } from "./bucket.ts";
import { type DirectGetOptions, type DirectMessage, directGet } from "./direct-get.ts";
import type { ObjectStore } from "./object-store-settings.ts";
import { streamName } from "./subjects.ts";

interface StoredMessage {
  readonly message: { readonly data?: string; readonly seq: number };
}

/**
 * A batch of messages on a subject; empty when there is nothing. A bucket without `allow_direct` is read from its leader,
 * message by message.
 *
 * @throws NatsBridgeError as {@link directGet}, or as JetStream answers.
 */
export async function getMessages(
  store: ObjectStore,
  options: DirectGetOptions,
): Promise<readonly DirectMessage[]> {
  try {
    return await directGet(store, options);
  } catch (error) {
    if (!NatsBridgeError.isInstance(error) || error.code !== "no_responders") throw error;
  }
  const found = await nextMessage(store, options);
  return found === undefined ? [] : [found];
}

async function nextMessage(
  { connection, bucket, timeout, domain, api_prefix }: ObjectStore,
  { subject, sequence, signal }: DirectGetOptions,
): Promise<DirectMessage | undefined> {
  signal.throwIfAborted();
  try {
    const { message } = await askJetStream<StoredMessage>(
      connection,
      `STREAM.MSG.GET.${streamName(bucket)}`,
      { seq: sequence, next_by_subj: subject },
      { timeout, domain, api_prefix },
    );
    const data = Buffer.from(message.data ?? "", "base64");
    return { data, sequence: message.seq, pending: undefined };
  } catch (error) {
    if (errorCode(error) === NO_MESSAGE) return undefined;
    throw error;
  }
}
