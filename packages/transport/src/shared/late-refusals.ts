import type { NatsStatus } from "../connection/status.ts";
import { isRefused } from "./shared-flush.ts";
import type { StatusWatch } from "./status-watch.ts";

/** Subjects that are remembered; the one that was published to longest ago goes first. */
const MOST_SUBJECTS = 1_000;

/** Tells of refusals for which no publish waits any more: the last one of each subject is told. */
export class LateRefusals {
  readonly #tellers = new Map<string, () => void>();

  constructor(watch: StatusWatch) {
    watch.add((event) => this.#hear(event));
  }

  /** Calls `tell` for each refusal of the subject, until somebody else publishes to it, or many to others. */
  expect(subject: string, tell: () => void): void {
    this.#tellers.delete(subject);
    this.#tellers.set(subject, tell);
    if (this.#tellers.size <= MOST_SUBJECTS) return;
    for (const oldest of this.#tellers.keys()) {
      this.#tellers.delete(oldest);
      return;
    }
  }

  #hear(event: NatsStatus): void {
    if (event.type !== "permission" || event.operation !== "publish") return;
    const refused = new Set([event.subject]);
    for (const [subject, tell] of this.#tellers) if (isRefused(refused, subject)) tell();
  }
}
