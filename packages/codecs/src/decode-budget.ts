import { NatsBridgeError } from "@natsbridge/schema/base";

/** What may be made in any case, in bytes: 1 GiB. */
const FREE_BYTES = 2 ** 30;

/** And how many times what was received. */
const MAX_GROWTH = 8;

/**
 * What reading may make beyond the received bytes: decompressed buffers, rows that have no bytes, values that share their
 * bytes. One budget may be shared by all payloads of a message.
 */
export class DecodeBudget {
  readonly #given: number | undefined;
  #received = 0;
  #spent = 0;

  /** @param max_decoded_bytes default: the larger of 1 GiB and 8 times the received bytes. */
  constructor(max_decoded_bytes?: number) {
    this.#given = max_decoded_bytes;
  }

  /** Counts bytes that were received. */
  receive(bytes: number): void {
    this.#received += bytes;
  }

  /** @throws NatsBridgeError `decode_error` with `details.option`, where that is more than may be made. */
  spend(bytes: number, what: string): void {
    this.#spent += bytes;
    const limit = this.#given ?? Math.max(FREE_BYTES, this.#received * MAX_GROWTH);
    if (this.#spent > limit) throw tooMuch(`${what} need ${this.#spent} bytes in all`, limit);
  }
}

/** The error for a value that is larger than may be made. */
export function tooMuch(what: string, limit: number): NatsBridgeError {
  return new NatsBridgeError({
    code: "decode_error",
    message: `${what}, and max_decoded_bytes is ${limit}; raise it if the sender is trusted`,
    details: { option: "max_decoded_bytes" },
  });
}
