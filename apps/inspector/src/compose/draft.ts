import { parseJson } from "@natsbridge/codecs";
import type { PayloadType } from "@natsbridge/schema";
import type { SendPayload } from "natsbridge";
import { rowsOfSheet } from "./rows-of-sheet.ts";

/** A payload that is being written. */
export interface Draft {
  readonly id: number;
  readonly name: string;
  readonly type: PayloadType;
  /** What was typed or pasted. */
  readonly text: string;
  /** In place of it. */
  readonly file?: File;
}

const TYPED: readonly PayloadType[] = ["text", "dictionary", "jsontable", "arrowtable"];

/** Whether a payload of that type can be typed. */
export function isTyped(type: PayloadType): boolean {
  return TYPED.includes(type);
}

/** The payload that a draft stands for. @throws Error for text that is not of its type. */
export async function payloadOf({ name, type, text, file }: Draft): Promise<SendPayload> {
  if (!isTyped(type)) {
    if (file === undefined) throw new Error(`"${name}" needs a file`);
    return [name, file, type] as SendPayload;
  }
  const given = file === undefined ? text : await file.text();
  if (type === "text") return [name, given, type];
  if (type === "dictionary") return [name, parseJson(given), type] as SendPayload;
  const isJson = /^\s*\[/.test(given);
  return [name, isJson ? parseJson(given) : rowsOfSheet(given), type] as SendPayload;
}

/** The type of a file, as far as the browser tells. */
export function typeOfFile({ type }: File): PayloadType {
  const [kind = ""] = type.split("/");
  return kind === "image" || kind === "audio" || kind === "video" ? kind : "binary";
}
