import { NatsBridgeError } from "@natsbridge/schema/base";
import { type Outcome, publishError } from "../publish/publish-error.ts";
import type { JetStreamRefusal } from "./jetstream-refusal.ts";

/** The error where no stream takes a subject; `silent` where one may exist and has no leader now. */
export function noStreamError(
  subject: string,
  kind: "none" | "disabled" | "silent",
  outcome: Outcome,
  cause?: unknown,
): NatsBridgeError {
  const name =
    subject
      .replace(/[^a-z0-9]+/gi, "_")
      .replace(/^_|_$/g, "")
      .toUpperCase() || "STREAM";
  const messages = {
    none: `No JetStream stream covers "${subject}". Make one, as in ensureStream(connection, { name: "${name}", subjects: ["${subject}"] }), or publish without jetstream`,
    disabled: `JetStream is not enabled for this user, so no stream covers "${subject}". Start nats-server with JetStream (-js) and enable it for the account, or publish without jetstream`,
    silent: `No JetStream stream answered for "${subject}": none covers it, or it has no leader at present. Look at it with "nats stream ls", or make one with ensureStream`,
  };
  return new NatsBridgeError({
    code: "no_responders",
    message: messages[kind],
    isRetryable: kind === "silent",
    details: { outcome },
    cause,
  });
}

/** The error where a stream refused a message. */
export function refusalError(
  subject: string,
  bytes: number,
  outcome: Outcome,
  refusal: JetStreamRefusal,
): NatsBridgeError {
  if (!refusal.isTooLarge) {
    const wayOut = refusal.isUnexpected
      ? ", since another message came first: read what is there now, and expect that"
      : "";
    return publishError(
      subject,
      `JetStream answered "${refusal.message}" (${refusal.err_code})${wayOut}`,
      outcome,
      refusal,
    );
  }
  const limit = refusal.max_msg_size?.toLocaleString("en-US") ?? "smaller";
  return new NatsBridgeError({
    code: "payload_too_large",
    message: `The message for "${subject}" has ${bytes.toLocaleString("en-US")} bytes before headers; max_msg_size of its stream is ${limit}. Send large payloads as links, or raise max_msg_size`,
    details: { outcome },
    cause: refusal,
  });
}
