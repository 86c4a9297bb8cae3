import type { NatsConnection } from "nats";
import type { Api } from "../api/typescript-api.ts";
import type { CanonicalPayload } from "../canonical/canonical-payload.ts";
import type { PeerDeclaration, PeerProcess } from "../peers/peer-declaration.ts";
import type { LogReport } from "../sections/hostile/told-faults.ts";
import type { Job } from "../worker/job.ts";
import { Semaphore } from "./semaphore.ts";

/** Any answer of a worker: which fields there are depends on the job. */
export interface Answer {
  readonly ok?: true;
  readonly error?: string;
  readonly message?: string;
  readonly handle?: string;
  readonly env?: Readonly<Record<string, unknown>>;
  readonly bytes?: number;
  readonly receipt?: readonly ReceiptEntry[];
  readonly envelope?: Readonly<Record<string, unknown>>;
  readonly payloads?: readonly CanonicalPayload[];
  readonly runtime?: string;
  /** Names by the function or class that has them, as the worker finds them in the peer. */
  readonly offered?: Api;
  readonly passed_over?: number;
  readonly log?: LogReport;
}

export interface ReceiptEntry {
  readonly dataname: string;
  readonly transport: string;
  readonly reason: string;
  readonly bytes: number;
}

/** A worker is given up on after so long. */
const ANSWER_TIMEOUT_MS = 60_000;

/** A peer that runs: takes jobs, and stands in line where it is asked for more than it can do at once. */
export class PeerClient {
  readonly declaration: PeerDeclaration;
  /** One place per message that it may hold or make. */
  readonly places: Semaphore;
  readonly #connection: NatsConnection;
  readonly #process: PeerProcess;

  constructor(declaration: PeerDeclaration, process: PeerProcess, connection: NatsConnection) {
    this.declaration = declaration;
    this.places = new Semaphore(declaration.concurrency);
    this.#connection = connection;
    this.#process = process;
  }

  /** Gives a worker a job. Never rejects: a worker that died or hangs answers `crash` or `timeout`. */
  async ask(job: Job): Promise<Answer> {
    const { name } = this.declaration;
    const died = this.#process.ended.then(
      (last): Answer => ({ error: "crash", message: `the ${name} worker has ended: ${last}` }),
    );
    const answered = this.#connection
      .request(`conformance.${name}.jobs`, JSON.stringify(job), {
        timeout: (job.timeout_ms ?? 0) + ANSWER_TIMEOUT_MS,
      })
      .then(
        (message): Answer => message.json(),
        (error: Error): Answer => ({
          error: "timeout",
          message: `the ${name} worker did not answer a ${job.op}: ${error.message}`,
        }),
      );
    return Promise.race([answered, died]);
  }

  async stop(): Promise<void> {
    await Promise.race([this.ask({ op: "stop" }), pause(1000)]);
    await Promise.race([this.#process.ended, pause(2000)]);
    await this.#process.kill();
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}
