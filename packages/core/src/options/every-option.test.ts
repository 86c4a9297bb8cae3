import { deserializeData, parseJson, serializeData } from "@natsbridge/codecs";
import { rowsFromTable, tableFromIpc, tableFromRows, tableToIpc } from "@natsbridge/codecs/arrow";
import { createLinkPolicy, downloadBytes, fetchWithBackoff } from "@natsbridge/fileserver";
import { createHttpFileServer } from "@natsbridge/fileserver-http";
import { createLocalFileServer } from "@natsbridge/fileserver-local";
import {
  createObjectStoreFileServer,
  createObjectStoreGateway,
} from "@natsbridge/fileserver-objectstore";
import { createPlikFileServer } from "@natsbridge/fileserver-plik";
import { createS3FileServer } from "@natsbridge/fileserver-s3";
import { type NatsServer, startNatsServer } from "@natsbridge/nats-server";
import { NatsBridgeError } from "@natsbridge/schema";
import {
  connect,
  consumeMessages,
  ensureStream,
  type NatsConnection,
  PublishFlow,
  publishMessage,
  request,
  subscribe,
} from "@natsbridge/transport";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { NATSBridge } from "../bridge/nats-bridge.ts";
import { smartreceive } from "../smartreceive.ts";
import { smartsend } from "../smartsend.ts";

/** What every option is tried with. */
const PROBES = { NaN, Infinity, "-1": -1, "3e9": 3e9, '"1"': "1", "{}": {} } as const;
type Probe = keyof typeof PROBES;

/** Which of them an option of a kind takes. */
const KINDS = {
  /** A whole number from 1. */
  count: ["3e9"],
  /** A whole number of bytes; infinite ones lift a limit. */
  bytes: ["3e9"],
  "infinite bytes": ["3e9", "Infinity"],
  /** A time in ms: what is longer than a timer can be is clamped. */
  duration: ["3e9"],
  "infinite duration": ["3e9", "Infinity"],
  /** -1 is the server's word for no limit. */
  "limit of the server": ["3e9", "-1"],
  text: ['"1"'],
  boolean: [],
  choice: [],
  function: [],
  list: [],
  url: [],
  object: ["{}"],
  tool: [],
  /** A port, or a time to live that has an end. */
  bounded: [],
} as const satisfies Record<string, readonly Probe[]>;
type Kind = keyof typeof KINDS;

interface Call {
  readonly name: string;
  /** Makes the call with one option. What it begins is ended by the test. */
  call(option: Record<string, unknown>): unknown;
  readonly options: Readonly<Record<string, Kind>>;
}

const PAYLOADS = [["a", "b", "text"]] as const;
const MESSAGE = JSON.stringify({ correlation_id: "c", msg_id: "m", payloads: [] });
const ENDED = AbortSignal.abort();

let server: NatsServer;
let connection: NatsConnection;
let bridge: NATSBridge;
beforeAll(async () => {
  server = await startNatsServer({ jetstream: true });
  connection = await connect({ servers: server.url });
  bridge = await NATSBridge.connect({ nats_connection: connection });
  await ensureStream(connection, { name: "S", subjects: ["s.>"] });
});
afterAll(async () => {
  await connection.close();
  await server.stop();
});

const SENDING = {
  broker_url: "text",
  fileserver_url: "url",
  fileserver: "tool",
  size_threshold: "infinite bytes",
  correlation_id: "text",
  msg_id: "text",
  msg_purpose: "text",
  sender_name: "text",
  sender_id: "text",
  receiver_name: "text",
  receiver_id: "text",
  reply_to: "text",
  reply_to_msg_id: "text",
  is_publish: "boolean",
  allow_system_reply: "boolean",
  connection_options: "object",
  metadata: "object",
  headers: "object",
  jetstream: "object",
  arrow_compression: "choice",
  flow: "tool",
  fileserver_upload_handler: "function",
} as const;
const RECEIVING = {
  fileservers: "list",
  fileserver_download_handler: "function",
  allowed_link_origins: "list",
  max_download_bytes: "infinite bytes",
  max_retries: "count",
  base_delay: "duration",
  max_delay: "duration",
  headers_timeout: "duration",
  idle_timeout: "duration",
  total_timeout: "duration",
  min_speed: "bytes",
  max_message_bytes: "infinite bytes",
  unsafe_integers: "choice",
} as const;
const FOLLOWING = { signal: "tool", on_progress: "function", logger: "tool" } as const;
const HTTP = { fetch: "function", headers: "object" } as const;
const DOWNLOADING = {
  label: "text",
  max_bytes: "infinite bytes",
  size: "bytes",
  idle_timeout: "duration",
  total_timeout: "duration",
  min_speed: "bytes",
  claim: "function",
  onRetry: "function",
  onProgress: "function",
} as const;

