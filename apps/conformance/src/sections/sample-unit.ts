import type { Case, Result, Section } from "../cases/case.ts";
import { type PeerName, type Receiver, type Transport, WIRE } from "../cases/dimensions.ts";
import { compareAnswer, expectedAnswer, judgeFaults } from "../run/compare.ts";
import { type Context, peerNamed } from "../run/context.ts";
import { exchange } from "../run/exchange.ts";
import { usePlaces } from "../run/places.ts";
import type { Unit } from "../run/unit.ts";
import { messageFaults } from "../wire/message-faults.ts";
import type { JobOptions } from "../worker/job.ts";
import { expectedSample, type SamplePayload, samplePayload } from "./sample-payloads.ts";

export interface SampleUnitSettings {
  readonly section: Section;
  readonly row: string;
  readonly sender: PeerName;
  readonly receivers: readonly Receiver[];
  readonly detail: string;
  readonly payloads: readonly SamplePayload[];
  /** `mixed`: what has 255 bytes or more is a link. */
  readonly transport: Transport | "mixed";
  readonly options?: JobOptions;
  readonly receiveOptions?: JobOptions;
  /** Where links must lead. Default: the file server that speaks Plik's API. */
  readonly linkOrigin?: string;
}

const THRESHOLDS = { direct: 1_000_000, link: 0, mixed: 255 } as const;

/** One message with written-out payloads, and all who receive it. */
export function sampleUnit(settings: SampleUnitSettings): Unit {
  const { section, row, detail, receivers } = settings;
  const cases = receivers.map((column): Case => ({ section, row, column, detail }));
  return {
    cases,
    run: (context) => {
      const ends = [settings.sender, ...receivers].filter((name) => name !== WIRE);
      return usePlaces(
        ends.map((name) => peerNamed(context, name)),
        () => sendSamples(context, cases, settings),
      );
    },
  };
}

async function sendSamples(
  context: Context,
  cases: readonly Case[],
  settings: SampleUnitSettings,
): Promise<Result[]> {
  const { receivers, transport } = settings;
  const sender = peerNamed(context, settings.sender);
  const { sent, received, body } = await exchange(context, {
    sender,
    receivers: receivers.flatMap((name) => (name === WIRE ? [] : [peerNamed(context, name)])),
    broker: "usual",
    subject: `conformance.samples.${crypto.randomUUID()}`,
    payloads: await Promise.all(
      settings.payloads.map((payload) => samplePayload(context, sender, payload)),
    ),
    options: { size_threshold: THRESHOLDS[transport], ...settings.options },
    receiveOptions: settings.receiveOptions ?? {},
    answer: "full",
  });
  const message = context.keepMessage(sent.env ?? sent);
  const expected = await Promise.all(settings.payloads.map(expectedSample));
  return Promise.all(
    cases.map(async (one, index): Promise<Result> => {
      const receiver = receivers[index] ?? WIRE;
      if (sent.ok !== true) {
        const note = `not sent: ${sent.error} ${sent.message}`;
        return { ...one, status: "failed", note, got: sent };
      }
      if (receiver === WIRE) {
        const transports = (sent.receipt ?? []).map(({ bytes }) =>
          bytes >= THRESHOLDS[transport] ? "link" : "direct",
        );
        const faults = await messageFaults(body ?? new Uint8Array(), {
          env: sent.env ?? {},
          payloads: expected.map((value, at) => ({ value, transport: transports[at] ?? "" })),
          linkOrigins: [settings.linkOrigin ?? new URL(context.fileserverUrl).origin],
        });
        return judgeFaults(one, faults, message);
      }
      const wanted = expectedAnswer(sent, expected, peerNamed(context, receiver));
      return compareAnswer(one, wanted, received.get(receiver), message);
    }),
  );
}
