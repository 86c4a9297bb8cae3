import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { pages, repository } from "./paths.ts";
import { withSiteLinks } from "./site-links.ts";

const README = "apps/cli/README.md";

async function help(...command: string[]): Promise<string> {
  const main = join(repository, "apps/cli/src/main.ts");
  const env = { ...process.env, COLUMNS: "88", NO_COLOR: "1" };
  const args = ["--conditions=@natsbridge/source", main, ...command, "--help"];
  const { stdout } = await promisify(execFile)(process.execPath, args, { env });
  return stdout;
}

/** Names of the commands that a help lists. */
function listed(text: string): string[] {
  const [, commands = ""] = /^Commands:\n([\s\S]*)/m.exec(text) ?? [];
  return [...commands.matchAll(/^ {2}([a-z]+)/gm)].map(([, name = ""]) => name);
}

/** What a command's help says, without the options that all commands have. */
const shown = (text: string) => text.replace(/^Global Options:\n(?: .*\n)*\n?/m, "").trim();

/** The page of the command: its README, and the help of each command as it prints it. */
export async function writeCommand(): Promise<void> {
  const top = await help();
  const helps = await Promise.all(
    listed(top)
      .filter((name) => name !== "help")
      .map(
        async (name) => `### natsbridge ${name}\n\n\`\`\`text\n${shown(await help(name))}\n\`\`\``,
      ),
  );
  const readme = withSiteLinks(README, readFileSync(join(repository, README), "utf8"));
  const all = `## Options of all commands\n\n\`\`\`text\n${top.trim()}\n\`\`\``;
  const text = `${readme}\n${all}\n\n## Every command\n\n${helps.join("\n\n")}\n`;
  writeFileSync(join(pages, "cli.md"), text);
}
