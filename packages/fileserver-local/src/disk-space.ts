import { Refusal } from "./refusal.ts";

/**
 * How much of `maxTotalBytes` is left. What is stored is counted on the disk, anew after something was removed; what is
 * just arriving is counted here.
 */
export class DiskSpace {
  readonly #limit: number;
  readonly #count: () => Promise<number>;
  #stored = 0;
  #isStale = true;
  #arriving = 0;

  /** @param limit in bytes; Infinity for none. @param count gives the bytes that are stored. */
  constructor(limit: number, count: () => Promise<number>) {
    this.#limit = limit;
    this.#count = count;
  }

  /** Something was removed: count anew when it is next asked. */
  changed(): void {
    this.#isStale = true;
  }

  /** Begins an upload. @throws Refusal 507 where `announced` bytes do not fit. */
  async begin(announced: number): Promise<Reservation> {
    if (this.#limit === Number.POSITIVE_INFINITY) return NO_LIMIT;
    if (this.#isStale) {
      this.#stored = await this.#count();
      this.#isStale = false;
    }
    this.#assertRoom(announced);
    let taken = 0;
    return {
      take: (bytes) => {
        this.#assertRoom(bytes);
        taken += bytes;
        this.#arriving += bytes;
      },
      end: () => {
        this.#arriving -= taken;
        // Until it is counted anew it counts as stored, for those that are under way.
        this.#stored += taken;
        taken = 0;
        this.changed();
      },
    };
  }

  #assertRoom(more: number): void {
    if (this.#stored + this.#arriving + more > this.#limit) throw noRoom(this.#limit);
  }
}

/** The room of one upload under way. */
export interface Reservation {
  /** Takes room for bytes that have come. @throws Refusal 507 where there is none. */
  take(bytes: number): void;
  /** The upload is stored, or was given up. */
  end(): void;
}

const NO_LIMIT: Reservation = { take: () => undefined, end: () => undefined };

function noRoom(limit: number): Refusal {
  return new Refusal(507, `no space left for the file (maxTotalBytes is ${limit})`);
}
