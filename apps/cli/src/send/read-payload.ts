import { openAsBlob } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { decodeUtf8, isJsonTable, parseJson } from "@natsbridge/codecs";
import { NatsBridgeError, type PayloadType } from "@natsbridge/schema";
import type { SendPayload } from "natsbridge";
import { openStdin, readStdin } from "../terminal/read-stdin.ts";
import type { PayloadArgument } from "./payload-argument.ts";
import { tableFormat, typeOfFile } from "./type-of-file.ts";
import { valueOfBytes } from "./value-of-bytes.ts";

/** A payload as `smartsend` takes it. Big files and standard input are read while they are sent. */
export async function readPayload(
  argument: PayloadArgument,
  signal: AbortSignal,
): Promise<SendPayload> {
  switch (argument.from) {
    case "value":
      return fromValue(argument);
    case "file":
      return fromFile(argument);
    case "stdin":
      return fromStdin(argument, signal);
  }
}

function fromValue({ name, type, text }: PayloadArgument): SendPayload {
  const guessed = type ?? (isJsonValue(text) ? "dictionary" : "text");
  return valueOfBytes(name, guessed, new TextEncoder().encode(text));
}

async function fromFile({ name, type, text: path }: PayloadArgument): Promise<SendPayload> {
  await assertFile(path);
  const format = tableFormat(path);
  const guessed = type ?? typeOfFile(path);
  if (guessed !== undefined && isBytes(guessed)) return [name, await openAsBlob(path), guessed];
  const bytes = new Uint8Array(await readFile(path));
  if (guessed === "arrowtable" && format === "arrow") return [name, bytes, guessed];
  if ((guessed === "arrowtable" || guessed === "jsontable") && format !== undefined) {
    const { readTable } = await import("./read-table.ts");
    return [name, await readTable(path, bytes, format), guessed] as SendPayload;
  }
  if (guessed !== undefined) return valueOfBytes(name, guessed, bytes);
  const value = parseJson(decodeUtf8(bytes));
  return (
    isJsonTable(value) ? [name, value, "jsontable"] : [name, value, "dictionary"]
  ) as SendPayload;
}

async function fromStdin(
  { name, type = "binary" }: PayloadArgument,
  signal: AbortSignal,
): Promise<SendPayload> {
  if (isBytes(type)) return [name, openStdin(signal), type];
  return valueOfBytes(name, type, new Uint8Array(await readStdin(signal)));
}

function isBytes(type: PayloadType): type is "image" | "audio" | "video" | "binary" {
  return ["image", "audio", "video", "binary"].includes(type);
}

function isJsonValue(text: string): boolean {
  if (!/^(\s*[[{]|-?\d|true$|false$|null$)/.test(text)) return false;
  try {
    parseJson(text);
    return true;
  } catch {
    return false;
  }
}

async function assertFile(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile()) return;
  const what = found === undefined ? "there is no such file" : "it is not a file";
  throw new NatsBridgeError({
    code: "invalid_payload",
    message: `${path}: ${what}. A value is given as name=value`,
  });
}
