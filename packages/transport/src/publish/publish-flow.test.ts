import { startNatsServer } from "@natsbridge/nats-server";
import { startTcpProxy } from "testkit";
import { NATS_CLIENTS } from "testkit/nats-clients";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { subscribe } from "../consume/subscribe.ts";
import { publishMessage } from "../publish-message.ts";
import { PublishFlow } from "./publish-flow.ts";

describe("PublishFlow", () => {
  test("lets in what fits, in order, and a larger one alone", async () => {
    const flow = new PublishFlow({ max_unflushed_bytes: 10 });
    const order: string[] = [];
    const enter = async (name: string, bytes: number): Promise<() => void> => {
      const leave = await flow.enter(bytes);
      order.push(name);
      return leave;
    };
    const [a, b] = await Promise.all([enter("a", 4), enter("b", 6)]);
    const large = enter("large", 11);
    const small = enter("small", 1);
    a();
    await Promise.resolve();
    expect(order).toEqual(["a", "b"]);
    b();
    (await large)();
    (await small)();
    expect(order).toEqual(["a", "b", "large", "small"]);
  });

  test("an abort while waiting rejects, and the next one takes its turn", async () => {
    const flow = new PublishFlow({ max_unflushed_bytes: 10 });
    const leave = await flow.enter(10);
    const controller = new AbortController();
    const given = [flow.enter(10, controller.signal), flow.enter(10, controller.signal)];
    const next = flow.enter(10);
    controller.abort();
    for (const entry of given) {
      await expect(entry).rejects.toMatchObject({
        code: "aborted",
        details: { outcome: "refused" },
      });
    }
    leave();
    (await next)();
  });

  test("keeps to the rate", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance", "Date"] });
    onTestFinished(() => {
      vi.useRealTimers();
    });
    const flow = new PublishFlow({ max_bytes_per_second: 1_000_000 });
    const started = performance.now();
    const entered: number[] = [];
    const entering = (async () => {
      for (let count = 0; count < 4; count++) {
        (await flow.enter(100_000))();
        entered.push(performance.now() - started);
      }
    })();
    await vi.runAllTimersAsync();
    await entering;
    expect(entered).toEqual([0, 100, 200, 300]);
  });

  test.each([0, -1, Number.NaN])("refuses a limit of %s", (limit) => {
    expect(() => new PublishFlow({ max_bytes_per_second: limit })).toThrowError(
      expect.objectContaining({ code: "invalid_config" }),
    );
  });
});

test.each(NATS_CLIENTS)(
  "a reader as fast as the cap loses nothing, over $client",
  async ({ dial }) => {
    await using server = await startNatsServer({ config: "max_pending: 2000000" });
    // The reader takes 10 MB/s; without the cap the server cuts it off.
    await using slow = await startTcpProxy(server.port, { answer_rate: 10_000_000 });
    const reader = await dial({ servers: slow.address, reconnect: false });
    const writer = await dial({ servers: server.url });
    const messages = subscribe(reader, "big", { max: 60 });
    await reader.flush();
    const flow = new PublishFlow({ max_bytes_per_second: 8_000_000 });
    const payload = new Uint8Array(200_000);
    const sending = Promise.all(
      Array.from({ length: 60 }, () => publishMessage(writer, "big", payload, "c-1", { flow })),
    );
    let received = 0;
    for await (const message of messages) received += message.data.length;
    await sending;
    expect(received).toBe(60 * 200_000);
    await reader.close();
    await writer.close();
  },
);
