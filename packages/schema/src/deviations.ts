import { formatPath } from "./base/text/path.ts";
import { writtenEnvelopeSchema } from "./envelope.ts";

/** Where a message is not as NATSBridge writes it, though it may well be read. */
export interface Deviation {
  readonly path: string;
  readonly message: string;
}

const ENVELOPE_ORDER = [
  ...["correlation_id", "msg_id", "timestamp", "send_to", "msg_purpose", "sender_name"],
  ...["sender_id", "receiver_name", "receiver_id", "reply_to", "reply_to_msg_id", "broker_url"],
  ...["metadata", "payloads"],
];

/** Every deviation of a parsed body from the contract as it is written. */
export function deviations(value: unknown): Deviation[] {
  const result = writtenEnvelopeSchema.safeParse(value as never);
  const issues = result.success ? [] : result.error.issues;
  return [...issues.flatMap((issue) => explain(issue as Issue, value)), ...orderOf(value)];
}

interface Issue {
  readonly code: string;
  readonly path: readonly PropertyKey[];
  readonly expected?: unknown;
  readonly values?: readonly unknown[];
  readonly format?: string;
  readonly keys?: readonly string[];
  readonly note?: string;
}

function explain(issue: Issue, value: unknown): Deviation[] {
  const path = formatPath(issue.path);
  const found = at(value, issue.path);
  const say = (message: string): Deviation[] => [{ path, message }];
  if (issue.code === "unrecognized_keys") {
    return (issue.keys ?? []).map((key) => ({
      path: formatPath([...issue.path, key]),
      message: "is no field of the contract",
    }));
  }
  if (found === undefined) return say("is missing");
  if (issue.code === "invalid_value") {
    const values = (issue.values ?? []).map((each) => JSON.stringify(each)).join(" or ");
    return say(`is ${shorten(found)}, written as ${values}`);
  }
  if (issue.code === "invalid_union")
    return say(`is ${shorten(found)}, written as "direct" or "link"`);
  if (issue.code === "invalid_format") return say(`is ${shorten(found)}, ${formOf(issue)}`);
  if (issue.code === "invalid_type") {
    return say(`is ${shorten(found)}, expected ${String(issue.expected)}`);
  }
  return say(`is ${shorten(found)}, which is not as it is written`);
}

function formOf({ path, format }: Issue): string {
  if (path.at(-1) === "checksum") return "written as 64 lower-case hex digits";
  if (format === "datetime") return "written as UTC with milliseconds and Z";
  if (format === "url") return "written as an absolute URL";
  return "written as a UUID v4 in lower case with dashes";
}

function orderOf(value: unknown): Deviation[] {
  if (typeof value !== "object" || value === null) return [];
  const found = Object.keys(value).filter((key) => ENVELOPE_ORDER.includes(key));
  const wanted = ENVELOPE_ORDER.filter((key) => found.includes(key));
  if (found.every((key, index) => key === wanted[index])) return [];
  return [{ path: "", message: "fields are not in the order in which they are written" }];
}

function at(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (each, step) =>
      typeof each === "object" && each !== null ? Reflect.get(each, step) : undefined,
    value,
  );
}

function shorten(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length <= 60 ? text : `${text.slice(0, 60)}…`;
}
