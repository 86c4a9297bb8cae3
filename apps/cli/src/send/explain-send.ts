import type { FileServer, StoredFile } from "@natsbridge/fileserver";
import { DEFAULT_MAX_PAYLOAD, escapeControls } from "@natsbridge/schema";
import { connect, type NatsConnection } from "@natsbridge/transport";
import { type SendPayload, type SmartSendOptions, smartsend } from "natsbridge";
import { connectOptions } from "../settings/connect-options.ts";
import type { GlobalFlags } from "../settings/global-flags.ts";
import { jsonLines } from "../show/json-lines.ts";
import { paint } from "../terminal/paint.ts";
import { print, printJson } from "../terminal/print.ts";
import { showReceipt } from "./show-receipt.ts";

/** Time that the broker has to tell its limit, in ms. */
const PATIENCE = 1_000;

/** Shows how a message would be sent and what it would be; nothing is uploaded or published. */
export async function explainSend(
  subject: string,
  values: readonly SendPayload[],
  options: SmartSendOptions,
  flags: GlobalFlags,
): Promise<number> {
  const connection = await reach(flags);
  try {
    const [env, , receipt] = await smartsend(subject, values, {
      ...options,
      is_publish: false,
      fileserver: nowhere,
      nats_connection: connection,
    });
    const max_payload = connection?.info?.max_payload;
    if (flags.json) {
      const { headers } = options;
      const plan = { subject, max_payload: max_payload ?? null, ...(headers && { headers }) };
      printJson({ ...plan, ...receipt, message: env });
      return 0;
    }
    const limit = (max_payload ?? DEFAULT_MAX_PAYLOAD).toLocaleString("en-US");
    const source =
      max_payload === undefined ? "no broker answered; its default is assumed" : "of the broker";
    showReceipt(subject, receipt, "would go to");
    print(paint("dim", `max_payload ${limit} bytes, ${source}. Nothing was sent.`));
    print();
    for (const [name, value] of Object.entries(options.headers ?? {})) {
      print(escapeControls(`${name}: ${value}`));
    }
    if (options.headers) print();
    for (const line of jsonLines(env, true)) print(line);
    return 0;
  } finally {
    await connection?.close();
  }
}

async function reach(flags: GlobalFlags): Promise<NatsConnection | undefined> {
  const { servers, connection_options } = await connectOptions(flags);
  try {
    return await connect({
      servers,
      connection_options,
      connect_timeout: PATIENCE,
      reconnect: false,
    });
  } catch {
    return undefined;
  }
}

/** Takes an upload and keeps nothing. */
const nowhere: FileServer = {
  name: "explain",
  capabilities: { range: false, ttl: false, remove: false, streaming: true, crossOrigin: false },
  async upload(name, body): Promise<StoredFile> {
    if (body instanceof ReadableStream) await body.pipeTo(new WritableStream());
    const url = `https://file-server.invalid/${encodeURIComponent(name)}`;
    return { url, uploadid: "explain", fileid: "explain", status: 200 };
  },
  download() {
    return Promise.reject(new Error("Nothing was uploaded"));
  },
};
