import { spawnSync } from "node:child_process";
import { root } from "./workspace.ts";

/** Every gate, cheapest first. All of them run, so that one look shows everything that is wrong. */
const gates = ["lint", "claims", "blocks", "manifests", "layers", "types", "unused", "packed"];

const results = gates.map((gate) => {
  console.log(`\n> ${gate}`);
  const started = performance.now();
  const { status } = spawnSync("npx", ["-y", "pnpm@12", "run", gate], {
    cwd: root,
    stdio: "inherit",
  });
  return { gate, ok: status === 0, seconds: (performance.now() - started) / 1000 };
});

console.log();
for (const { gate, ok, seconds } of results) {
  console.log(`${ok ? "ok " : "BAD"} ${gate.padEnd(10)} ${seconds.toFixed(1).padStart(6)} s`);
}
if (results.some(({ ok }) => !ok)) process.exitCode = 1;
