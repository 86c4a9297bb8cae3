import type { BridgeStatus } from "@natsbridge/core";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { CoreLosses } from "./core-losses.ts";
import { LongestWait } from "./longest-wait.ts";

describe("what is missing is told only by an event within its gap", () => {
  const tell = (losses: CoreLosses, side: "subscriber" | "publisher", type: BridgeStatus["type"]) =>
    losses.follow(
      side,
      (async function* () {
        yield { type } as BridgeStatus;
      })(),
    );
  const send = (losses: CoreLosses, ...numbers: number[]) => {
    for (const n of numbers) {
      losses.begin(n);
      losses.confirm(n);
    }
  };
  const pass = (losses: CoreLosses, ...numbers: number[]) => {
    for (const n of numbers) {
      send(losses, n);
      losses.receive(n);
    }
  };
  const counts = (lost: number, told_to_publisher_only: number, ...untold_from: number[]) => ({
    lost,
    told_to_publisher_only,
    untold: untold_from.length,
    untold_from,
  });

  test.each(["disconnect", "reconnect", "connection_replaced", "slow_consumer"] as const)(
    "%s of the subscriber",
    async (type) => {
      const losses = new CoreLosses();
      pass(losses, 0);
      send(losses, 1, 2);
      await tell(losses, "subscriber", type);
      pass(losses, 3);
      expect(losses.count()).toEqual(counts(2, 0));
    },
  );

  test("not by one just before or just after it, nor by another kind", async () => {
    const losses = new CoreLosses();
    await tell(losses, "subscriber", "disconnect");
    pass(losses, 0);
    send(losses, 1);
    await tell(losses, "subscriber", "lame_duck");
    pass(losses, 2);
    await tell(losses, "subscriber", "disconnect");
    pass(losses, 3);
    expect(losses.count()).toEqual(counts(1, 0, 1));
  });

  test("by one of the publisher, which is counted by itself", async () => {
    const losses = new CoreLosses();
    pass(losses, 0);
    send(losses, 1);
    losses.begin(2);
    await tell(losses, "publisher", "disconnect");
    losses.confirm(2);
    losses.receive(2);
    pass(losses, 3);
    send(losses, 4);
    pass(losses, 5);
    expect(losses.count()).toEqual(counts(2, 1, 4));
  });

  test("before the first and after the last that came", async () => {
    const losses = new CoreLosses();
    send(losses, 0);
    pass(losses, 1);
    send(losses, 2);
    expect(losses.count()).toEqual(counts(2, 0, 0, 2));
    await tell(losses, "subscriber", "disconnect");
    expect(losses.count()).toEqual(counts(2, 0, 0));
  });
});

describe("the longest wait", () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["performance"] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test("counts what still waits", () => {
    const waits = new LongestWait();
    waits.begin("a");
    vi.advanceTimersByTime(300);
    waits.begin("a");
    waits.end("a");
    waits.end("a");
    waits.begin("b");
    vi.advanceTimersByTime(100);
    expect(waits.longest).toBe(300);
    vi.advanceTimersByTime(900);
    expect(waits.longest).toBe(1_000);
  });
});
