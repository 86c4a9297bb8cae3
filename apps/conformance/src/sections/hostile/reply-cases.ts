import { createInbox } from "nats";
import type { Case } from "../../cases/case.ts";
import type { PeerName } from "../../cases/dimensions.ts";
import { compare } from "../../run/compare.ts";
import { peerNamed } from "../../run/context.ts";
import { usePlaces } from "../../run/places.ts";
import { receiveOptionsFor } from "../../run/send-job.ts";
import type { Unit } from "../../run/unit.ts";
import { direct, messageOf } from "./hostile-case.ts";

/** A request whose answer would do harm. */
export interface ReplyCase {
  readonly reply_to: string;
}

/** By the name of the case. */
export const REPLY_CASES: Readonly<Record<string, ReplyCase>> = {
  "an answer into JetStream's own subjects": { reply_to: "$JS.API.STREAM.PURGE.hostile" },
  "an answer into subjects of the server": { reply_to: "$SYS.REQ.SERVER.hostile" },
  "an answer to a wildcard": { reply_to: "hostile.>" },
};

/** Asks a peer for an answer to such a subject: it refuses, and the subject hears nothing. */
export function replyUnit(one: Case, peer: PeerName, { reply_to }: ReplyCase): Unit {
  return {
    cases: [one],
    run: async (context) => {
      const replier = peerNamed(context, peer);
      const { connection } = context.brokers.usual;
      const heard: string[] = [];
      const subject = createInbox("conformance.hostile");
      const body = JSON.stringify(messageOf([direct()], { reply_to }));
      const listener = connection.subscribe(reply_to.replace(/[^.]*$/, ">"), {
        callback: (_error, message) => {
          if (message.string().includes(subject)) heard.push(message.subject);
        },
      });
      const answer = await usePlaces([replier], async () => {
        const standing = await replier.ask({
          op: "reply",
          subject,
          payloads: [{ dataname: "x", type: "text", value: subject }],
          options: receiveOptionsFor(context, replier, "usual"),
        });
        if (standing.handle === undefined) return standing;
        connection.publish(subject, body);
        await connection.flush();
        return replier.ask({ op: "collect", handle: standing.handle, timeout_ms: 60_000 });
      });
      await connection.flush();
      listener.unsubscribe();
      const got = { error: answer.error ?? "none", heard };
      return [
        compare(one, { error: "invalid_subject", heard: [] }, got, context.keepMessage(answer)),
      ];
    },
  };
}
