import type { Case } from "../../cases/case.ts";
import type { PeerName } from "../../cases/dimensions.ts";
import { compare } from "../../run/compare.ts";
import { peerNamed } from "../../run/context.ts";
import { usePlaces } from "../../run/places.ts";
import { receiveOptionsFor } from "../../run/send-job.ts";
import type { Unit } from "../../run/unit.ts";
import { advisory } from "./advisory.ts";
import { found, within } from "./stream-cases.ts";

const TIMEOUT_MS = 60_000;

export const KEPT_CASE = "a dead letter that is refused, and then taken";

/** The stream of dead letters is full: the message is given back, and not ended; once there is room, it is a dead letter. */
export function keptUnit(one: Case, peer: PeerName): Unit {
  return {
    cases: [one],
    run: async (context) => {
      const consumer = peerNamed(context, peer);
      const { connection } = context.brokers.usual;
      const manager = await connection.jetstreamManager();
      const id = crypto.randomUUID();
      const [stream, letters] = [`kept_${id}`, `kept_letters_${id}`];
      const [subject, dead] = [`kept.${id}`, `kept.letters.${id}`];
      await manager.streams.add({ name: stream, subjects: [subject] });
      const full = { name: letters, subjects: [dead], max_msgs: 1, discard: "new" };
      await manager.streams.add(full as Parameters<typeof manager.streams.add>[0]);
      await connection.jetstream().publish(dead, "takes the only place");
      await connection.jetstream().publish(subject, "no envelope");
      const givenBack = advisory(connection, `MSG_NAKED.${stream}`);
      const ended = advisory(connection, `MSG_TERMINATED.${stream}`);
      const answer = await usePlaces([consumer], async () => {
        const options = {
          ...receiveOptionsFor(context, consumer, "usual"),
          dead_letter_subject: dead,
        };
        const job = { op: "consume", stream, consumer: "reader", pass_over: true, options };
        const standing = await consumer.ask(job);
        await within(givenBack.came, TIMEOUT_MS);
        const before = { naked: givenBack.count > 0, ended: ended.count };
        await manager.streams.purge(letters);
        await within(ended.came, TIMEOUT_MS);
        const { handle } = standing;
        if (handle !== undefined) await consumer.ask({ op: "collect", handle, timeout_ms: 1 });
        return { ...before, standing };
      });
      for (const each of [givenBack, ended]) each.stop();
      const { naked, ended: endedBefore, standing } = answer;
      const got = { naked, endedBefore, ended: ended.count, ...(await found(manager, letters)) };
      const letter = { letters: 1, hops: "1", absent: [], body: "no envelope" };
      const expected = { naked: true, endedBefore: 0, ended: 1, ...letter };
      await Promise.all([stream, letters].map((name) => manager.streams.delete(name)));
      return [compare(one, expected, got, context.keepMessage(standing))];
    },
  };
}
