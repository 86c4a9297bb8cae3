/** What a user writes in TypeScript, strictly: values are typed by their payload type, both ways. */
export const SAMPLE_PROGRAM = `
import { NATSBridge, NatsBridgeError, smartreceive, smartsend } from "natsbridge";
import type { BridgeOptions, ReceivedEnvelope, SmartSendOptions } from "natsbridge";
import { rowsFromTable, tableFromRows } from "natsbridge/arrow";
import { createHttpFileServer } from "@natsbridge/fileserver-http";
import { createS3FileServer } from "@natsbridge/fileserver-s3";
import { createLocalFileServer } from "@natsbridge/fileserver-local";
import { createPlikFileServer } from "@natsbridge/fileserver-plik";
import * as objectStore from "@natsbridge/fileserver-objectstore";
import * as natsServer from "@natsbridge/nats-server";
import * as codecs from "@natsbridge/codecs";
import * as schema from "@natsbridge/schema";
import * as transport from "@natsbridge/transport";

export const others = [objectStore, natsServer, codecs, schema, transport];
export const stores = [createHttpFileServer, createS3FileServer, createLocalFileServer, createPlikFileServer];

const options: SmartSendOptions = { size_threshold: 10 };
const defaults: BridgeOptions = { broker_url: "nats://localhost", ...options };

export async function main(): Promise<ReceivedEnvelope> {
  await using bridge = await NATSBridge.connect(defaults);
  const [env, text, receipt] = await bridge.smartsend("a", [
    ["text", "a", "text"],
    ["rows", [{ id: 1 }], "jsontable"],
    ["table", tableFromRows([{ id: 1 }]), "arrowtable"],
    ["bytes", new Uint8Array(1), "binary"],
  ]);
  const transportOf: "direct" | "link" | undefined = receipt.payloads[0]?.transport;
  const id: string = env.msg_id + transportOf;
  const received = await smartreceive(text);
  for (const [dataname, data, type] of received.payloads) {
    if (type === "text") console.log(dataname.length, data.toUpperCase(), id);
    if (type === "arrowtable") console.log(rowsFromTable(data).length);
    if (type === "binary") console.log(data.byteLength);
  }
  const lazy = await smartreceive(text, { lazy: true });
  for (const [, handle] of lazy.payloads) console.log((await handle.bytes()).length);
  try {
    await smartsend("a", [["text", "1", "text"]]);
  } catch (error) {
    if (NatsBridgeError.isInstance(error)) console.log(error.code);
  }
  return received;
}
`;

/** What must not compile: a number is no text. */
export const WRONG_PROGRAM = `
import { smartsend } from "natsbridge";
void smartsend("a", [["text", 1, "text"]]);
`;
