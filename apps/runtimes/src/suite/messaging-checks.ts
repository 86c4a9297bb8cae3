import { NATSBridge, smartsend } from "natsbridge";
import type { Check } from "./check.ts";
import { expectCode, expectSame } from "./expect.ts";

/** Subscriptions, requests, services, and how a connection ends. */
export const messagingChecks: readonly Check[] = [
  {
    name: "a message is sent by one call, on a connection of its own",
    async run({ bridge, settings: { broker_url, fileserver_url }, unique }) {
      const subscription = bridge.subscribe(unique);
      const received = subscription[Symbol.asyncIterator]().next();
      await subscription.ready;
      const where = { broker_url, fileserver_url };
      const [, , receipt] = await smartsend(unique, [["note", "once", "text"]], where);
      expectSame(receipt.payloads[0]?.transport, "direct");
      expectSame((await received).value?.payloads, [["note", "once", "text"]]);
      subscription.unsubscribe();
    },
  },
  {
    name: "several payloads, metadata and names arrive in order",
    async run({ bridge, unique }) {
      const subscription = bridge.subscribe(unique);
      const received = subscription[Symbol.asyncIterator]().next();
      await subscription.ready;
      const [env] = await bridge.smartsend(
        unique,
        [
          ["one", "1", "text"],
          ["two", { n: 2 }, "dictionary"],
        ],
        { metadata: { shop: "Köln" }, sender_name: "suite" },
      );
      const { value } = await received;
      expectSame(
        [value?.msg_id, value?.sender_name, value?.metadata, value?.payloads],
        [
          env.msg_id,
          "suite",
          { shop: "Köln" },
          [
            ["one", "1", "text"],
            ["two", { n: 2 }, "dictionary"],
          ],
        ],
      );
      subscription.unsubscribe();
    },
  },
  {
    name: "a service answers a request",
    async run({ bridge, unique }) {
      const service = bridge.serve(unique, (env) => [
        ["square", Number(env.payloads[0]?.[1]) ** 2, "dictionary"],
      ]);
      await service.ready;
      const answer = await bridge.request(unique, [["n", 12, "dictionary"]]);
      expectSame(answer.payloads, [["square", 144, "dictionary"]]);
      await service.stop();
    },
  },
  {
    name: "a handler that throws rejects the request",
    async run({ bridge, unique }) {
      const service = bridge.serve(
        unique,
        () => {
          throw new Error("no such shop");
        },
        { expose_errors: true, on_poison: () => undefined },
      );
      await service.ready;
      const asking = bridge.request(unique, [["n", 1, "dictionary"]]);
      const error = await expectCode("rejected", asking);
      expectSame(error.details.reason?.includes("no such shop"), true);
      await service.stop();
    },
  },
  {
    name: "a request that nobody hears says so",
    async run({ bridge, unique }) {
      await expectCode("no_responders", bridge.request(unique, [["n", 1, "dictionary"]]));
    },
  },
  {
    name: "a request is given up when told to",
    async run({ bridge, unique }) {
      const subscription = bridge.subscribe(unique);
      await subscription.ready;
      const stop = new AbortController();
      const asking = bridge.request(unique, [["n", 1, "dictionary"]], { signal: stop.signal });
      stop.abort();
      await expectCode("aborted", asking);
      subscription.unsubscribe();
    },
  },
  {
    name: "closing ends what iterates, and what comes later is refused",
    async run({ settings: { broker_url }, unique }) {
      const bridge = await NATSBridge.connect({ broker_url });
      const subscription = bridge.subscribe(unique);
      await subscription.ready;
      const next = subscription[Symbol.asyncIterator]().next();
      await bridge.close();
      expectSame((await next).done, true);
      await expectCode("connection_failed", bridge.smartsend(unique, [["n", "x", "text"]]));
    },
  },
];
