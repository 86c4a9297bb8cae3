import { runProgram } from "../run-program.ts";
import { readReport } from "./read-report.ts";
import type { Target } from "./target.ts";

/** A project that has `@nats-io/transport-node` 3 in the place of `nats` 2. */
export const nodeNats3: Target = {
  name: "node-nats3",
  kind: "runtime",
  async run({ projects, world }) {
    const overrides = { nats: "npm:@nats-io/transport-node@3.4.0" };
    const cwd = await projects.with({ overrides });
    const args = ["suite/program.js", JSON.stringify(world.tcp)];
    const output = await runProgram(process.execPath, args, {
      cwd,
      timeout: 300_000,
    });
    return { version: process.versions.node, results: readReport(output) };
  },
};
