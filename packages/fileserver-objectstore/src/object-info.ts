/** What an object store keeps about an object, as every NATS client writes it. */
export interface ObjectInfo {
  readonly name: string;
  readonly bucket: string;
  /** Names the subject of its chunks. */
  readonly nuid: string;
  /** Length in bytes. */
  readonly size: number;
  readonly chunks: number;
  /** `SHA-256=` and the digest in base64 for URLs, padded. */
  readonly digest: string;
  /** When it was stored, ISO 8601. */
  readonly mtime: string;
  readonly deleted?: boolean | undefined;
  readonly options: { readonly max_chunk_size: number };
}

/** The info in a message; undefined when it is none, or of an object that was deleted or is a link to another. */
export function parseObjectInfo(data: Uint8Array): ObjectInfo | undefined {
  try {
    const info = JSON.parse(new TextDecoder().decode(data)) as Partial<ObjectInfo> | null;
    if (typeof info !== "object" || info === null || info.deleted === true) return undefined;
    const { name, nuid, size, chunks } = info;
    const isWhole = typeof name === "string" && typeof nuid === "string";
    if (!isWhole || !Number.isSafeInteger(size) || !Number.isSafeInteger(chunks)) return undefined;
    if (!/^[A-Za-z0-9]+$/.test(nuid)) return undefined;
    return info as ObjectInfo;
  } catch {
    return undefined;
  }
}
