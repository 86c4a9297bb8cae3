import type { FileHandle } from "node:fs/promises";
import { mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PartialFiles } from "./partial-files.ts";
import { isId } from "./random-id.ts";
import { type FileRecord, parseRecord, type UploadRecord } from "./records.ts";

const UPLOAD_RECORD = "upload.json";

/**
 * The files on disk: `uploads/<upload>/upload.json`, and per file `<file>.json` and `<file>.bin`. A file is there when
 * its `.bin` is, and that is renamed into place last, complete. The disk holds the truth, nothing is kept in memory.
 */
export class UploadDirectory {
  readonly partial: PartialFiles;
  readonly #uploads: string;

  constructor(directory: string) {
    this.#uploads = join(directory, "uploads");
    this.partial = new PartialFiles(directory);
  }

  /** Creates what is missing and clears what a killed process left. */
  async open(): Promise<void> {
    await mkdir(this.#uploads, { recursive: true, mode: 0o700 });
    await this.partial.open();
  }

  async create(upload: UploadRecord): Promise<void> {
    await mkdir(this.#path(upload.id), { mode: 0o700 });
    await this.#writeRecord(upload, this.#path(upload.id, UPLOAD_RECORD));
  }

  async findUpload(uploadId: string): Promise<UploadRecord | undefined> {
    const text = await readIfThere(this.#path(uploadId, UPLOAD_RECORD));
    return text === undefined
      ? undefined
      : parseRecord<UploadRecord>(text, ["id", "token", "createdAt", "expireAt"]);
  }

  async findFile(uploadId: string, fileId: string): Promise<FileRecord | undefined> {
    const text = await readIfThere(this.#path(uploadId, `${fileId}.json`));
    return text === undefined
      ? undefined
      : parseRecord<FileRecord>(text, ["id", "fileName", "createdAt"]);
  }

  async listFiles(uploadId: string): Promise<readonly FileRecord[]> {
    const names = await readdir(this.#path(uploadId)).catch(() => []);
    const ids = names.filter((name) => name.endsWith(".json")).map((name) => name.slice(0, -5));
    const files = await Promise.all(ids.filter(isId).map((id) => this.findFile(uploadId, id)));
    return files.filter((file) => file !== undefined);
  }

  /** Makes a complete partial file visible. */
  async publish(uploadId: string, file: FileRecord, partialPath: string): Promise<void> {
    await this.#writeRecord(file, this.#path(uploadId, `${file.id}.json`));
    await rename(partialPath, this.#path(uploadId, `${file.id}.bin`));
  }

  /** Opens a file; undefined when it is not there, or not whole. */
  async openFile(uploadId: string, file: FileRecord): Promise<FileHandle | undefined> {
    return this.#openWhole(this.#path(uploadId, `${file.id}.bin`), file);
  }

  /** Opens a file and takes it away; of several takers exactly one gets it. */
  async takeFile(uploadId: string, file: FileRecord): Promise<FileHandle | undefined> {
    const taken = this.partial.newPath();
    try {
      await rename(this.#path(uploadId, `${file.id}.bin`), taken);
    } catch {
      return undefined;
    }
    try {
      return await this.#openWhole(taken, file);
    } finally {
      await rm(taken, { force: true });
    }
  }

  async hasFile(uploadId: string, file: FileRecord): Promise<boolean> {
    const found = await stat(this.#path(uploadId, `${file.id}.bin`)).catch(() => undefined);
    return found?.size === file.fileSize;
  }

  async removeFile(uploadId: string, fileId: string): Promise<void> {
    await rm(this.#path(uploadId, `${fileId}.bin`), { force: true });
  }

  async removeUpload(uploadId: string): Promise<void> {
    await rm(this.#path(uploadId), { recursive: true, force: true });
  }

  /** Removes uploads that have expired, and such as have no readable record; gives their number. */
  async sweep(now: number): Promise<number> {
    let removed = 0;
    for (const id of (await readdir(this.#uploads)).filter(isId)) {
      const upload = await this.findUpload(id);
      const isFresh = upload === undefined && (await this.#isFresh(id, now));
      if (isFresh || (upload !== undefined && Date.parse(upload.expireAt) > now)) continue;
      await this.removeUpload(id);
      removed += 1;
    }
    return removed;
  }

  /** An upload that is just being created has no record yet. */
  async #isFresh(uploadId: string, now: number): Promise<boolean> {
    const found = await stat(this.#path(uploadId)).catch(() => undefined);
    return found !== undefined && now - found.mtimeMs < 60_000;
  }

  async #openWhole(path: string, file: FileRecord): Promise<FileHandle | undefined> {
    const handle = await open(path).catch(() => undefined);
    if (handle === undefined) return undefined;
    const { size } = await handle.stat();
    if (size === file.fileSize) return handle;
    await handle.close();
    return undefined;
  }

  async #writeRecord(record: UploadRecord | FileRecord, path: string): Promise<void> {
    const partialPath = this.partial.newPath();
    try {
      await writeFile(partialPath, JSON.stringify(record), { mode: 0o600 });
      await rename(partialPath, path);
    } catch (error) {
      await rm(partialPath, { force: true });
      throw error;
    }
  }

  #path(uploadId: string, name = ""): string {
    return join(this.#uploads, uploadId, name);
  }
}

async function readIfThere(path: string): Promise<string | undefined> {
  return readFile(path, "utf8").catch(() => undefined);
}
