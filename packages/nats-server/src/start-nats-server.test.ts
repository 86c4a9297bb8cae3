import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { promisify } from "node:util";
import { connect } from "nats";
import { describe, expect, test } from "vitest";
import { startNatsServer } from "./start-nats-server.ts";

/** Whether a process exists. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Unlike the process id, this tells a killed server from one whose parent has not noticed yet. */
async function isListening(url: string): Promise<boolean> {
  return fetch(url).then(
    (response) => response.ok,
    () => false,
  );
}

async function serverFolders(): Promise<string[]> {
  return (await readdir(tmpdir())).filter((name) => name.startsWith("natsbridge-nats-server-"));
}

describe("startNatsServer", () => {
  test("runs a server with the options on a free port and leaves nothing behind", async () => {
    const server = await startNatsServer({ jetstream: true, websocket: true, max_payload: 65_536 });
    const connection = await connect({ servers: server.url });
    expect(server.url).toBe(`nats://127.0.0.1:${server.port}`);
    expect(connection.info?.port).toBe(server.port);
    expect(connection.info?.max_payload).toBe(65_536);
    expect(connection.info?.jetstream).toBe(true);
    expect(server.websocketUrl).toMatch(/^ws:\/\/127\.0\.0\.1:\d+$/);
    expect(server.monitoringUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    await connection.close();

    const log = await server.readLog();
    const store = /Store Directory:\s+"(.+)"/.exec(log)?.[1] ?? "";
    expect(existsSync(store)).toBe(true);
    const { pid } = server;
    await Promise.all([server.stop(), server.stop()]);
    expect(isAlive(pid)).toBe(false);
    expect(existsSync(store)).toBe(false);
  });

  test("restarts on the same ports with what JetStream had stored", async () => {
    await using server = await startNatsServer({ jetstream: true });
    const connection = await connect({ servers: server.url, reconnectTimeWait: 50 });
    const manager = await connection.jetstreamManager();
    await manager.streams.add({ name: "KEEP", subjects: ["keep"] });
    await connection.jetstream().publish("keep", "kept");
    const { pid, port } = server;
    await server.kill();
    expect(isAlive(pid)).toBe(false);
    await server.restart();
    expect(server.port).toBe(port);
    expect(server.pid).not.toBe(pid);
    await connection.close();

    const again = await connect({ servers: server.url });
    const { state } = await (await again.jetstreamManager()).streams.info("KEEP");
    expect(state.messages).toBe(1);
    await again.close();
  });

  test("stops a server that hangs", async () => {
    const server = await startNatsServer();
    await server.kill("SIGSTOP");
    await server.stop();
    expect(isAlive(server.pid)).toBe(false);
  });

  test("says what the server said when its configuration is wrong", async () => {
    const before = await serverFolders();
    await expect(startNatsServer({ config: "max_payload: lots" })).rejects.toMatchObject({
      code: "invalid_config",
      message: expect.stringMatching(/It said: .*nats-server\.conf:5:1/),
    });
    expect((await serverFolders()).filter((name) => !before.includes(name))).toEqual([]);
  });

  test("says that a port is in use", async () => {
    await using first = await startNatsServer();
    await expect(startNatsServer({ port: first.port })).rejects.toMatchObject({
      code: "invalid_config",
      message: expect.stringContaining("address already in use"),
    });
  });

  test("stops when its signal is aborted", async () => {
    const controller = new AbortController();
    const server = await startNatsServer({ signal: controller.signal });
    controller.abort();
    await server.stop();
    expect(isAlive(server.pid)).toBe(false);

    const aborted = startNatsServer({ signal: AbortSignal.abort() });
    await expect(aborted).rejects.toMatchObject({ code: "aborted" });
  });

  const source = new URL("./start-nats-server.ts", import.meta.url).href;
  const program = (rest: string) =>
    `import { startNatsServer } from ${JSON.stringify(source)};
     const server = await startNatsServer({ jetstream: true });
     const store = /Store Directory:\\s+"(.+)"/.exec(await server.readLog())[1];
     console.log(JSON.stringify({ url: server.monitoringUrl, store }));
     ${rest}`;
  const args = ["--conditions", "@natsbridge/source", "--input-type=module", "-e"];

  test.each(["SIGINT", "SIGTERM", "SIGKILL"] as const)(
    "ends with a process that gets %s",
    async (signal) => {
      const child = spawn(process.execPath, [...args, program("setInterval(() => {}, 1000);")], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      const [line] = (await once(child.stdout, "data")) as [Buffer];
      const { url, store } = JSON.parse(line.toString()) as { url: string; store: string };
      expect(await isListening(url)).toBe(true);
      child.kill(signal);
      await once(child, "exit");
      await expect.poll(() => isListening(url), { timeout: 5_000 }).toBe(false);
      await expect.poll(() => existsSync(store), { timeout: 5_000 }).toBe(false);
    },
  );

  test.each([
    ["an uncaught error", "throw new Error('boom');"],
    ["nothing left to do", ""],
    ["process.exit", "process.exit(3);"],
  ])("ends with a process that ends by %s", async (_how, rest) => {
    const run = promisify(execFile)(process.execPath, [...args, program(rest)]);
    const stdout = await run.then(
      (result) => result.stdout,
      (error: { stdout: string }) => error.stdout,
    );
    const { url, store } = JSON.parse(stdout) as { url: string; store: string };
    await expect.poll(() => isListening(url), { timeout: 5_000 }).toBe(false);
    await expect.poll(() => existsSync(store), { timeout: 5_000 }).toBe(false);
  });
});
