import type { HttpAnswer } from "@natsbridge/fileserver";
import { shortenText } from "@natsbridge/fileserver";
import { NatsBridgeError } from "@natsbridge/schema/base";
import { plikError } from "./plik-error.ts";

/** What Plik says about a new upload. */
export interface PlikUpload {
  readonly id: string;
  readonly uploadToken: string;
  readonly expireAt: string | undefined;
}

/** What Plik says about a stored file. */
export interface PlikFile {
  readonly id: string;
  readonly fileName: string;
  readonly fileSize: number | undefined;
}

/** Reads the answer to `POST /upload`. */
export function readUpload(answer: HttpAnswer, what: string): PlikUpload {
  const object = readObject(answer, what);
  return {
    id: readText(object, "id", what),
    uploadToken: readText(object, "uploadToken", what),
    expireAt: typeof object.expireAt === "string" ? object.expireAt : undefined,
  };
}

/** Reads the answer to `POST /file/{uploadid}`. */
export function readFile(answer: HttpAnswer, what: string): PlikFile {
  const object = readObject(answer, what);
  return {
    id: readText(object, "id", what),
    fileName: readText(object, "fileName", what),
    fileSize: typeof object.fileSize === "number" ? object.fileSize : undefined,
  };
}

/** Plik sends its JSON as `text/plain`. */
function readObject(answer: HttpAnswer, what: string): Readonly<Record<string, unknown>> {
  if (answer.status !== 200) throw plikError(answer, what);
  let value: unknown;
  try {
    value = JSON.parse(answer.text);
  } catch (error) {
    throw nonsense(`no JSON: ${shortenText(answer.text.slice(0, 80))}`, what, error);
  }
  if (typeof value !== "object" || value === null) throw nonsense("no JSON object", what);
  return value as Readonly<Record<string, unknown>>;
}

function readText(object: Readonly<Record<string, unknown>>, key: string, what: string): string {
  const value = object[key];
  if (typeof value === "string" && value !== "") return value;
  throw nonsense(`no "${key}"`, what);
}

function nonsense(why: string, what: string, cause?: unknown): NatsBridgeError {
  return new NatsBridgeError({
    code: "upload_failed",
    message: `${what} answered 200 with ${why}. Is this the address of a Plik server?`,
    isRetryable: false,
    details: { status: 200 },
    cause,
  });
}