const CALLS: readonly Call[] = [
  {
    name: "smartsend",
    call: (option) => smartsend("x", PAYLOADS, { is_publish: false, ...option }),
    options: { ...SENDING, ...FOLLOWING },
  },
  {
    name: "smartreceive",
    call: (option) => smartreceive(MESSAGE, option),
    options: { ...RECEIVING, fileserver_url: "url", lazy: "boolean", ...FOLLOWING },
  },
  {
    name: "NATSBridge.connect",
    call: async (option) => {
      await (await NATSBridge.connect({ broker_url: server.url, ...option })).close();
    },
    options: {
      ...RECEIVING,
      fileserver_url: "url",
      size_threshold: "infinite bytes",
      connect_timeout: "infinite duration",
      drain_timeout: "infinite duration",
      max_bytes_per_second: "infinite bytes",
      max_unflushed_bytes: "infinite bytes",
      ...FOLLOWING,
    },
  },
  {
    name: "bridge.subscribe",
    call: (option) => bridge.subscribe("x", option).unsubscribe(),
    options: { queue: "text", concurrency: "count", on_poison: "function", ...RECEIVING },
  },
  {
    name: "bridge.request",
    call: (option) => bridge.request("nobody", PAYLOADS, option),
    options: { timeout: "infinite duration", ...RECEIVING, sender_name: "text" },
  },
  {
    name: "bridge.consume",
    call: (option) => bridge.consume({ stream: "S", ...option }).stop(),
    options: {
      stream: "text",
      consumer: "text",
      filter_subjects: "list",
      concurrency: "count",
      ack_wait: "duration",
      max_deliver: "count",
      deliver_policy: "choice",
      nak_delay: "duration",
      max_nak_delay: "duration",
      double_ack: "boolean",
      remove_files: "boolean",
      dedup_window: "duration",
      dead_letter_subject: "text",
      on_poison: "function",
      on_status: "function",
      domain: "text",
      api_prefix: "text",
      ...RECEIVING,
    },
  },
  {
    name: "bridge.serve",
    call: (option) => bridge.serve("x", () => undefined, option).stop(),
    options: {
      queue: "text",
      concurrency: "count",
      expose_errors: "boolean",
      on_poison: "function",
      ...RECEIVING,
    },
  },
  {
    name: "bridge.redrive",
    call: (option) => bridge.redrive({ stream: "S", to: "x", ...option }),
    options: {
      stream: "text",
      to: "text",
      filter: "text",
      edit: "function",
      signal: "tool",
      domain: "text",
      api_prefix: "text",
    },
  },
  {
    name: "connect",
    call: async (option) => (await connect({ servers: server.url, ...option })).close(),
    options: {
      connect_timeout: "infinite duration",
      connection_options: "object",
      reconnect: "boolean",
      signal: "tool",
    },
  },
  {
    name: "publishMessage",
    call: (option) => publishMessage(connection, "x", "y", "c", option),
    options: { jetstream: "object", timeout: "infinite duration" },
  },
  {
    name: "publishMessage jetstream",
    call: (jetstream) => publishMessage(connection, "s.x", "y", "c", { jetstream, signal: ENDED }),
    options: {
      timeout: "infinite duration",
      retry_for: "duration",
      expected_stream: "text",
      expected_last_seq: "count",
      expected_last_subject_seq: "count",
      expected_last_msg_id: "text",
      domain: "text",
      api_prefix: "text",
    },
  },
  {
    name: "request",
    call: (option) => request(connection, "nobody", "y", option),
    options: { timeout: "infinite duration" },
  },
  {
    name: "subscribe",
    call: (option) => subscribe(connection, "x", option).unsubscribe(),
    options: { queue: "text", max: "count", callback: "function" },
  },
  {
    name: "consumeMessages",
    call: async (option) => (await consumeMessages(connection, { stream: "S", ...option })).stop(),
    options: {
      filter_subjects: "list",
      ack_wait: "duration",
      max_deliver: "limit of the server",
      max_ack_pending: "limit of the server",
      deliver_policy: "choice",
      max_messages: "count",
      auto_working: "boolean",
      signal: "tool",
      on_status: "function",
      domain: "text",
      api_prefix: "text",
    },
  },
  {
    name: "ensureStream",
    call: (option) => ensureStream(connection, { name: "S", subjects: ["s.>"], ...option }),
    options: {
      subjects: "list",
      storage: "choice",
      retention: "choice",
      num_replicas: "count",
      max_msg_size: "limit of the server",
      max_bytes: "limit of the server",
      max_msgs: "limit of the server",
      max_age: "duration",
      duplicate_window: "duration",
      domain: "text",
      api_prefix: "text",
    },
  },
  {
    name: "PublishFlow",
    call: (option) => new PublishFlow(option),
    options: { max_bytes_per_second: "infinite bytes", max_unflushed_bytes: "infinite bytes" },
  },
  {
    name: "downloadBytes",
    call: (option) => downloadBytes(gone, option),
    options: {
      ...DOWNLOADING,
      max_retries: "count",
      base_delay: "duration",
      max_delay: "duration",
    },
  },
  {
    name: "fetchWithBackoff",
    call: (option) => fetchWithBackoff("http://127.0.0.1:9/", 1, 0, 0, "c", option),
    options: { ...DOWNLOADING, ...HTTP, headers_timeout: "duration" },
  },
  {
    name: "createLinkPolicy",
    call: (option) => createLinkPolicy({ allowed_origins: [], max_bytes: 1, ...option }),
    options: { allowed_origins: "list", max_bytes: "infinite bytes" },
  },
  {
    name: "createPlikFileServer",
    call: (option) => createPlikFileServer({ url: "http://h", ...option }),
    options: {
      url: "url",
      token: "text",
      ttl: "count",
      oneShot: "boolean",
      idle_timeout: "duration",
      ...HTTP,
    },
  },
  {
    name: "createHttpFileServer",
    call: (option) => createHttpFileServer({ url: "http://h", ...option }),
    options: {
      url: "url",
      public_url: "url",
      range: "boolean",
      crossOrigin: "boolean",
      removable: "boolean",
      idle_timeout: "duration",
      upload_headers: "object",
      ...HTTP,
    },
  },
  {
    name: "createS3FileServer",
    call: (option) =>
      createS3FileServer({
        ...{ endpoint: "http://h", bucket: "b", access_key_id: "a", secret_access_key: "s" },
        ...option,
      }),
    options: {
      endpoint: "url",
      bucket: "text",
      region: "text",
      access_key_id: "text",
      secret_access_key: "text",
      session_token: "text",
      public_endpoint: "url",
      prefix: "text",
      expires: "bounded",
      path_style: "boolean",
      part_size: "bytes",
      crossOrigin: "boolean",
      idle_timeout: "duration",
      max_retries: "count",
      base_delay: "duration",
      upload_headers: "object",
      checksum: "choice",
      ...HTTP,
    },
  },
  {
    name: "createObjectStoreFileServer",
    call: (option) =>
      createObjectStoreFileServer({ connection, gateway_url: "http://h", ...option }),
    options: {
      connection: "tool",
      gateway_url: "url",
      bucket: "text",
      replicas: "count",
      storage: "choice",
      max_age: "count",
      chunk_size: "bytes",
      timeout: "duration",
      domain: "text",
      api_prefix: "text",
    },
  },
  {
    name: "createObjectStoreGateway",
    call: async (option) => (await createObjectStoreGateway({ connection, ...option })).close(),
    options: {
      connection: "tool",
      bucket: "text",
      timeout: "duration",
      domain: "text",
      api_prefix: "text",
      port: "bounded",
      cors: "boolean",
    },
  },
  {
    name: "createLocalFileServer",
    call: async (option) => (await createLocalFileServer(option)).close(),
    options: {
      port: "bounded",
      maxFileBytes: "bytes",
      ttl: "count",
      maxTtl: "count",
      sweepInterval: "duration",
      cors: "boolean",
      hosts: "list",
      maxTotalBytes: "infinite bytes",
    },
  },
  {
    name: "serializeData",
    call: (option) => serializeData([{ a: 1 }], "arrowtable", option),
    options: { arrow_compression: "choice", json: "choice" },
  },
  {
    name: "deserializeData",
    call: (option) => deserializeData(Uint8Array.of(), "text", option),
    options: { unsafe_integers: "choice", rows: "boolean", max_decoded_bytes: "infinite bytes" },
  },
  {
    name: "parseJson",
    call: (option) => parseJson("1", option),
    options: { unsafe_integers: "choice" },
  },
  {
    name: "tableToIpc",
    call: (option) => tableToIpc([{ a: 1 }], option),
    options: { compression: "choice", schema: "object" },
  },
  {
    name: "tableFromIpc",
    call: async (option) => tableFromIpc(await tableToIpc([{ a: 1 }]), option),
    options: { max_decoded_bytes: "infinite bytes" },
  },
  {
    name: "tableFromRows",
    call: (option) => tableFromRows([{ a: 1 }], option),
    options: { schema: "object" },
  },
  {
    name: "rowsFromTable",
    call: (option) => rowsFromTable(tableFromRows([{ a: 1 }]), option),
    options: {
      int64: "choice",
      timestamps: "choice",
      duplicate_names: "choice",
      max_decoded_bytes: "infinite bytes",
    },
  },
  {
    name: "startNatsServer",
    call: async (option) => (await startNatsServer({ signal: ENDED, ...option })).stop(),
    options: {
      jetstream: "boolean",
      websocket: "boolean",
      max_payload: "count",
      config: "text",
      port: "bounded",
      host: "text",
      name: "text",
      start_timeout: "infinite duration",
    },
  },
];

