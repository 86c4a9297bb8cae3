import { NatsBridgeError } from "@natsbridge/schema/base";

/** Time over which the speed of a download is measured, in ms of waiting. */
export const SPEED_WINDOW = 60_000;

/** Waits are put together up to this length, in ms. */
const BUCKET = 1_000;

interface Bucket {
  waited: number;
  bytes: number;
}

/** Measures how fast bytes come while somebody waits for them; time in which nobody reads does not count. */
export class SpeedWatch {
  readonly #least: number;
  readonly #window: number;
  readonly #buckets: Bucket[] = [];
  #waited = 0;
  #bytes = 0;

  /** @param min_speed in bytes a second; 0 for none. */
  constructor(min_speed: number, window: number = SPEED_WINDOW) {
    this.#least = (min_speed * window) / 1_000;
    this.#window = window;
  }

  /** A read waited so many ms and gave so many bytes. Gives whether the last minute of waiting was too slow. */
  add(waited: number, bytes: number): boolean {
    const last = this.#buckets.at(-1);
    if (last === undefined || last.waited >= BUCKET) this.#buckets.push({ waited, bytes });
    else {
      last.waited += waited;
      last.bytes += bytes;
    }
    this.#waited += waited;
    this.#bytes += bytes;
    for (;;) {
      const [oldest] = this.#buckets;
      if (oldest === undefined || this.#waited - oldest.waited < this.#window) break;
      this.#waited -= oldest.waited;
      this.#bytes -= oldest.bytes;
      this.#buckets.shift();
    }
    return this.#waited >= this.#window && this.#bytes < this.#least;
  }
}

/** The error of a download that is too slow to be waited for; no further attempt is made. */
export function tooSlow(label: string, min_speed: number): NatsBridgeError {
  return new NatsBridgeError({
    code: "link_unreachable",
    message: `${label} gave less than ${min_speed} bytes a second for ${SPEED_WINDOW / 1_000} s (min_speed)`,
    details: { option: "min_speed" },
  });
}
