import { afterAll, beforeAll, expect, test } from "vitest";
import { runCli } from "../testing/run-cli.test.support.ts";
import { type Dev, startDev } from "../testing/start-dev.test.support.ts";
import { startListening } from "../testing/start-listening.test.support.ts";

let dev: Dev;
beforeAll(async () => {
  dev = await startDev();
});
afterAll(() => dev[Symbol.asyncDispose]());

test("what is sent is received as what it is", async () => {
  const receiving = await startListening(["recv", "chat", "--json", "--count", "1"], dev.env);
  const sent = await runCli(["send", "chat", "note=Look", 'config={"on":true}', "step=0.01"], {
    env: dev.env,
  });
  expect(sent).toMatchObject({ code: 0, stderr: "" });
  const { code, stdout } = await receiving.result;
  expect(code).toBe(0);
  const { subject, payloads } = JSON.parse(stdout);
  expect(subject).toBe("chat");
  const told = payloads.map(({ name, type, value }: Record<string, unknown>) => [
    name,
    type,
    value,
  ]);
  expect(told).toEqual([
    ["note", "text", "Look"],
    ["config", "dictionary", { on: true }],
    ["step", "dictionary", 0.01],
  ]);
});

test("a subject that is none is told in one line", async () => {
  const { code, stderr } = await runCli(["send", "a..b", "x=1"], { env: dev.env });
  expect(code).toBe(1);
  expect(stderr).toContain("(invalid_subject)");
  expect(stderr).not.toContain("    at ");
});
