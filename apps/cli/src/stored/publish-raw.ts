import { NatsBridgeError } from "@natsbridge/schema";
import { messageOf } from "@natsbridge/schema/base";
import type { NatsConnection, PubAck } from "@natsbridge/transport";
import { headers as createHeaders } from "nats";

/** A body with its headers, as it is. */
export interface RawMessage {
  readonly subject: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly data: Uint8Array;
}

/** Time for an acknowledgement, in ms. */
const PATIENCE = 10_000;

/** Publishes a message byte for byte; into a stream with its acknowledgement where `isStored`. */
export async function publishRaw(
  connection: NatsConnection,
  { subject, headers, data }: RawMessage,
  isStored: boolean,
): Promise<PubAck | undefined> {
  const built = createHeaders();
  for (const [name, value] of headers) built.append(name, value);
  const options = headers.length === 0 ? {} : { headers: built };
  if (!isStored) {
    connection.publish(subject, data, options);
    await connection.flush();
    return undefined;
  }
  const answer = await ask(connection, subject, data, options);
  const ack = JSON.parse(new TextDecoder().decode(answer)) as PubAck & {
    readonly error?: { readonly description?: string };
  };
  if (ack.error === undefined) return ack;
  const message = `The stream refused a message for "${subject}": ${ack.error.description}`;
  throw new NatsBridgeError({ code: "publish_failed", message });
}

async function ask(
  connection: NatsConnection,
  subject: string,
  data: Uint8Array,
  options: object,
): Promise<Uint8Array> {
  try {
    return (await connection.request(subject, data, { timeout: PATIENCE, ...options })).data;
  } catch (cause) {
    const isNobody = (cause as { readonly code?: unknown }).code === "503";
    throw new NatsBridgeError({
      code: isNobody ? "no_responders" : "publish_failed",
      message: isNobody
        ? `No stream stores "${subject}"`
        : `Publishing to "${subject}" failed: ${messageOf(cause)}`,
      cause,
    });
  }
}
