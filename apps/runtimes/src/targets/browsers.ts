import { buildEnginePages } from "../bundles/build-engine-pages.ts";
import type { Engine } from "../engines/engine.ts";
import { ENGINES } from "../engines/engines.ts";
import { serveSite } from "../engines/serve-site.ts";
import { visit } from "../engines/visit.ts";
import { installDebian } from "../install/install-debian.ts";
import { runProgram } from "../run-program.ts";
import type { Target, TargetContext, TargetReport } from "./target.ts";

const CONTEXTS = {
  page: "page.html",
  worker: "worker-page.html",
  "service-worker": "service-worker-page.html",
  insecure: "page.html",
} as const;

type Context = keyof typeof CONTEXTS;

/** Built once for all engines. */
const pages = new Map<string, Promise<string>>();

function pagesOf({ project }: TargetContext): Promise<string> {
  const built = pages.get(project) ?? buildEnginePages(project);
  pages.set(project, built);
  return built;
}

async function run(engine: Engine, context: Context, target: TargetContext): Promise<TargetReport> {
  await installDebian(engine.executable, engine.packages);
  const version = await versionOf(engine);
  await using site = await serveSite(await pagesOf(target), target.world.websocket);
  const host = context === "insecure" ? engine.insecureHost() : "localhost";
  const url = `http://${host}:${site.port}/${CONTEXTS[context]}`;
  return { version, results: await visit(engine, url, site.reported) };
}

async function versionOf({ version: [command = "", ...args] }: Engine): Promise<string> {
  const output = await runProgram(command, args, { cwd: "/", timeout: 60_000 });
  return output.match(/\b\d+(?:\.\d+){2,}/)?.[0] ?? output.trim();
}

/** Each engine, in each of the places where a page can use the packages. */
export const BROWSERS: readonly Target[] = ENGINES.flatMap((engine) =>
  (Object.keys(CONTEXTS) as Context[]).map((context) => ({
    name: `${engine.name}-${context}`,
    kind: "runtime" as const,
    run: (target: TargetContext) => run(engine, context, target),
  })),
);
