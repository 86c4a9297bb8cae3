import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { installTools } from "../install/install-tools.ts";
import { PINNED } from "../install/pinned.ts";
import { runProgram } from "../run-program.ts";
import { readReport } from "./read-report.ts";
import type { Target } from "./target.ts";

/** A test of a user: Jest reads ES modules with `--experimental-vm-modules`. */
const TEST = `
import { writeFileSync } from "node:fs";
import { NATSBridge } from "natsbridge";
import { runSuite } from "./suite/run-suite.js";

test("the suite", async () => {
  const settings = JSON.parse(process.env.SETTINGS);
  const { broker_url, fileserver_url } = settings;
  const bridge = await NATSBridge.connect({ broker_url, fileserver_url });
  writeFileSync("jest.json", JSON.stringify({ results: await runSuite(settings, bridge) }));
}, 300_000);
`;

/** Jest, whose tests are ES modules. */
export const jest: Target = {
  name: "jest",
  kind: "runtime",
  async run({ project: cwd, world }) {
    const modules = await installTools("jest");
    writeFileSync(join(cwd, "suite.test.js"), TEST);
    const args = ["--experimental-vm-modules", join(modules, "jest/bin/jest.js"), "suite.test.js"];
    const config = JSON.stringify({ rootDir: cwd, transform: {}, testEnvironment: "node" });
    const env = { SETTINGS: JSON.stringify(world.tcp) };
    await runProgram(process.execPath, [...args, "--config", config], {
      cwd,
      timeout: 300_000,
      env,
    });
    const results = readReport(readFileSync(join(cwd, "jest.json"), "utf8"));
    return { version: PINNED.jest.jest ?? "", results };
  },
};
