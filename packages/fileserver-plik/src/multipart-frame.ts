import { randomId } from "@natsbridge/schema/base";
/** The bytes around a file in a `multipart/form-data` body with that one part. */
export interface MultipartFrame {
  readonly contentType: string;
  readonly head: Uint8Array;
  readonly tail: Uint8Array;
}

/** Frames one file. `fileName` must hold neither quotes nor control characters, as `safeFileName` makes sure. */
export function multipartFrame(fileName: string, boundary: string): MultipartFrame {
  const encoder = new TextEncoder();
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    head: encoder.encode(
      `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${fileName}"\r\n` +
        "Content-Type: application/octet-stream\r\n\r\n",
    ),
    tail: encoder.encode(`\r\n--${boundary}--\r\n`),
  };
}

/** A boundary that no payload contains but by a chance of 2^-122. */
export function createBoundary(): string {
  return `----natsbridge${randomId()}`;
}
