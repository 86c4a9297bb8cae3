import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open, readFile } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { NatsBridgeError } from "@natsbridge/schema";

/** The file that says what a folder is; written last, when the recording is complete. */
export const MANIFEST = "recording.json";
/** One line a message. */
export const MESSAGES = "messages.ndjson";
/** The folder of the files that links lead to. */
export const FILES = "files";

/** What a folder holds. */
export interface Manifest {
  readonly format: "natsbridge-recording";
  readonly version: 1;
  readonly recorded_at: string;
  readonly stream?: string;
  readonly subject?: string;
  readonly messages: number;
  readonly files: number;
}

/** Headers as they were written, in their order. */
export type HeaderList = readonly (readonly [name: string, value: string])[];

/** One recorded message. */
export interface RecordedMessage {
  readonly subject: string;
  readonly time: string;
  readonly sequence?: number;
  readonly headers: HeaderList;
  /** The body, byte for byte, in base64. */
  readonly body: string;
  /** What its links lead to. */
  readonly files: readonly RecordedFile[];
}

/** The file of one payload. */
export interface RecordedFile {
  /** Position of the payload in the message. */
  readonly payload: number;
  readonly url: string;
  /** Name in the folder of files; absent where it could not be read. */
  readonly name?: string;
  readonly sha256?: string;
  readonly fault?: string;
}

/** @throws NatsBridgeError `invalid_config` where the folder is no complete recording. */
export async function readManifest(dir: string): Promise<Manifest> {
  let manifest: Partial<Manifest>;
  try {
    manifest = JSON.parse(await readFile(join(dir, MANIFEST), "utf8")) as Partial<Manifest>;
  } catch (cause) {
    throw invalid(`${dir} is no complete recording: it has no readable ${MANIFEST}`, cause);
  }
  if (manifest.format === "natsbridge-recording" && manifest.version === 1)
    return manifest as Manifest;
  throw invalid(`${dir} is no recording of a version that this command reads`);
}

/** The messages of a recording, one after the other. @throws NatsBridgeError `invalid_config` for one that was tampered with. */
export async function* recordedMessages(dir: string): AsyncGenerator<RecordedMessage> {
  await using file = await open(join(dir, MESSAGES));
  for await (const line of file.readLines()) {
    const message = JSON.parse(line) as RecordedMessage;
    for (const { name } of message.files) {
      // A recording may come from anybody: it must not name files that lie elsewhere.
      if (name !== undefined && !/^\d+-\d+$/.test(name)) {
        throw invalid(`${dir} names a file that record never wrote: ${JSON.stringify(name)}`);
      }
    }
    yield message;
  }
}

/** SHA-256 of a file, in hex. */
export async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  return hash.digest("hex");
}

function invalid(message: string, cause?: unknown): NatsBridgeError {
  return new NatsBridgeError({ code: "invalid_config", message, cause });
}
