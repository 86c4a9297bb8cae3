import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type NatsServer, startNatsServer } from "@natsbridge/nats-server";
import { NATS_CLIENTS } from "testkit/nats-clients";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { subscribe } from "../consume/subscribe.ts";

let server: NatsServer;
beforeAll(async () => {
  server = await startNatsServer();
});
afterAll(() => server?.stop());

test.each(NATS_CLIENTS)(
  "a callback that throws makes no connection of $client deaf",
  async ({ dial }) => {
    const warning = vi.spyOn(process, "emitWarning").mockReturnValue();
    const connection = await dial({ servers: server.url });
    try {
      const { promise: called, resolve } = Promise.withResolvers<void>();
      const { ready } = subscribe(connection, "bad", {
        callback: () => {
          resolve();
          throw new Error("in the callback");
        },
      });
      const answering = subscribe(connection, "good", {
        callback: (_e, m) => void m.respond("ok"),
      });
      await Promise.all([ready, answering.ready]);
      connection.publish("bad", "x");
      await called;
      const answer = await connection.request("good", "", { timeout: 5_000 });
      expect(new TextDecoder().decode(answer.data)).toBe("ok");
      expect(warning).toHaveBeenCalledExactlyOnceWith(
        "A callback of a NATS subscription failed: in the callback",
        { type: "NatsBridgeWarning", code: "callback_failed" },
      );
    } finally {
      warning.mockRestore();
      await connection.close();
    }
  },
);

test("no other file hands a callback to a NATS client", async () => {
  const packages = fileURLToPath(new URL("../../../", import.meta.url));
  const found: string[] = [];
  for (const name of ["transport", "core", "fileserver-objectstore"]) {
    const folder = join(packages, name, "src");
    for (const file of await readdir(folder, { recursive: true })) {
      if (!file.endsWith(".ts") || file.includes(".test.")) continue;
      const text = await readFile(join(folder, file), "utf8");
      if (/\.subscribe\([^)]*\{[^}]*callback/s.test(text)) found.push(file);
    }
  }
  expect(found).toEqual(["connection/subscribe-guarded.ts"]);
});
