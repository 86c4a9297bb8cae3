import type { AnswerForm } from "../canonical/canonical-payload.ts";
import type { Generator } from "../values/generate.ts";

/** One column of an `arrowtable` that is written into a job, cells in canonical form. */
export interface JobColumn {
  readonly name: string;
  readonly type: "int32" | "int64" | "float64" | "string" | "bool" | "binary";
  readonly values: readonly unknown[];
}

/** A payload of a job: exactly one of the value fields is there. */
export interface JobPayload {
  readonly dataname: string;
  readonly type: string;
  readonly value?: unknown;
  readonly base64?: string;
  readonly columns?: readonly JobColumn[];
  /** Absolute path of a file with the serialized bytes. */
  readonly file?: string;
  readonly gen?: Generator;
}

/** Options as a job says them: those of the cross-language API, as far as JSON can. */
export type JobOptions = Readonly<Record<string, unknown>>;

/** A job as it comes over NATS. Which fields there are depends on `op`. See PROTOCOL.md. */
export interface Job {
  readonly op: string;
  readonly subject?: string;
  /** Of `reply` also what it brought, or an answer without payloads. */
  readonly payloads?: readonly JobPayload[] | "echo" | "ack" | "nack";
  readonly options?: JobOptions;
  readonly stream?: string;
  readonly consumer?: string;
  readonly filter_subject?: string;
  /** Of `receive` and `consume`, and of their `collect`: what cannot be read is counted, and is not the answer. */
  readonly pass_over?: boolean;
  readonly handle?: string;
  readonly timeout_ms?: number;
  readonly answer?: AnswerForm;
  readonly envelope_base64?: string;
  readonly files?: Readonly<Record<string, string>>;
  /** Of `api`: names that the peer may have, for runtimes that cannot list what a function takes. */
  readonly names?: readonly string[];
}

/** What a `reply` of `nack` says. */
export const NACK_REASON = "out of stock";

/** A job that makes no sense: the mistake is the runner's. */
export class BadJob extends Error {
  override readonly name = "BadJob";
}

/** @throws BadJob where the field is absent. */
export function needed<Value>(value: Value | undefined, field: string): Value {
  if (value === undefined) throw new BadJob(`a job of this kind needs ${field}`);
  return value;
}
