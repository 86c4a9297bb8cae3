import type { PayloadType } from "@natsbridge/schema";
import { type Context, peerNamed } from "../run/context.ts";
import type { PeerClient } from "../run/peer-client.ts";
import { sendJob } from "../run/send-job.ts";
import type { Generator } from "../values/generate.ts";
import { biggestDirect, envelopeOverhead, type Limit } from "./limits.ts";
import { generatorOf, payloadOf } from "./payloads.ts";

/** The generators of the last value that fits a limit, and of the first that does not. */
export interface AtLimit {
  readonly under: Generator;
  readonly over: Generator;
}

const PROBE_BYTES = { broker: 700_000, device: 40_000 } as const;

/** What is found is kept: one search per peer, type and limit. */
export class Calibrations {
  readonly #known = new Map<string, Promise<AtLimit>>();

  find(context: Context, sender: PeerClient, type: PayloadType, limit: Limit): Promise<AtLimit> {
    const key = [sender.declaration.name, type, limit].join(" ");
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const found = findLimit(context, sender, type, limit);
    this.#known.set(key, found);
    return found;
  }
}

/**
 * Finds the values of one peer that lie at a limit, to the byte: writes a message without publishing it and
 * calculates from what the peer says of its length. Tables are searched row by row.
 */
async function findLimit(
  context: Context,
  sender: PeerClient,
  type: PayloadType,
  limit: Limit,
): Promise<AtLimit> {
  const probe = async (generator: Generator) => {
    const payload = await payloadOf(context, sender, type, generator);
    const answer = await sender.ask(
      sendJob(context, sender, {
        broker: "wide",
        subject: subjectOf(0),
        payloads: [payload],
        options: { is_publish: false, size_threshold: 8_000_000 },
      }),
    );
    const [receipt] = answer.receipt ?? [];
    if (receipt === undefined || answer.bytes === undefined) {
      throw new Error(`no message to measure: ${answer.error} ${answer.message}`);
    }
    return { payload: receipt.bytes, overhead: envelopeOverhead(answer.bytes, receipt.bytes) };
  };

  const { usual, wide } = context.brokers;
  const shift = usual.urlFor(sender.declaration).length - wide.urlFor(sender.declaration).length;
  const target = (overhead: number) =>
    limit === "device" ? deviceLimit(context) : biggestDirect(usual.maxPayload, overhead + shift);

  if (type === "arrowtable") {
    const sizeOf = async (rows: number) => (await probe(generatorOf(type, { rows }))).payload;
    const { overhead, payload } = await probe(generatorOf(type, { rows: 5000 }));
    const rows = await lastFitting(target(overhead), 5000, payload, sizeOf);
    return { under: generatorOf(type, { rows }), over: generatorOf(type, { rows: rows + 1 }) };
  }
  const size = PROBE_BYTES[limit];
  const { overhead, payload } = await probe(generatorOf(type, { size }));
  const under = target(overhead) - (payload - size);
  return {
    under: generatorOf(type, { size: under }),
    over: generatorOf(type, { size: under + 1 }),
  };
}

/** Subjects of one length, so that a message can be measured before it is sent. */
export function subjectOf(number: number): string {
  return `conformance.matrix.${String(number).padStart(6, "0")}`;
}

function deviceLimit(context: Context): number {
  return peerNamed(context, "micropython").declaration.maxPayloadBytes ?? 0;
}

async function lastFitting(
  target: number,
  knownRows: number,
  knownBytes: number,
  sizeOf: (rows: number) => Promise<number>,
): Promise<number> {
  let rows = Math.floor((knownRows * target) / knownBytes);
  while ((await sizeOf(rows)) > target) rows -= 1;
  while ((await sizeOf(rows + 1)) <= target) rows += 1;
  return rows;
}
