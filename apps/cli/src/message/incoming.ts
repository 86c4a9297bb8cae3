import type { NatsHeaders } from "@natsbridge/transport";

/** A message as it came, from a subject or a stream. */
export interface Incoming {
  readonly subject: string;
  readonly data: Uint8Array;
  readonly headers?: NatsHeaders | undefined;
  /** Where it is in its stream. */
  readonly stored?: { readonly stream: string; readonly sequence: number; readonly time: string };
  /** Says that it was shown. */
  done(): void;
  /** Says that it could not be shown; `again` where that may change. */
  failed(reason: string, again: boolean): void;
}

/** Headers as a plain object, values in their order. */
export function headersOf(headers: NatsHeaders | undefined): Record<string, readonly string[]> {
  if (headers === undefined) return {};
  return Object.fromEntries(headers.keys().map((key) => [key, headers.values(key)]));
}
