import type { Job, JobOptions, JobPayload } from "../worker/job.ts";
import type { Context } from "./context.ts";
import type { PeerClient } from "./peer-client.ts";
import type { BrokerName } from "./servers.ts";

export interface Sending {
  readonly broker: BrokerName;
  readonly subject: string;
  readonly payloads: readonly JobPayload[];
  readonly options?: JobOptions;
}

/** A `send` with addresses and ids of fixed length filled in. */
export function sendJob(
  context: Context,
  sender: PeerClient,
  { broker, subject, payloads, options }: Sending,
): Job {
  return {
    op: "send",
    subject,
    payloads,
    options: {
      broker_url: context.brokers[broker].urlFor(sender.declaration),
      fileserver_url: context.fileserverUrl,
      correlation_id: crypto.randomUUID(),
      msg_id: crypto.randomUUID(),
      sender_id: crypto.randomUUID(),
      ...options,
    },
  };
}

/** Options of whoever receives what {@link sendJob} sends. */
export function receiveOptionsFor(
  context: Context,
  receiver: PeerClient,
  broker: BrokerName,
): JobOptions {
  return {
    broker_url: context.brokers[broker].urlFor(receiver.declaration),
    fileserver_url: context.fileserverUrl,
  };
}
