import { Buffer } from "node:buffer";
/** Name of the stream that is an object store. */
export function streamName(bucket: string): string {
  return `OBJ_${bucket}`;
}

/** Subject of an object's chunks; `>` for those of all. */
export function chunkSubject(bucket: string, nuid: string): string {
  return `$O.${bucket}.C.${nuid}`;
}

/** Subject of an object's info. */
export function infoSubject(bucket: string, name: string): string {
  return `$O.${bucket}.M.${Buffer.from(name).toString("base64url")}${padding(name)}`;
}

/** Subject of the infos of all objects. */
export function allInfosSubject(bucket: string): string {
  return `$O.${bucket}.M.>`;
}

/** The clients write the base64 of a name padded. */
function padding(name: string): string {
  return "=".repeat((3 - (Buffer.byteLength(name) % 3)) % 3);
}
