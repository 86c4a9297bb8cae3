import { type NatsServer, startNatsServer } from "@natsbridge/nats-server";
import { NatsBridgeError } from "@natsbridge/schema";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { NATSBridge } from "./nats-bridge.ts";

let nats: NatsServer;
let service: NATSBridge;
let client: NATSBridge;

beforeAll(async () => {
  nats = await startNatsServer();
  service = await NATSBridge.connect({ broker_url: nats.url, sender_name: "squares" });
  client = await NATSBridge.connect({ broker_url: nats.url });
});
afterAll(async () => {
  await client?.close();
  await service?.close();
  await nats?.stop();
});

const ask = (subject: string, value: unknown) =>
  client.request(subject, [["n", value as never, "dictionary"]]);

async function failure(promise: Promise<unknown>): Promise<NatsBridgeError> {
  const error: unknown = await promise.catch((reason: unknown) => reason);
  if (NatsBridgeError.isInstance(error)) return error;
  throw new Error("it succeeded");
}

const quiet = () => undefined;
const logger = { debug: quiet, info: quiet, warn: quiet, error: quiet };

describe("request", () => {
  test("rejects a NACK with its reason, its code and the answer itself", async () => {
    const asked = service.subscribe("refused");
    await asked.ready;
    const answering = (async () => {
      for await (const env of asked) {
        await service.nack(env, "out of stock", { metadata: { code: "sold_out" } });
        break;
      }
    })();
    const error = await failure(ask("refused", 1));
    await answering;
    expect(error.code).toBe("rejected");
    expect(error.isRetryable).toBe(false);
    expect(error.message).toBe(
      'The request on "refused" was rejected by squares: "out of stock" (sold_out)',
    );
    expect(error.details).toEqual({ reason: "out of stock" });
    expect(Object.keys(error.details)).toEqual(["reason"]);
    expect(error.details.env).toMatchObject({ msg_purpose: "NACK", sender_name: "squares" });
  });

  test("an ACK resolves", async () => {
    const serving = service.serve("acked", () => undefined);
    await serving.ready;
    expect((await ask("acked", 1)).msg_purpose).toBe("ACK");
    await serving.stop();
  });
});

