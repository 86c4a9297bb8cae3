import { NatsBridgeError } from "@natsbridge/core";
import { PAYLOAD_TYPES } from "@natsbridge/schema";
import { Bridges } from "./bridges.ts";
import { BadJob, type Job } from "./job.ts";
import { type OperationsHost, operations } from "./operations.ts";

/** What a worker needs of the runtime it lives in. */
export interface WorkerHost extends OperationsHost {
  readonly peer: string;
  /** Name and version of the runtime. */
  readonly runtime: string;
  readonly natsUrl: string;
  /** Called once jobs are taken. */
  readonly ready: () => void;
  /** Ends the worker when it aborts. */
  readonly signal?: AbortSignal;
}

/** Takes jobs until one says `stop`, the signal aborts, or the connection is closed for good. */
export async function serveJobs(host: WorkerHost): Promise<void> {
  const bridges = new Bridges(host.natsUrl);
  const { connection } = await bridges.to(undefined);
  const { promise: stopped, resolve: stop } = Promise.withResolvers<void>();
  const known = operations(bridges, host);
  const ping = async () => ({
    peer: host.peer,
    runtime: host.runtime,
    ops: [...Object.keys(known), "ping", "stop"],
    types: PAYLOAD_TYPES,
    transports: ["direct", "link"],
    arrow: "table",
  });
  const all: typeof known = { ...known, ping, stop: async () => ({}) };

  connection.subscribe(`conformance.${host.peer}.jobs`, {
    callback: (_error, message) => {
      void answer(message.data, all).then(({ op, text }) => {
        message.respond(text);
        if (op === "stop") stop();
      });
    },
  });
  await connection.flush();
  host.signal?.addEventListener("abort", () => stop());
  host.ready();
  await Promise.race([stopped, connection.closed()]);
  await bridges.close();
}

async function answer(
  data: Uint8Array,
  known: Record<string, (job: Job) => Promise<object>>,
): Promise<{ op: string; text: string }> {
  let op = "";
  let result: object;
  try {
    const job: Job = JSON.parse(new TextDecoder().decode(data));
    op = job.op;
    const operation = known[op];
    if (operation === undefined) throw new BadJob(`unknown op ${JSON.stringify(op)}`);
    result = { ok: true, ...(await operation(job)) };
  } catch (error) {
    result = { error: errorCode(error), message: error instanceof Error ? error.message : error };
  }
  return { op, text: JSON.stringify(result) };
}

function errorCode(error: unknown): string {
  if (NatsBridgeError.isInstance(error)) return error.code;
  return error instanceof BadJob ? "bad_job" : "crash";
}
