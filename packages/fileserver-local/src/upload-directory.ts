import type { FileHandle } from "node:fs/promises";
import { mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { concurrently } from "@natsbridge/schema/base";
import { ifThere } from "./if-there.ts";
import { PartialFiles } from "./partial-files.ts";
import { isId } from "./random-id.ts";
import { type FileRecord, parseRecord, type UploadRecord } from "./records.ts";

const UPLOAD_RECORD = "upload.json";

/** Files that are looked at together at most: the process has other uses for what it may open. */
const OPEN_AT_ONCE = 8;

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
    const text = await ifThere(readFile(this.#path(uploadId, UPLOAD_RECORD), "utf8"));
    return text === undefined
      ? undefined
      : parseRecord<UploadRecord>(text, ["id", "token", "createdAt", "expireAt"]);
  }

  async findFile(uploadId: string, fileId: string): Promise<FileRecord | undefined> {
    const text = await ifThere(readFile(this.#path(uploadId, `${fileId}.json`), "utf8"));
    return text === undefined
      ? undefined
      : parseRecord<FileRecord>(text, ["id", "fileName", "createdAt"]);
  }

  async listFiles(uploadId: string): Promise<readonly FileRecord[]> {
    const ids = await this.#fileIds(uploadId);
    const find = (id: string) => this.findFile(uploadId, id);
    const files = await concurrently(ids, OPEN_AT_ONCE, undefined, find);
    return files.filter((file) => file !== undefined);
  }

  /** How many files an upload has had, removed ones too. */
  async countFiles(uploadId: string): Promise<number> {
    return (await this.#fileIds(uploadId)).length;
  }

  /** Bytes of all files. */
  async countBytes(): Promise<number> {
    const uploads = (await readdir(this.#uploads)).filter(isId);
    const sizes = await concurrently(uploads, OPEN_AT_ONCE, undefined, async (id) => {
      const names = (await ifThere(readdir(this.#path(id)))) ?? [];
      let bytes = 0;
      for (const name of names) {
        const found = name.endsWith(".bin") ? await ifThere(stat(this.#path(id, name))) : undefined;
        bytes += found?.size ?? 0;
      }
      return bytes;
    });
    return sizes.reduce((sum, size) => sum + size, 0);
  }

  /** Makes a complete partial file visible. */
  async publish(uploadId: string, file: FileRecord, partialPath: string): Promise<void> {
    await this.#writeRecord(file, this.#path(uploadId, `${file.id}.json`));
    await rename(partialPath, this.#path(uploadId, `${file.id}.bin`));
  }

  /** Opens a file; undefined when it is not there. Rejects when it is not whole, or cannot be opened now. */
  async openFile(uploadId: string, file: FileRecord): Promise<FileHandle | undefined> {
    const handle = await ifThere(open(this.#path(uploadId, `${file.id}.bin`)));
    if (handle === undefined) return undefined;
    try {
      const { size } = await handle.stat();
      if (size === file.fileSize) return handle;
      throw new Error(`file ${file.id} has ${size} bytes instead of ${file.fileSize}`);
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /** Opens a file and takes it away; of several takers exactly one gets it. */
  async takeFile(uploadId: string, file: FileRecord): Promise<FileHandle | undefined> {
    // Opened first: a file that cannot be opened now stays.
    const handle = await this.openFile(uploadId, file);
    if (handle === undefined) return undefined;
    const taken = this.partial.newPath();
    try {
      const path = this.#path(uploadId, `${file.id}.bin`);
      const isTaken = await ifThere(rename(path, taken).then(() => true));
      if (isTaken !== true) {
        await handle.close();
        return undefined;
      }
      await rm(taken, { force: true });
      return handle;
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  async hasFile(uploadId: string, file: FileRecord): Promise<boolean> {
    const found = await ifThere(stat(this.#path(uploadId, `${file.id}.bin`)));
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
      try {
        if (!(await this.#isOver(id, now))) continue;
        await this.removeUpload(id);
        removed += 1;
      } catch {
        // What cannot be looked at now is looked at again with the next sweep.
      }
    }
    return removed;
  }

  async #isOver(uploadId: string, now: number): Promise<boolean> {
    const upload = await this.findUpload(uploadId);
    if (upload !== undefined) return Date.parse(upload.expireAt) <= now;
    return !(await this.#isFresh(uploadId, now));
  }

  async #fileIds(uploadId: string): Promise<string[]> {
    const names = (await ifThere(readdir(this.#path(uploadId)))) ?? [];
    return names
      .filter((name) => name.endsWith(".json"))
      .map((name) => name.slice(0, -5))
      .filter(isId);
  }

  /** An upload that is just being created has no record yet. */
  async #isFresh(uploadId: string, now: number): Promise<boolean> {
    const found = await ifThere(stat(this.#path(uploadId)));
    return found !== undefined && now - found.mtimeMs < 60_000;
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
