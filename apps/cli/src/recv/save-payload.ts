import { mkdir, stat } from "node:fs/promises";
import { extname, join } from "node:path";
import { safeFileName } from "@natsbridge/fileserver";
import { NatsBridgeError, type PayloadType } from "@natsbridge/schema";
import type { PayloadHandle } from "natsbridge";

const EXTENSIONS: Readonly<Record<PayloadType, string>> = {
  text: ".txt",
  dictionary: ".json",
  jsontable: ".json",
  arrowtable: ".arrow",
  image: "",
  audio: "",
  video: "",
  binary: "",
};

/**
 * Streams a payload into a folder under its name, made safe; what has no extension gets that of its type.
 * @throws NatsBridgeError `invalid_config` where the file is there already, and all that reading rejects with.
 */
export async function savePayload(
  handle: PayloadHandle,
  folder: string,
  isReplacing: boolean,
): Promise<string> {
  await mkdir(folder, { recursive: true });
  const safe = safeFileName(handle.dataname);
  const path = join(folder, extname(safe) === "" ? `${safe}${EXTENSIONS[handle.type]}` : safe);
  if (!isReplacing && (await isThere(path))) {
    const message = `${path} is there already; --force replaces it`;
    throw new NatsBridgeError({ code: "invalid_config", message });
  }
  await handle.saveTo(path);
  return path;
}

async function isThere(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}
