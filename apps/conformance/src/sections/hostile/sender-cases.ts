import type { Case } from "../../cases/case.ts";
import type { PeerName, Transport } from "../../cases/dimensions.ts";
import { compare } from "../../run/compare.ts";
import { peerNamed } from "../../run/context.ts";
import { usePlaces } from "../../run/places.ts";
import type { Unit } from "../../run/unit.ts";
import { SECRET } from "./hostile-case.ts";
import { logFaults, messageFaults } from "./told-faults.ts";

/** A message that is sent where secrets must be kept. */
export interface SenderCase {
  /** Code of the error; absent where it is sent, and nothing of it tells the secret. */
  readonly error?: string;
  /** User info of the broker's URL. */
  readonly login?: string;
  /** What follows host and port. */
  readonly tail?: string;
  readonly transport?: Transport;
}

const refused = (login: string): SenderCase => ({ error: "invalid_config", login });

/** By the name of the case. */
export const SENDER_CASES: Readonly<Record<string, SenderCase>> = {
  "a token with /": refused(`to/${SECRET}`),
  "a token with ?": refused(`to?${SECRET}`),
  "a password with #": refused(`user:pass#${SECRET}`),
  "a password with ,": refused(`user:pass,${SECRET}`),
  "a password with @ and /": refused(`user:p@ss/${SECRET}`),
  "a token that is percent-encoded": { login: `to%2F%3F%23%2C${SECRET}` },
  "a password that is percent-encoded": { login: `user:p%2F%40%2C${SECRET}` },
  "a token in the query": { tail: `?token=${SECRET}` },
  "a token behind #": { tail: `#${SECRET}` },
  "an upload that is logged": { transport: "link" },
};

/** Sends with such a login, and looks at message, error and log. */
export function senderUnit(one: Case, peer: PeerName, sending: SenderCase): Unit {
  return {
    cases: [one],
    run: async (context) => {
      const sender = peerNamed(context, peer);
      const url = context.brokers.usual.urlFor(sender.declaration);
      const { login, tail = "", transport } = sending;
      const answer = await usePlaces([sender], () =>
        sender.ask({
          op: "send",
          subject: `conformance.hostile.${crypto.randomUUID()}`,
          payloads: [{ dataname: "a.txt", type: "text", value: "text" }],
          options: {
            broker_url: (login === undefined ? url : url.replace("//", `//${login}@`)) + tail,
            ...(transport === "link" && {
              fileserver_url: context.fileserverUrl,
              size_threshold: 0,
            }),
            // What every link holds, and no line may.
            log: "/file/",
          },
        }),
      );
      const { broker_url } = answer.env ?? {};
      const expected = {
        error: sending.error ?? "none",
        told: [],
        ...(sending.error === undefined && { broker_url: url, logged: [] }),
      };
      const got = {
        error: answer.error ?? "none",
        told: answer.error === undefined ? [] : messageFaults(answer.message ?? ""),
        ...(sending.error === undefined && {
          broker_url,
          logged: logFaults(answer.log, answer.bytes ?? 0),
        }),
      };
      return [compare(one, expected, got, context.keepMessage(answer))];
    },
  };
}
