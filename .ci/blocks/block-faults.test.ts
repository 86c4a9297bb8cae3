import { expect, test } from "vitest";
import { root } from "../workspace.ts";
import { blockFaults, cutOutFaults } from "./block-faults.ts";

const faults = (page: string, ...lines: string[]) => blockFaults(root, page, lines.join("\n"));
const fence = "```";

test("a block in a language that nothing runs on that page is told, with its line", () => {
  expect(faults("apps/x/README.md", "text", "", `${fence}ts`, "f();", fence)).toEqual([
    'apps/x/README.md:3: nothing runs this block of "ts"',
  ]);
  expect(faults("packages/core/README.md", `${fence}ts`, "f();", fence)).toEqual([]);
  expect(faults("packages/core/README.md", fence, "a picture", fence)).toEqual([
    'packages/core/README.md:1: nothing runs this block of ""',
  ]);
});

test("a block with a proof, or a reason why it is not run, has no fault", () => {
  expect(faults("a.md", `${fence}text`, "out", fence, "<!-- proof: src/a.test.ts -->")).toEqual([]);
  expect(faults("a.md", `${fence}yaml`, "a: 1", fence, "<!-- not run: no Docker -->")).toEqual([]);
  expect(faults("a.md", `${fence}yaml`, "a: 1", fence, "<!-- not run: -->")).toHaveLength(1);
  expect(faults("a.md", `${fence}yaml`, "a: 1", fence, "<!-- another -->")).toHaveLength(1);
});

test("a line of the shell that names what is not there is told", () => {
  const lines = [
    "npx -y pnpm@12 test # all of it",
    "npx -y pnpm@12 example apps/examples/src/servers.ts",
    "npm install --save-dev @natsbridge/nats-server",
    "bash .ci/run",
    "npx -y pnpm@12 --dir packages/schema generate",
    "npx -y pnpm@12 --dir packages/gone generate",
    "npx -y pnpm@12 nothing",
    "npx -y pnpm@12 example apps/examples/src/gone.ts",
    "npm install left-pad",
    "rm -rf elsewhere",
  ];
  expect(faults("a.md", `${fence}sh`, ...lines, fence)).toEqual([
    'a.md:1: there is no packages/gone, as in "npx -y pnpm@12 --dir packages/gone generate"',
    'a.md:1: there is no nothing, as in "npx -y pnpm@12 nothing"',
    'a.md:1: there is no apps/examples/src/gone.ts, as in "npx -y pnpm@12 example apps/examples/src/gone.ts"',
    'a.md:1: there is no left-pad, as in "npm install left-pad"',
    'a.md:1: nothing runs "rm -rf elsewhere"',
  ]);
});

test("code that is cut out of a file is run by a test that the page names", () => {
  const page = "<<< @/../../examples/src/scenarios/chat.ts#send{ts} [Node]";
  const proof = (path: string) => `${page}\n\nIt runs.<!-- proof: ${path} -->`;
  expect(cutOutFaults(root, "a.md", proof("apps/examples/src/scenarios.test.ts"))).toEqual([]);
  expect(cutOutFaults(root, "a.md", proof("apps/cli/src/json-output.test.ts"))).toEqual([
    "a.md: no test that the page names runs apps/examples/src/scenarios/chat.ts",
  ]);
});
