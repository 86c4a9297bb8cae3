/** Brings what the peers run on: once, into ignored folders, without asking. */
import { styleText } from "node:util";
import { STEPS } from "./setup/steps.ts";

const started = performance.now();
const results = await Promise.all(
  STEPS.map(async ({ name, run }) => {
    const log = (line: string) => console.log(`${styleText("dim", `${name}:`)} ${line}`);
    const since = () => `${((performance.now() - started) / 1000).toFixed(0)} s`;
    try {
      const found = await run(log);
      console.log(`${styleText("green", "✓")} ${name}: ${found} (${since()})`);
      return true;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      console.log(`${styleText("red", "✗")} ${name}: ${reason} (${since()})`);
      return false;
    }
  }),
);
if (results.includes(false)) process.exitCode = 1;
