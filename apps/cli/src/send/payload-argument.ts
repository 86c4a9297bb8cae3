import { basename } from "node:path";
import {
  isPayloadType,
  NatsBridgeError,
  PAYLOAD_TYPES,
  type PayloadType,
} from "@natsbridge/schema";

/** One payload as it was typed: where it comes from, and its type where that was said. */
export interface PayloadArgument {
  readonly name: string;
  readonly type: PayloadType | undefined;
  readonly from: "value" | "file" | "stdin";
  /** The value, or the path of the file. */
  readonly text: string;
}

const NAMED = /^([^=:]*)(?::([^=]*))?=(.*)$/s;

/** Reads `name=value`, `name=@file`, `name:type=…`, a file, or `-`. @throws NatsBridgeError `unsupported_type`. */
export function payloadArgument(text: string): PayloadArgument {
  if (text === "-") return { name: "stdin", type: undefined, from: "stdin", text: "" };
  const [, name, type, value] = NAMED.exec(text) ?? [];
  if (name === undefined || value === undefined) {
    return { name: basename(text), type: undefined, from: "file", text };
  }
  const known = { name, type: type === undefined ? undefined : knownType(type, text) };
  if (value === "@-") return { ...known, from: "stdin", text: "" };
  if (value.startsWith("@@")) return { ...known, from: "value", text: value.slice(1) };
  if (value.startsWith("@")) return { ...known, from: "file", text: value.slice(1) };
  return { ...known, from: "value", text: value };
}

function knownType(type: string, argument: string): PayloadType {
  if (isPayloadType(type)) return type;
  throw new NatsBridgeError({
    code: "unsupported_type",
    message: `${argument.slice(0, 60)}: unknown type ${JSON.stringify(type)}, expected one of ${PAYLOAD_TYPES.join(", ")}`,
  });
}
