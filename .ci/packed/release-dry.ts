import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { runCommand } from "../run-command.ts";
import { root } from "../workspace.ts";
import { firstPage } from "./first-page.ts";
import { packAll } from "./pack.ts";

/** What a reader does on the day of the release: installs into an empty project, starts `natsbridge dev`, runs the first page. */
interface Project {
  readonly name: string;
  readonly manifest: object;
  readonly file: string;
  readonly text: string;
  /** What is run before the program, in the project. */
  readonly compile?: readonly string[];
}

const tsc = join(root, "node_modules/.bin/tsc");
const projects: readonly Project[] = [
  { name: "ESM", manifest: { type: "module" }, file: "first.js", text: firstPage.program },
  { name: "CommonJS", manifest: {}, file: "first.cjs", text: firstPage.forRequire() },
  {
    name: "TypeScript",
    manifest: { type: "module" },
    file: "first.ts",
    text: firstPage.program,
    compile: [tsc, "--strict", "--module", "NodeNext", "--target", "ES2023", "--lib", "ESNext,DOM"],
  },
];

async function mustRun(cwd: string, env: NodeJS.ProcessEnv, ...words: readonly string[]) {
  const [command = "", ...args] = words;
  const { code, output } = await runCommand(command, args, { cwd, env });
  if (code !== 0) throw new Error(`${words.join(" ")} exited ${code}:\n${output}`);
  return output;
}

/** Starts the installed command, and gives the variables that it says to set. */
async function startDev(cwd: string): Promise<{ dev: ChildProcess; env: NodeJS.ProcessEnv }> {
  const dev = spawn(join(cwd, "node_modules/.bin/natsbridge"), ["dev", "--json", "--free-ports"], {
    cwd,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = (await Promise.race([
    once(createInterface({ input: dev.stdout }), "line"),
    once(dev, "exit").then(() => Promise.reject(new Error("natsbridge dev ended at once"))),
  ])) as [string];
  const { nats, files } = JSON.parse(line) as Record<string, string>;
  return { dev, env: { ...process.env, NATS_URL: nats, FILESERVER_URL: files } };
}

async function tryProject(folder: string, tarballs: readonly string[], project: Project) {
  const cwd = join(folder, project.name);
  mkdirSync(cwd);
  const manifest = { name: "reader", private: true, ...project.manifest };
  writeFileSync(join(cwd, "package.json"), JSON.stringify(manifest));
  writeFileSync(join(cwd, project.file), `${project.text}\n`);
  const quiet = ["--no-audit", "--no-fund", "--loglevel=error", "--prefer-offline"];
  await mustRun(cwd, process.env, "npm", "install", ...quiet, ...tarballs);
  if (project.compile !== undefined) {
    await mustRun(cwd, process.env, ...project.compile, project.file);
  }
  const { dev, env } = await startDev(cwd);
  try {
    const program = project.file.replace(/\.ts$/, ".js");
    const printed = await mustRun(cwd, env, process.execPath, program);
    if (printed !== firstPage.printed) throw new Error(`${project.name} printed\n${printed}`);
  } finally {
    const gone = once(dev, "exit");
    dev.kill("SIGINT");
    if (dev.exitCode === null) await gone;
  }
}

const folder = mkdtempSync(join(tmpdir(), "natsbridge-release-"));
try {
  const tarballs = await packAll(join(folder, "packed"));
  for (const project of projects) {
    await tryProject(folder, tarballs, project);
    console.log(`ok  ${project.name}: installed ${tarballs.length} packages, the first page ran`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
