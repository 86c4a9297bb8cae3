import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildNextApp } from "../bundles/next-app.ts";
import { PINNED, packagesOf } from "../install/pinned.ts";
import { runProgram } from "../run-program.ts";
import { readReport } from "./read-report.ts";
import type { Target } from "./target.ts";

/** A handler of Next, asked as a worker at the edge is. */
const ROUTE = `
import worker from "../../suite/edge.js";

export const POST = worker.fetch;
`;

/** As `next start` does it, on a port that is free, for one request. */
const PROGRAM = `
import { once } from "node:events";
import { createServer } from "node:http";
import next from "next";

const [dir, body] = process.argv.slice(2);
const app = next({ dev: false, dir });
await app.prepare();
const server = createServer(app.getRequestHandler()).listen(0);
await once(server, "listening");
const url = "http://localhost:" + server.address().port;
const answer = await fetch(url, { method: "POST", body });
console.log(await answer.text());
process.exit(0);
`;

/** A handler of Next, in Node with TCP or at the edge with WebSocket. */
function nextServer(runtime: "nodejs" | "edge", servers: "tcp" | "websocket"): Target {
  return {
    name: `next-${runtime}`,
    kind: "runtime",
    async run({ projects, world }) {
      const cwd = await projects.with({ packages: packagesOf("next") });
      const app = await buildNextApp(cwd, `next-${runtime}`, {
        "app/route.js": `export const runtime = "${runtime}";${ROUTE}`,
      });
      const program = join(cwd, "start-next.mjs");
      writeFileSync(program, PROGRAM);
      const args = [program, app, JSON.stringify(world[servers])];
      const options = { cwd, timeout: 240_000, env: { NODE_ENV: "production" } };
      const results = readReport(await runProgram(process.execPath, args, options));
      return { version: PINNED.next.next ?? "", results };
    },
  };
}

export const NEXT_SERVERS: readonly Target[] = [
  nextServer("nodejs", "tcp"),
  nextServer("edge", "websocket"),
];