describe("serve", () => {
  test("what the handler returns is the reply, tied to its question", async () => {
    const serving = service.serve("square", ({ payloads }) => [
      ["result", Number(payloads[0]?.[1]) ** 2, "dictionary"],
    ]);
    await serving.ready;
    const answer = await ask("square", 12);
    expect(answer.payloads).toEqual([["result", 144, "dictionary"]]);
    expect(answer.sender_name).toBe("squares");
    await serving.stop();
    expect(await serving.closed).toBeUndefined();
    expect((await failure(ask("square", 12))).code).toBe("no_responders");
  });

  test("what it throws is a NACK with the code, and the message only where errors are exposed", async () => {
    const fail = (env: { payloads: readonly (readonly unknown[])[] }) => {
      if (env.payloads[0]?.[1] === "plain") throw new Error("password is 1234");
      throw new NatsBridgeError({ code: "invalid_payload", message: "no such table" });
    };
    const mute = service.serve("mute", fail, { logger });
    const open = service.serve("open", fail, { logger, expose_errors: true });
    await Promise.all([mute.ready, open.ready]);
    const reasons = [];
    for (const [subject, value] of [
      ["mute", "plain"],
      ["mute", "typed"],
      ["open", "plain"],
      ["open", "typed"],
    ] as const) {
      const { details } = await failure(ask(subject, value));
      const env = details.env as { metadata: { code: string } };
      reasons.push([details.reason, env.metadata.code]);
    }
    expect(reasons).toEqual([
      ["the service failed (handler_failed)", "handler_failed"],
      ["the service failed (invalid_payload)", "invalid_payload"],
      ["password is 1234", "handler_failed"],
      ["no such table", "invalid_payload"],
    ]);
    await Promise.all([mute.stop(), open.stop()]);
  });

  test("an answer that cannot be sent is a NACK", async () => {
    const serving = service.serve("broken", () => [["f", (() => 1) as never, "dictionary"]], {
      logger,
    });
    await serving.ready;
    expect((await failure(ask("broken", 1))).details.reason).toBe(
      "the service failed (invalid_payload)",
    );
    await serving.stop();
  });

  test("lazy: the handler is given handles, and what cannot be read when it is asked for is a NACK", async () => {
    const serving = service.serve(
      "lazily",
      async ({ payloads }) => [["text", (await payloads[0]?.[1].text()) ?? "", "text"]],
      { lazy: true, logger },
    );
    await serving.ready;
    const answer = await client.request("lazily", [["t", "hello", "text"]]);
    expect(answer.payloads).toEqual([["text", "hello", "text"]]);
    const [, json] = await client.smartsend("x", [["t", "hello", "text"]], { is_publish: false });
    const damaged = json.replace(/"checksum":"[0-9a-f]{8}/, '"checksum":"00000000');
    const refused = await client.connection.request("lazily", damaged, { timeout: 5_000 });
    expect((await client.smartreceive(refused)).metadata).toEqual({
      reason: "the service failed (checksum_mismatch)",
      code: "checksum_mismatch",
    });
    await serving.stop();
  });

  test("a message that cannot be read is told, and refused where it says whom to answer", async () => {
    const poison: string[] = [];
    const serving = service.serve("read", () => undefined, {
      on_poison: ({ code }) => void poison.push(code),
      logger,
    });
    await serving.ready;
    client.connection.publish("read", "garbage");
    const answers = client.subscribe("me");
    await answers.ready;
    const link = {
      dataname: "x",
      payload_type: "binary",
      transport: "link",
      data: "http://x.test/",
    };
    const body = { correlation_id: "c", msg_id: "m", reply_to: "me", payloads: [link] };
    client.connection.publish("read", JSON.stringify(body));
    for await (const env of answers) {
      expect(env).toMatchObject({
        msg_purpose: "NACK",
        reply_to_msg_id: "m",
        metadata: { code: "link_forbidden" },
      });
      break;
    }
    expect(poison).toEqual(["invalid_envelope", "link_forbidden"]);
    await serving.stop();
  });

  test("answers of others are not answered, and whoever asks by NATS alone is", async () => {
    const codes: string[] = [];
    let calls = 0;
    const serving = service.serve(
      "plain",
      () => {
        calls++;
        return [["a", "b", "text"]];
      },
      { on_poison: ({ code }) => void codes.push(code), logger },
    );
    await serving.ready;
    await client.smartsend("plain", [], { msg_purpose: "NACK", reply_to: "plain" });
    const [, json] = await client.smartsend("s", [["a", "b", "text"]], { is_publish: false });
    const answer = await client.connection.request("plain", json, { timeout: 5_000 });
    expect((await client.smartreceive(answer)).payloads).toEqual([["a", "b", "text"]]);
    expect(calls).toBe(1);
    expect(codes).toEqual(["invalid_envelope"]);
    await serving.stop();
  });

  test("concurrency: as many at once, and stop() and close() wait for them", async () => {
    const bridge = await NATSBridge.connect({ broker_url: nats.url });
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    const { promise: full, resolve: isFull } = Promise.withResolvers<void>();
    let running = 0;
    const serving = bridge.serve(
      "slow",
      async () => {
        if (++running === 2) isFull();
        await released;
      },
      { concurrency: 2 },
    );
    await serving.ready;
    const asked = [ask("slow", 1), ask("slow", 2)];
    await full;
    const closed = bridge.close();
    release();
    await closed;
    expect((await Promise.all(asked)).map(({ msg_purpose }) => msg_purpose)).toEqual([
      "ACK",
      "ACK",
    ]);
  });

  test("a wrong option or handler is refused at once", () => {
    expect(() => service.serve("x", undefined as never)).toThrow(/handler: expected a function/);
    expect(() => service.serve("x", () => undefined, { concurency: 2 } as never)).toThrow(
      /unknown option "concurency"; did you mean concurrency\?/,
    );
  });
});
