import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { UploadRecord } from "./records.ts";
import { Refusal } from "./refusal.ts";

/** SHA-256 in hex, so that no credentials lie on the disk. */
export function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** Whether the request carries the token of the upload. */
export function isUploader(request: IncomingMessage, upload: UploadRecord): boolean {
  const token = request.headers["x-uploadtoken"];
  return typeof token === "string" && isSame(digest(token), digest(upload.token));
}

/** @throws Refusal 401 unless the request carries the login and password that the upload was protected with. */
export function assertReader(request: IncomingMessage, upload: UploadRecord): void {
  if (upload.authorization === undefined || isUploader(request, upload)) return;
  const { authorization } = request.headers;
  if (authorization !== undefined && isSame(digest(authorization), upload.authorization)) return;
  const why = authorization === undefined ? "missing Authorization header" : "invalid credentials";
  throw new Refusal(401, `please provide valid credentials to access this upload : ${why}`, {
    "WWW-Authenticate": 'Basic realm="plik"',
  });
}

function isSame(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}
