import { NatsBridgeError } from "@natsbridge/schema/base";
import type { NatsStatus } from "../connection/status.ts";
import { apiPrefix } from "../jetstream/jetstream-place.ts";
import type { ConsumeMessagesOptions } from "./consume-options.ts";

/** Subject on which messages of a consumer are asked for. */
export function nextSubject(options: ConsumeMessagesOptions, consumer: string): string {
  return `${apiPrefix(options)}.CONSUMER.MSG.NEXT.${options.stream}.${consumer}`;
}

/**
 * The error that an event of the connection means for a consumption: the server says only there that it does not let
 * this user ask for messages, or settle them.
 */
export function consumeDenied(
  event: NatsStatus,
  options: ConsumeMessagesOptions,
  consumer: string,
): NatsBridgeError | undefined {
  if (event.type !== "permission" || event.operation !== "publish") return undefined;
  const { stream } = options;
  const names = `${stream}.${consumer}`;
  const isPull = event.subject === nextSubject(options, consumer);
  // Servers of a domain put it, and the account, before the names.
  const isSettlement = event.subject.startsWith("$JS.ACK.") && event.subject.includes(`.${names}.`);
  if (!isPull && !isSettlement) return undefined;
  const what = isPull ? "take messages from" : "acknowledge messages of";
  const right = isPull ? event.subject : `$JS.ACK.${names}.>`;
  return new NatsBridgeError({
    code: "permission_denied",
    message: `The server does not allow this user to ${what} consumer "${consumer}" of stream "${stream}". Ask for the publish permission on "${right}"`,
  });
}

/** The error of a pull that the server refuses for good. */
export function refusedError(stream: string, said: string): NatsBridgeError {
  return new NatsBridgeError({
    code: said.startsWith("403") ? "permission_denied" : "invalid_config",
    message: `The server refuses to give messages of stream "${stream}": ${said}`,
  });
}

/** A pull that just found no more messages in its time. */
const ROUTINE = /^(404|408) /;

/** Refusals that asking again does not change. */
const HOPELESS = /^(400|403) |exceeded maxrequest|push based/i;

/** What the end of a pull means, such as `"409 Leadership Change"`: ask again, look after the consumer, or give up. */
export function pullEnd(said: string): "routine" | "passing" | "hopeless" {
  if (ROUTINE.test(said)) return "routine";
  return HOPELESS.test(said) ? "hopeless" : "passing";
}
