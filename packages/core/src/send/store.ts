import type { FileServer, StoredFile } from "@natsbridge/fileserver";
import { messageOf, NatsBridgeError, redactLink } from "@natsbridge/schema/base";
import type { Progress } from "../options/progress.ts";
import { payloadError } from "../telemetry/payload-error.ts";
import type { Telemetry } from "../telemetry/telemetry.ts";
import type { PreparedPayload } from "./prepare.ts";
import { uploadBody } from "./upload-body.ts";

/** A payload that lies on a file server. */
export interface StoredPayload {
  readonly file: StoredFile;
  /** Serialized size in bytes. */
  readonly size: number;
  readonly checksum: string;
}

/** Options of {@link storePayload}. */
export interface StoreOptions {
  readonly removable: boolean;
  readonly signal: AbortSignal | undefined;
  readonly on_progress: ((progress: Progress) => void) | undefined;
  readonly telemetry: Telemetry;
}

/**
 * Uploads one payload.
 *
 * @throws NatsBridgeError `upload_failed` unless the store says it more exactly; the message names the payload and the store.
 */
export async function storePayload(
  payload: PreparedPayload,
  fileserver: FileServer,
  options: StoreOptions,
): Promise<StoredPayload> {
  const attributes = { store: fileserver.name, dataname: payload.dataname };
  return options.telemetry.run("upload", attributes, () => upload(payload, fileserver, options));
}

async function upload(
  payload: PreparedPayload,
  fileserver: FileServer,
  { removable, signal, on_progress }: StoreOptions,
): Promise<StoredPayload> {
  const { dataname } = payload;
  const options = {
    removable,
    signal,
    onProgress:
      on_progress &&
      ((progress: { loaded: number; total: number | undefined }) =>
        on_progress({ dataname, direction: "upload", ...progress })),
  };
  try {
    if (payload.kind === "bytes") {
      const { bytes, checksum } = payload;
      const size = bytes.byteLength;
      const file = await fileserver.upload(dataname, bytes, { ...options, size });
      return { file: await checked(file, fileserver), size, checksum };
    }
    const body = uploadBody(payload);
    try {
      const file = await fileserver.upload(dataname, body.stream, {
        ...options,
        size: payload.size,
      });
      return { file: await checked(file, fileserver), ...body.measured() };
    } catch (error) {
      throw body.fault() === undefined ? error : sourceFault(body.fault());
    } finally {
      await body.close();
    }
  } catch (error) {
    throw payloadError(error, payload, "upload_failed");
  }
}

/** Removes files of a message that was not sent. The first fault counts; one in undoing must not hide it. */
export async function undoUploads(
  stored: Iterable<StoredPayload>,
  fileserver: FileServer,
): Promise<void> {
  if (fileserver.remove === undefined) return;
  await Promise.allSettled([...stored].map(({ file }) => fileserver.remove?.(file)));
}

function sourceFault(fault: unknown): NatsBridgeError {
  if (NatsBridgeError.isInstance(fault)) return fault;
  return new NatsBridgeError({
    code: "upload_failed",
    message: `the source of the stream failed: ${messageOf(fault)}`,
    isRetryable: false,
    cause: fault,
  });
}

/** Every peer must be able to read the link, and no receiver accepts one with credentials. */
async function checked(file: StoredFile, fileserver: FileServer): Promise<StoredFile> {
  const url: unknown = file?.url;
  const parsed = typeof url === "string" ? URL.parse(url) : null;
  const isHttp = parsed?.protocol === "http:" || parsed?.protocol === "https:";
  if (isHttp && parsed.username === "" && parsed.password === "") return file;
  await fileserver.remove?.(file).catch(() => undefined);
  const shown = typeof url === "string" && url !== "" ? redactLink(url) : "none";
  throw new NatsBridgeError({
    code: "upload_failed",
    message: `The file server stored the payload but its link cannot be used: got ${shown}; expected an absolute http or https URL without user and password, which a plain GET reads`,
    isRetryable: false,
  });
}
