import type { Case, Result } from "../cases/case.ts";
import { type PeerName, type Receiver, type Size, WIRE } from "../cases/dimensions.ts";
import { comparable, compare, compareAnswer, expectedAnswer, judgeFaults } from "../run/compare.ts";
import { type Context, peerNamed } from "../run/context.ts";
import { type Exchanged, exchange } from "../run/exchange.ts";
import type { PeerClient } from "../run/peer-client.ts";
import { usePlaces } from "../run/places.ts";
import type { BrokerName } from "../run/servers.ts";
import type { Unit } from "../run/unit.ts";
import type { Generator } from "../values/generate.ts";
import { messageFaults } from "../wire/message-faults.ts";
import { type Calibrations, subjectOf } from "./calibration.ts";
import { type Kind, matrixCase } from "./cell.ts";
import type { Limit } from "./limits.ts";
import { type ExpectedPayloads, fixedGenerator, payloadOf } from "./payloads.ts";

export interface MatrixGroupSettings {
  readonly number: number;
  readonly sender: PeerName;
  readonly kind: Kind;
  readonly limit: Limit;
  readonly receivers: readonly Receiver[];
  readonly expected: ExpectedPayloads;
  readonly calibrations: Calibrations;
}

/** One message of one kind, and all who receive it. */
export class MatrixGroup implements Unit {
  readonly cases: readonly Case[];
  readonly #settings: MatrixGroupSettings;

  constructor(settings: MatrixGroupSettings) {
    const { sender, kind, receivers } = settings;
    this.#settings = settings;
    this.cases = receivers.map((receiver) => matrixCase(sender, receiver, kind));
  }

  run(context: Context): Promise<readonly Result[]> {
    const { sender, receivers } = this.#settings;
    const from = peerNamed(context, sender);
    const to = receivers.flatMap((name) => (name === WIRE ? [] : [peerNamed(context, name)]));
    return usePlaces([from, ...to], () => this.#exchange(context, from, to));
  }

  async #exchange(context: Context, sender: PeerClient, receivers: readonly PeerClient[]) {
    const { kind, number, limit } = this.#settings;
    const generator = await this.#generator(context, sender);
    const { broker, size_threshold } = routeOf(kind, limit);
    const exchanged = await exchange(context, {
      sender,
      receivers,
      broker,
      subject: subjectOf(number),
      payloads: [await payloadOf(context, sender, kind.type, generator)],
      options: size_threshold === undefined ? {} : { size_threshold },
    });
    const message = context.keepMessage(exchanged.sent.env ?? exchanged.sent);
    return Promise.all(
      this.cases.map((one, index) => {
        const receiver = this.#settings.receivers[index] ?? WIRE;
        return this.#judge(context, { one, receiver, exchanged, generator, message });
      }),
    );
  }

  async #judge(
    context: Context,
    { one, receiver, exchanged, generator, message }: Judged,
  ): Promise<Result> {
    const { kind, expected, sender } = this.#settings;
    const { sent, received, body } = exchanged;
    if (isRefusedBySender(sender, kind.size)) {
      const nothing = receiver === WIRE ? body === undefined : isNothing(received.get(receiver));
      return compare(
        one,
        REFUSED_BY_SENDER,
        { send: sent.error, receives: nothing ? "nothing" : "a message" },
        message,
      );
    }
    if (sent.ok !== true) {
      const note = `not sent: ${sent.error} ${sent.message}`;
      return { ...one, status: "failed", note, got: sent };
    }
    const payload = await expected.of(kind.type, generator);
    if (receiver === WIRE) {
      const as = {
        env: sent.env ?? {},
        payloads: [{ value: payload, transport: kind.transport }],
        linkOrigins: [new URL(context.fileserverUrl).origin],
      };
      const faults = body === undefined ? ["there was no message"] : await messageFaults(body, as);
      return judgeFaults(one, faults, message);
    }
    const answer = received.get(receiver);
    if (isRefusedByReceiver(receiver, kind.size)) {
      return compare(one, TOO_LARGE, answer?.error ?? comparable(answer), message);
    }
    const wanted = expectedAnswer(sent, [payload], peerNamed(context, receiver));
    return compareAnswer(one, wanted, answer, message);
  }

  async #generator(context: Context, sender: PeerClient): Promise<Generator> {
    const { kind, limit, calibrations } = this.#settings;
    const { type, size } = kind;
    if (size !== "under" && size !== "over") return fixedGenerator(type, size);
    return (await calibrations.find(context, sender, type, limit))[size];
  }
}

interface Judged {
  readonly one: Case;
  readonly receiver: Receiver;
  readonly exchanged: Exchanged;
  readonly generator: Generator;
  readonly message: string;
}

const TOO_LARGE = "payload_too_large";
const REFUSED_BY_SENDER = { send: TOO_LARGE, receives: "nothing" };

/** What a device cannot hold it must refuse with a clear error, as a sender and as a receiver. */
function isRefusedBySender(sender: PeerName, size: Size): boolean {
  return sender === "micropython" && size === "over";
}

function isRefusedByReceiver(receiver: Receiver, size: Size): boolean {
  return receiver === "micropython" && (size === "over" || size === "5 MB");
}

function isNothing(answer: { readonly error?: string } | undefined): boolean {
  return answer?.error === "timeout";
}

/** Which broker and which threshold make a kind of message possible. */
function routeOf(
  { transport, size }: Kind,
  limit: Limit,
): { readonly broker: BrokerName; readonly size_threshold?: number } {
  if (transport === "link") {
    const isNatural = size === "over" || size === "5 MB";
    return isNatural ? { broker: "usual" } : { broker: "usual", size_threshold: 0 };
  }
  if (size === "5 MB") return { broker: "wide", size_threshold: 8_000_000 };
  return { broker: size === "over" && limit === "broker" ? "wide" : "usual" };
}
