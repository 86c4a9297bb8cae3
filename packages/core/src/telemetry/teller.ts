import type { LogFields, Logger } from "@natsbridge/schema";
import { warnProgram } from "@natsbridge/schema/base";
import { logSafely } from "./log-safely.ts";

/** Something that a program must hear of: a message was lost or comes again, or a handler of its own failed. */
export interface Told {
  readonly logger: Logger | undefined;
  /** Where it happened: `subscribe`, `consume`, `serve`. */
  readonly operation: string;
  /** Code of the error, or a word of its kind. */
  readonly code: string;
  readonly text: string;
  readonly fields: LogFields & { readonly correlation_id?: string };
  readonly level?: "warn" | "error";
  /** Whether a function of the caller was told. */
  readonly isHeard?: boolean;
}

/** Time in which one warning for each kind of accident is enough, in ms. */
const QUIET = 60_000;

/**
 * Tells a program what it must not miss: its logger, and where it has neither that nor a function that hears it, the
 * process itself (`process.emitWarning`, in a browser `console.warn`), once a minute for each code and operation.
 */
export class Teller {
  readonly #lastWarned = new Map<string, number>();
  readonly #unsaid = new Map<string, number>();

  tell({ logger, operation, code, text, fields, level = "warn", isHeard = false }: Told): void {
    logSafely(logger, level, text, { code, ...fields });
    if (logger !== undefined || isHeard) return;
    const key = `${operation} ${code}`;
    const now = performance.now();
    const unsaid = this.#unsaid.get(key) ?? 0;
    if (now - (this.#lastWarned.get(key) ?? Number.NEGATIVE_INFINITY) < QUIET) {
      this.#unsaid.set(key, unsaid + 1);
      return;
    }
    this.#lastWarned.set(key, now);
    this.#unsaid.delete(key);
    const more = unsaid === 0 ? "" : ` (and ${unsaid} more of this kind since the last warning)`;
    warnProgram(`${operation}: ${text}${more}. Pass a logger, or on_poison, to hear of each`, code);
  }
}
