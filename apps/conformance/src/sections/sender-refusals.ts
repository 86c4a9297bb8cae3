import type { Transport } from "../cases/dimensions.ts";
import type { JobOptions, JobPayload } from "../worker/job.ts";

/** Something that must not be sent. Absent fields: as in a good message. */
export interface SenderRefusal {
  /** Code of the error. */
  readonly error: string;
  /** What its message must name. */
  readonly names?: string;
  readonly op?: "send" | "request";
  readonly subject?: string;
  readonly payloads?: readonly JobPayload[];
  readonly options?: JobOptions;
  /** Only for those that have this transport. */
  readonly transport?: Transport;
  /** Only for those that have JetStream. */
  readonly jetstream?: true;
}

const subject = (text: string): SenderRefusal => ({ error: "invalid_subject", subject: text });
const payload = (type: string, value: unknown): SenderRefusal => ({
  error: "invalid_payload",
  names: "a name",
  payloads: [{ dataname: "a name", type, value }],
});

/** By the name of the case. */
export const SENDER_REFUSALS: Readonly<Record<string, SenderRefusal>> = {
  "no subject": subject(""),
  "a subject with a space": subject("a b"),
  "a subject with a line end": subject("a\r\nPUB b 0"),
  "a subject with an empty token": subject("a..b"),
  "a subject that ends in a dot": subject("a."),
  "a subject with *": subject("a.*"),
  "a subject with >": subject("a.>"),
  "a reply_to with a space": { error: "invalid_subject", options: { reply_to: "a b" } },
  "an unknown type": {
    error: "unsupported_type",
    names: "picture",
    payloads: [{ dataname: "a", type: "picture", value: "text" }],
  },
  "a type in capitals": {
    error: "unsupported_type",
    names: "TEXT",
    payloads: [{ dataname: "a", type: "TEXT", value: "text" }],
  },
  "a number as text": payload("text", 5),
  "an object as jsontable": payload("jsontable", { a: 1 }),
  "numbers as rows of a jsontable": payload("jsontable", [1, 2]),
  "text as image": payload("image", "text"),
  "nothing to say": { error: "invalid_payload", payloads: [] },
  "a msg_id with space around it": {
    error: "invalid_config",
    names: "msg_id",
    options: { msg_id: " 1 " },
  },
  "a negative size_threshold": {
    error: "invalid_config",
    names: "size_threshold",
    options: { size_threshold: -1 },
  },
  "a file server that is not there": {
    error: "upload_failed",
    names: "a",
    transport: "link",
    options: { fileserver_url: "http://127.0.0.1:1", size_threshold: 0 },
  },
  "a request to nobody": { error: "no_responders", op: "request" },
  "a subject of no stream": {
    error: "no_responders",
    jetstream: true,
    options: { jetstream: true },
  },
};
