import { type NatsServer, startNatsServer } from "@natsbridge/nats-server";
import { startTcpProxy } from "testkit";
import { NATS_CLIENTS } from "testkit/nats-clients";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { NatsConnection } from "../connection/nats-connection.ts";
import { subscribe } from "../consume/subscribe.ts";
import { requestInbox } from "../shared/shared-state.ts";
import { request } from "./request.ts";

const USERS = `
authorization {
  users: [
    { user: all, password: secret }
    { user: few, password: secret, permissions: { publish: ["allowed"], subscribe: ["allowed", "_INBOX.>"] } }
    { user: deaf, password: secret, permissions: { publish: [">"], subscribe: ["allowed"] } }
  ]
}`;

describe.each(NATS_CLIENTS)("subscribe and request over $client", ({ dial }) => {
  let server: NatsServer;
  let all: NatsConnection;
  let few: NatsConnection;
  const as = (user: string) => dial({ servers: server.url, user, pass: "secret" });

  beforeAll(async () => {
    server = await startNatsServer({ config: USERS, max_payload: 65_536 });
    [all, few] = await Promise.all([as("all"), as("few")]);
  });
  afterAll(async () => {
    await Promise.all([all.close(), few.close()]);
    await server.stop();
  });

  test("a request is answered, with headers", async () => {
    const service = subscribe(all, "double", {
      callback: (_error, message) => {
        message.respond(`${new TextDecoder().decode(message.data)}${message.headers?.get("x")}`);
      },
    });
    const answer = await request(all, "double", "a", { headers: { x: "b" } });
    expect(new TextDecoder().decode(answer.data)).toBe("ab");
    service.unsubscribe();
  });

  test("requests of a connection share one subscription, and each gets its own answer", async () => {
    const asking = await as("all");
    const subscribing = vi.spyOn(asking, "subscribe");
    const service = subscribe(all, "echo", {
      callback: (_error, message) => {
        // The last one asked is answered first.
        setTimeout(() => message.respond(message.data), 100 - message.data.length);
      },
    });
    await service.ready;
    const inbox = requestInbox(asking);
    const asked = Array.from({ length: 50 }, (_, at) =>
      request(asking, "echo", "x".repeat(at), at === 7 ? { inbox } : {}),
    );
    const answers = await Promise.all(asked);
    expect(answers.map(({ data }) => data.length)).toEqual(asked.map((_, at) => at));
    expect(answers[7]?.subject).toBe(inbox);
    expect(subscribing).toHaveBeenCalledTimes(1);
    service.unsubscribe();
    await asking.close();
  });

  test("an answer that comes too late is nobody's, and the next one is not taken for it", async () => {
    const replies: string[] = [];
    const service = subscribe(all, "late", {
      callback: (_error, message) => void replies.push(message.reply ?? ""),
    });
    await service.ready;
    await expect(request(all, "late", "a", { timeout: 20 })).rejects.toMatchObject({
      code: "timeout",
    });
    const second = request(all, "late", "b");
    await expect.poll(() => replies.length).toBe(2);
    for (const [at, reply] of replies.entries()) all.publish(reply, `answer ${at}`);
    expect(new TextDecoder().decode((await second).data)).toBe("answer 1");
    service.unsubscribe();
  });

  test("nobody there, no answer, abort, permission, size, closed: each its own code", async () => {
    const silent = subscribe(all, "silent");
    const cases = [
      [() => request(all, "nobody", "a"), "no_responders", "refused"],
      [() => request(all, "silent", "a", { timeout: 50 }), "timeout", "unknown"],
      [
        () => request(all, "silent", "a", { signal: AbortSignal.timeout(20) }),
        "aborted",
        "unknown",
      ],
      [() => request(all, "silent", "a", { signal: AbortSignal.abort() }), "aborted", "refused"],
      [() => request(few, "forbidden", "a"), "permission_denied", "refused"],
      [() => request(all, "silent", new Uint8Array(65_537)), "payload_too_large", "refused"],
    ] as const;
    for (const [ask, code, outcome] of cases) {
      await expect(ask()).rejects.toMatchObject({ code, details: { outcome } });
    }
    await expect(request(all, "a..b", "a")).rejects.toMatchObject({ code: "invalid_subject" });
    silent.unsubscribe();
    const closed = await as("all");
    await closed.close();
    await expect(request(closed, "x", "a")).rejects.toMatchObject({ code: "publish_failed" });
    expect(() => subscribe(closed, "x")).toThrowError(
      expect.objectContaining({ code: "connection_failed" }),
    );
  });

  test("does not wait for an answer that went to a broken connection", async () => {
    await using proxy = await startTcpProxy(server.port);
    const cut = await dial({
      servers: proxy.address,
      user: "all",
      pass: "secret",
      reconnect: false,
    });
    const silent = subscribe(all, "silent");
    await all.flush();
    const asking = expect(request(cut, "silent", "a", { timeout: 60_000 })).rejects.toMatchObject({
      code: "publish_failed",
      message: expect.stringContaining("the connection broke"),
      details: { outcome: "unknown" },
    });
    for await (const _message of silent) break;
    proxy.cut();
    await asking;
  });

  test("a user who may not read its inbox is told so", async () => {
    const deaf = await as("deaf");
    for (const subject of ["allowed", "another"]) {
      await expect(request(deaf, subject, "a")).rejects.toMatchObject({
        code: "permission_denied",
        message: expect.stringContaining("cannot read the answer"),
        details: { outcome: "unknown" },
      });
    }
    await deaf.close();
  });

  test("iterating a refused subscription rejects, and a callback is told", async () => {
    const expected = {
      code: "permission_denied",
      message: expect.stringContaining('does not allow this user to subscribe to "forbidden"'),
    };
    const iterate = async (): Promise<void> => {
      for await (const _message of subscribe(few, "forbidden")) break;
    };
    await expect(iterate()).rejects.toMatchObject(expected);
    await expect(subscribe(few, "forbidden").ready).rejects.toMatchObject(expected);
    await expect(subscribe(few, "forbidden", { queue: "q" }).ready).rejects.toMatchObject(expected);
    await subscribe(few, "allowed").ready;
    const { promise, resolve } = Promise.withResolvers();
    subscribe(few, "forbidden", { callback: (error) => resolve(error) });
    expect(await promise).toMatchObject(expected);
  });

  test("max ends the iteration, a queue shares the messages, drain lets the rest pass", async () => {
    const seen: string[] = [];
    const collect = async (name: string, messages: AsyncIterable<unknown>): Promise<void> => {
      for await (const _message of messages) seen.push(name);
    };
    const both = [1, 2].map(() => subscribe(all, "work", { queue: "workers" }));
    const once = subscribe(all, "work", { max: 3 });
    const done = [...both.map((one) => collect("queue", one)), collect("max", once)];
    for (let count = 0; count < 10; count++) all.publish("work", "x");
    await all.flush();
    await Promise.all(both.map((one) => one.drain()));
    await Promise.all(done);
    expect(seen.filter((name) => name === "queue")).toHaveLength(10);
    expect(seen.filter((name) => name === "max")).toHaveLength(3);
  });
});