const gone = async (): Promise<never> => {
  throw new NatsBridgeError({ code: "link_gone", message: "gone" });
};

/** What refused the option, if it was refused: with other values the call may fail for reasons of its own. */
async function refusalOf(call: () => unknown): Promise<NatsBridgeError | undefined> {
  try {
    await call();
  } catch (error) {
    if (NatsBridgeError.isInstance(error) && error.code === "invalid_config") return error;
    if (!NatsBridgeError.isInstance(error)) throw error;
  }
  return undefined;
}

describe.each(CALLS)("$name", ({ call, options }) => {
  const rows = Object.entries(options).flatMap(([name, kind]) =>
    Object.entries(PROBES).map(([probe, value]) => ({ name, kind, probe, value })),
  );

  test.each(rows)("$name ($kind): $probe", async ({ name, kind, probe, value }) => {
    const refusal = await refusalOf(() => call({ [name]: value }));
    const taken: readonly string[] = KINDS[kind];
    if (taken.includes(probe)) expect(refusal?.message).toBeUndefined();
    else expect(refusal?.message).toContain(name);
  });

  test.each(Object.keys(options))(
    "%s: null is not given, and a misspelling names it",
    async (name) => {
      const required = await refusalOf(() => call({ [name]: null }));
      if (required !== undefined) expect(required.message).toMatch(/got (null|undefined)$/);
      const misspelt = `${name}_x`;
      const refusal = await refusalOf(() => call({ [misspelt]: 1 }));
      expect(refusal?.message).toMatch(/unknown option "\w+"/);
      expect(refusal?.message).toContain(`"${misspelt}"`);
    },
  );
});
