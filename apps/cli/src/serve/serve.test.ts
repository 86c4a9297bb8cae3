import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { NatsBridgeError } from "@natsbridge/schema";
import { NATSBridge } from "natsbridge";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCli } from "../testing/run-cli.test.support.ts";
import { type Dev, startDev } from "../testing/start-dev.test.support.ts";
import { startListening } from "../testing/start-listening.test.support.ts";

let dev: Dev;
beforeAll(async () => {
  dev = await startDev();
});
afterAll(() => dev[Symbol.asyncDispose]());

test("a program's output is the answer", async () => {
  const args = ["serve", "upper", "--command", "tr a-z A-Z", "--count", "1"];
  const serving = await startListening(args, dev.env);
  const asked = await runCli(["request", "upper", "text=hello", "--json"], { env: dev.env });
  expect(asked).toMatchObject({ code: 0, stderr: "" });
  expect(JSON.parse(asked.stdout).payloads).toMatchObject([{ name: "output", value: "HELLO" }]);
  expect(await serving.result).toMatchObject({
    code: 0,
    stdout: "upper from natsbridge: answered, 5 bytes\n",
  });
});

test("payloads are files with names in the environment", async () => {
  const command =
    'cat "$NATSBRIDGE_FILE_2"; printf " %s %s" "$NATSBRIDGE_NAME_2" "$NATSBRIDGE_TYPE_2"';
  const serving = await startListening(
    ["serve", "files", "--command", command, "--count", "1"],
    dev.env,
  );
  const asked = await runCli(["request", "files", "a=x", 'b={"n":1}', "--json"], { env: dev.env });
  expect(JSON.parse(asked.stdout).payloads).toMatchObject([{ value: '{"n":1} b dictionary' }]);
  expect((await serving.result).code).toBe(0);
});

test("a command that fails is a NACK with its reason, and exit code 1 on both sides", async () => {
  const command = "echo oops >&2; exit 3";
  const serving = await startListening(
    ["serve", "bad", "--command", command, "--count", "1"],
    dev.env,
  );
  const asked = await runCli(["request", "bad", "x=1", "--json"], { env: dev.env });
  expect(asked).toMatchObject({ code: 1, stdout: "" });
  const { code, message } = JSON.parse(asked.stderr).error;
  expect(code).toBe("rejected");
  expect(message).toContain("exit code 3: oops");
  expect((await serving.result).code).toBe(1);
});

test("reply answers with the same payloads", async () => {
  const replying = await startListening(["reply", "time", "now=12", "--count", "1"], dev.env);
  const asked = await runCli(["request", "time", "x=1", "--json"], { env: dev.env });
  expect(JSON.parse(asked.stdout).payloads).toMatchObject([{ name: "now", value: 12 }]);
  expect((await replying.result).code).toBe(0);
});

test("a question that nobody hears is told at once, though dev listens to everything", async () => {
  const asked = await runCli(["request", "nobody", "x=1", "--json"], { env: dev.env });
  expect(asked.code).toBe(1);
  expect(JSON.parse(asked.stderr).error.code).toBe("no_responders");
});

test("what comes beyond --count is a NACK, and none waits for its time-out", async () => {
  await using bridge = await NATSBridge.connect({ broker_url: dev.env.NATS_URL });
  const folder = await mkdtemp(join(tmpdir(), "natsbridge-serve-"));
  const gate = join(folder, "open");
  const command = `until [ -e ${gate} ]; do sleep 0.05; done; cat`;
  const serving = await startListening(
    ["serve", "few", "--command", command, "--count", "2", "--concurrency", "2"],
    dev.env,
  );
  const seen = bridge.connection.subscribe("few", { max: 8 });
  const asked = Array.from({ length: 8 }, (_, n) =>
    bridge
      .request("few", [["n", String(n), "text"]], { timeout: 60_000 })
      .then(({ payloads }) => payloads[0]?.[1])
      .catch((error: NatsBridgeError) => `${error.code} ${error.message}`),
  );
  // None is answered before all are there.
  for await (const _question of seen);
  await writeFile(gate, "");
  const answers = await Promise.all(asked);
  await rm(folder, { recursive: true });
  const rejected = answers.filter((answer) => String(answer).startsWith("rejected"));
  expect([answers.length, rejected.length]).toEqual([8, 6]);
  expect(new Set(rejected).size).toBe(1);
  expect(rejected[0]).toContain('The service on "few" was to answer 2 messages, and has');
  expect(await serving.result).toMatchObject({ code: 0 });
});
