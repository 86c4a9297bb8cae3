import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { type CommandResult, runCommand } from "../run-command.ts";
import { root } from "../workspace.ts";

const pages = join(root, "apps/docs/pages");
const page = readFileSync(join(pages, "start.md"), "utf8");

/** What the reader types and saves, from top to bottom. */
const shell = [...page.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, code = ""]) => code.trim());
const files = [...page.matchAll(/^Save this as `(.*)`:\n\n<<< @\/(\S+)\{js\}$/gm)];

/** Starts a line of the shell, and gives what it prints up to a line that begins with `last`. */
async function started(cwd: string, env: NodeJS.ProcessEnv, line: string, last: string) {
  const child = spawn("bash", ["-c", line], {
    cwd,
    env,
    detached: true,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const lines: string[] = [];
  const reader = createInterface({ input: child.stdout });
  const rest = once(child, "close").then(() => lines);
  await new Promise<void>((resolve, reject) => {
    reader.on("line", (text) => {
      lines.push(text);
      if (text.startsWith(last)) resolve();
    });
    reader.on("close", () => reject(new Error(`${line} ended:\n${lines.join("\n")}`)));
  });
  return { child, lines, rest };
}

/** As Ctrl-C in a terminal does. */
function interrupt({ pid }: ChildProcess): void {
  if (pid !== undefined) process.kill(-pid, "SIGINT");
}

/** Types the first page in an empty folder, in which the packages of `installed` are at hand. Gives what sender and receiver print. */
export async function typeStartPage(
  installed: string,
): Promise<{ sent: CommandResult; received: string[] }> {
  const cwd = join(installed, "start");
  mkdirSync(cwd);
  symlinkSync(join(installed, "node_modules"), join(cwd, "node_modules"));
  const [, install = "", dev = "", receive = "", send = ""] = shell;
  const [init = "", type = "", ...packages] = install.split("\n");
  if (packages.join() !== "npm install natsbridge @natsbridge/cli") throw new Error(install);
  for (const line of [init, type]) {
    const { code, output } = await runCommand("bash", ["-c", line], { cwd });
    if (code !== 0) throw new Error(output);
  }
  for (const [, name = "", path = ""] of files) {
    writeFileSync(join(cwd, name), readFileSync(resolve(pages, path), "utf8"));
  }
  const servers = await started(cwd, process.env, dev, "Ctrl-C ends it");
  try {
    const pasted = servers.lines.flatMap(
      (line) => /^ *export (\w+)=(.*)$/.exec(line)?.slice(1) ?? [],
    );
    const [natsName = "", nats, filesName = "", url] = pasted;
    const env = { ...process.env, [natsName]: nats, [filesName]: url };
    const receiver = await started(cwd, env, receive, "Waiting on chat");
    const sent = await runCommand("bash", ["-c", send], { cwd, env });
    return { sent, received: await receiver.rest };
  } finally {
    interrupt(servers.child);
    await servers.rest;
  }
}
