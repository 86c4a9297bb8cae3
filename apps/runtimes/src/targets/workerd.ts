import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { installTools } from "../install/install-tools.ts";
import { PINNED } from "../install/pinned.ts";
import { runProgram } from "../run-program.ts";
import { readReport } from "./read-report.ts";
import type { Target } from "./target.ts";

/** As `wrangler dev` starts a worker: Miniflare around workerd. */
const PROGRAM = `
import { Miniflare } from "miniflare";

const [path, body] = process.argv.slice(2);
const miniflare = new Miniflare({ modules: [{ type: "ESModule", path }], compatibilityDate: "2026-07-01" });
const answer = await miniflare.dispatchFetch("http://edge/", { method: "POST", body });
console.log(await answer.text());
await miniflare.dispose();
`;

/** The runtime of Cloudflare Workers, with a worker bundled by esbuild as wrangler does it. */
export const workerd: Target = {
  name: "workerd",
  kind: "runtime",
  async run({ project: cwd, world }) {
    const modules = await installTools("workerd");
    const options = { cwd, timeout: 240_000 };
    const outfile = join(cwd, "edge/worker.js");
    const flags = ["--bundle", "--format=esm", "--conditions=workerd,worker,browser"];
    const esbuild = join(modules, "esbuild/bin/esbuild");
    await runProgram(esbuild, ["suite/edge.js", ...flags, `--outfile=${outfile}`], options);
    // Beside what it imports.
    const program = join(modules, "../start-worker.mjs");
    writeFileSync(program, PROGRAM);
    const args = [program, outfile, JSON.stringify(world.websocket)];
    const results = readReport(await runProgram(process.execPath, args, options));
    return { version: PINNED.workerd.miniflare ?? "", results };
  },
};
