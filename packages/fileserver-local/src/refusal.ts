import type { OutgoingHttpHeaders } from "node:http";

/** A request that is answered with an error; the texts are Plik's. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;

  constructor(status: number, message: string, headers: OutgoingHttpHeaders = {}) {
    super(message);
    this.status = status;
    this.headers = headers;
  }
}

/** The refusal that a failed write stands for, if it is one that tells the client something. */
export function refusalOfWrite(error: unknown): Refusal | undefined {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  const isFull = code === "ENOSPC" || code === "EDQUOT" || code === "EFBIG";
  return isFull ? new Refusal(507, `no space left for the file (${code})`) : undefined;
}
