/** What is kept about an upload. */
export interface UploadRecord {
  readonly id: string;
  /** The right to add and remove files. */
  readonly token: string;
  /** Time to live in seconds. */
  readonly ttl: number;
  readonly oneShot: boolean;
  readonly removable: boolean;
  /** ISO 8601. */
  readonly createdAt: string;
  /** ISO 8601. */
  readonly expireAt: string;
  /** The `Authorization` header that readers need, as a SHA-256 digest in hex. */
  readonly authorization?: string;
}

/** What is kept about a file. */
export interface FileRecord {
  readonly id: string;
  /** Name as it was sent; it never becomes part of a path on disk. */
  readonly fileName: string;
  /** Length in bytes. */
  readonly fileSize: number;
  /** ISO 8601. */
  readonly createdAt: string;
}

/** The record in a JSON file that may be damaged; undefined when it is no object with these keys of text. */
export function parseRecord<Shape extends UploadRecord | FileRecord>(
  text: string,
  keys: readonly (keyof Shape)[],
): Shape | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null) return undefined;
    const record = value as Shape;
    return keys.every((key) => typeof record[key] === "string") ? record : undefined;
  } catch {
    return undefined;
  }
}
