import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { createInterface } from "node:readline";
import { type NatsServer, startNatsServer } from "@natsbridge/nats-server";
import { ensureStream, NATSBridge } from "natsbridge";
import { expect, test, vi } from "vitest";
import { spawnCli } from "../testing/run-cli.test.support.ts";

/** The lines of JSON that a command prints, as they come. */
function linesOf(args: readonly string[], url: string) {
  const child = spawnCli([...args, "--json", "--nats", url]);
  if (child.stdout === null || child.stderr === null) throw new Error("no output");
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const events: string[] = [];
  createInterface(child.stderr).on("line", (line) => {
    const { event, text = "" } = JSON.parse(line);
    events.push(`${event} ${text}`);
  });
  return {
    listening: once(child.stderr, "data"),
    events,
    next: async (): Promise<unknown> =>
      JSON.parse((await lines.next()).value ?? "null")?.payloads[0].value,
    exitCode: once(child, "close").then(([code]: readonly unknown[]) => code),
  };
}

/** Resolves when a server knows a subscription. */
async function heard({ monitoringUrl }: NatsServer, subject: string): Promise<void> {
  const url = `${monitoringUrl}/subsz?test=${subject}&subs=1`;
  await vi.waitUntil(async () => (await (await fetch(url)).json()).total > 0, { timeout: 30_000 });
}

test.each([
  ["a subject", "plain", []],
  ["a stream", "work", ["--stream", "WORK"]],
  ["a stream from a place", "work", ["--stream", "WORK", "--from", "1"]],
  ["a stream by a durable consumer", "work", ["--stream", "WORK", "--durable", "me"]],
])(
  "recv of %s goes on after the broker was killed and is back",
  async (_what, subject, args) => {
    await using server = await startNatsServer({ jetstream: true });
    await using bridge = await NATSBridge.connect({
      broker_url: server.url,
      connection_options: { reconnectTimeWait: 50 },
    });
    await ensureStream(bridge.connection, { name: "WORK", subjects: ["work"] });
    const isStored = subject === "work";
    const send = (n: number) =>
      bridge.smartsend(subject, [["n", n, "dictionary"]], { jetstream: isStored });
    const recv = linesOf(["recv", subject, "--count", "3", ...args], server.url);
    if (!isStored) await recv.listening;
    await send(1);
    expect(await recv.next()).toBe(1);
    await server.kill();
    await server.restart();
    if (!isStored) await heard(server, subject);
    await send(2);
    expect(await recv.next()).toBe(2);
    await send(3);
    expect(await recv.next()).toBe(3);
    expect(await recv.exitCode).toBe(0);
    const lost = isStored ? "" : "; what was published to plain meanwhile is lost";
    expect(recv.events.filter((event) => !event.startsWith("listening"))).toEqual([
      "disconnect connection to the broker lost; it is made again",
      `reconnect connected again${lost}`,
    ]);
  },
  60_000,
);

test("recv goes on where the broker refuses its login for a while", async () => {
  const folder = await mkdtemp(join(tmpdir(), "natsbridge-login-"));
  const path = join(folder, "login.conf");
  const setPassword = (password: string) =>
    writeFile(path, `authorization { user: me, password: "${password}" }`);
  await setPassword("first");
  await using server = await startNatsServer({
    config: `include "../${basename(folder)}/login.conf"`,
  });
  const url = server.url.replace("//", "//me:first@");
  const recv = linesOf(["recv", "plain", "--count", "1"], url);
  await recv.listening;
  await setPassword("second");
  process.kill(server.pid, "SIGHUP");
  const refused = async () => /authentication error/.test(await server.readLog());
  await vi.waitUntil(refused, { timeout: 30_000 });
  await setPassword("first");
  process.kill(server.pid, "SIGHUP");
  await heard(server, "plain");
  await using bridge = await NATSBridge.connect({ broker_url: url });
  await bridge.smartsend("plain", [["n", 7, "dictionary"]]);
  expect(await recv.next()).toBe(7);
  expect(await recv.exitCode).toBe(0);
  await rm(folder, { recursive: true });
}, 60_000);
