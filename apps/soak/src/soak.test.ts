import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const PROGRAM = fileURLToPath(new URL("soak.ts", import.meta.url));

const run = (...args: string[]) =>
  spawnSync(process.execPath, ["--conditions=@natsbridge/source", PROGRAM, ...args], {
    encoding: "utf8",
  });

test("one JSON document, of the parts that were asked for", () => {
  const { stdout, status } = run(
    "--json",
    "--minutes=0",
    "--messages=0",
    "--mutated=200",
    "--accidents=0",
  );
  expect(JSON.parse(stdout)).toMatchObject({
    mutated_into_receive: { messages: 200, untyped: 0 },
    mutated_into_subscribe: { messages: 200, untyped: 0 },
    faults: [],
  });
  expect(Object.keys(JSON.parse(stdout) as object)).not.toContain("steady_load");
  expect(status).toBe(0);
});

test("a wrong option: what it is and how to call it", () => {
  const { stderr, status } = run("--minutes", "ten");
  expect(stderr).toContain('--minutes: expected a number of at least 0, got "ten"');
  expect(stderr).toContain("pnpm soak [--minutes 10]");
  expect(status).toBe(2);
});
