import { mkdir, stat } from "node:fs/promises";
import { extname, join } from "node:path";
import { safeFileName } from "@natsbridge/fileserver";
import { NatsBridgeError, type PayloadType } from "@natsbridge/schema";
import { said } from "../said.ts";
import type { ShownPayload } from "./shown-payload.ts";

/** Of what has no extension in its name. */
const EXTENSIONS: Readonly<Partial<Record<PayloadType, string>>> = {
  text: ".txt",
  dictionary: ".json",
  jsontable: ".json",
  arrowtable: ".arrow",
};

/** Where payloads are saved. */
export interface SaveOptions {
  readonly folder: string;
  /** Whether a file that is there is replaced. */
  readonly force: boolean;
}

/**
 * Streams a payload into a folder under its name, made safe; gives the path.
 * @throws NatsBridgeError `invalid_config` where the file is there already, and all that reading rejects with.
 */
export async function savePayload(
  payload: ShownPayload,
  { folder, force }: SaveOptions,
): Promise<string> {
  await makeFolder(folder);
  const { dataname, payload_type } = payload.info;
  const safe = safeFileName(dataname);
  const extension = extname(safe) === "" ? (EXTENSIONS[payload_type] ?? "") : "";
  const path = join(folder, `${safe}${extension}`);
  if (!force && (await stat(path).catch(() => undefined)) !== undefined) {
    throw invalid(`${path} is there already; --force replaces it`);
  }
  await payload.saveTo(path);
  return path;
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw invalid(`--out: ${said(error)}`);
  }
}

function invalid(message: string): NatsBridgeError {
  return new NatsBridgeError({ code: "invalid_config", message });
}
