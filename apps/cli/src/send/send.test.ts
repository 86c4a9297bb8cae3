import { afterAll, beforeAll, expect, test } from "vitest";
import { runCli } from "../testing/run-cli.test.support.ts";
import { type Dev, startDev } from "../testing/start-dev.test.support.ts";

let dev: Dev;
beforeAll(async () => {
  dev = await startDev();
});
afterAll(() => dev[Symbol.asyncDispose]());

test("what is sent is received as what it is", async () => {
  const receiving = runCli(["recv", "--json", "chat", "--count", "1", "--timeout", "20s"], { env: dev.env });
  // The broker tells who listens; until then the message is sent again.
  const { code, stdout } = await sendUntilReceived(receiving);
  expect(code).toBe(0);
  const { subject, payloads } = JSON.parse(stdout);
  expect(subject).toBe("chat");
  expect(payloads.map(({ name, type, value }: Record<string, unknown>) => [name, type, value])).toEqual([
    ["note", "text", "Look"],
    ["config", "dictionary", { on: true }],
    ["step", "dictionary", 0.01],
  ]);
});

async function sendUntilReceived(receiving: ReturnType<typeof runCli>) {
  let isDone = false;
  void receiving.finally(() => {
    isDone = true;
  });
  while (!isDone) {
    const sent = await runCli(["send", "chat", "note=Look", 'config={"on":true}', "step=0.01"], { env: dev.env });
    expect(sent.stderr).toBe("");
    expect(sent.code).toBe(0);
  }
  return receiving;
}

test("a subject that is none is told in one line", async () => {
  const { code, stderr } = await runCli(["send", "a..b", "x=1"], { env: dev.env });
  expect(code).toBe(1);
  expect(stderr).toContain("(invalid_subject)");
  expect(stderr).not.toContain("    at ");
});
