import type { NatsConnection } from "nats";

/** A payload to send, or one that was received. */
export type SeedPayload = readonly [dataname: string, data: string | Uint8Array, type: string];

/**
 * The send of the original specification, written out: every payload in the message, no checksum, nothing checked, and
 * nothing waited for.
 */
export async function seedSend(
  connection: NatsConnection,
  subject: string,
  data: readonly SeedPayload[],
): Promise<[env: object, env_json_str: string]> {
  const payloads: object[] = [];
  for (const [dataname, payloadData, payload_type] of data) {
    const bytes = await serializeData(payloadData);
    payloads.push({
      id: generateUUID(),
      dataname,
      payload_type,
      transport: "direct",
      encoding: "base64",
      size: bytes.byteLength,
      data: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64"),
      metadata: {},
    });
  }
  const env = {
    correlation_id: generateUUID(),
    msg_id: generateUUID(),
    timestamp: new Date().toISOString(),
    send_to: subject,
    msg_purpose: "chat",
    sender_name: "NATSBridge",
    sender_id: generateUUID(),
    receiver_name: "",
    receiver_id: "",
    reply_to: "",
    reply_to_msg_id: "",
    broker_url: "nats://localhost:4222",
    metadata: {},
    payloads,
  };
  const env_json_str = JSON.stringify(env);
  await publishMessage(connection, subject, env_json_str);
  return [env, env_json_str];
}

/** The receive of the original specification, written out: neither envelope nor payloads are checked. */
export async function seedReceive(message: { readonly data: Uint8Array }): Promise<object> {
  const env: SeedEnvelope = JSON.parse(new TextDecoder().decode(message.data));
  const payloads: SeedPayload[] = [];
  for (const { dataname, payload_type, data } of env.payloads) {
    const bytes = Buffer.from(data, "base64");
    payloads.push([dataname, await deserializeData(bytes, payload_type), payload_type]);
  }
  return { ...env, payloads };
}

interface SeedEnvelope {
  readonly payloads: readonly {
    readonly dataname: string;
    readonly payload_type: string;
    readonly data: string;
  }[];
}

async function publishMessage(
  connection: NatsConnection,
  subject: string,
  message: string,
): Promise<void> {
  connection.publish(subject, message);
}

async function serializeData(data: string | Uint8Array): Promise<Uint8Array> {
  return typeof data === "string" ? new TextEncoder().encode(data) : data;
}

async function deserializeData(bytes: Uint8Array, type: string): Promise<string | Uint8Array> {
  return type === "text" ? new TextDecoder().decode(bytes) : bytes;
}

function generateUUID(): string {
  return "xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx".replace(/[xy]/g, (c) => {
    const r = (Math.random() * 16) | 0;
    return (c === "x" ? r : (r & 0x3) | 0x8).toString(16);
  });
}
