import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Manifest, publicPackages, readJson } from "../workspace.ts";

/** What `npm install` may name: the tests install the packed packages. */
function installFault(words: readonly string[]): string | undefined {
  const names = publicPackages().map(({ manifest }) => manifest.name);
  return words.find((word) => !word.startsWith("--") && !names.includes(word));
}

/** A script of the workspace or, after `--dir`, of one package, and files of it. */
function scriptFault(root: string, [name = "", ...rest]: readonly string[]): string | undefined {
  if (name === "exec" || name === "run") return scriptFault(root, rest);
  if (name === "--dir") {
    const [folder = "", ...words] = rest;
    return existsSync(join(root, folder)) ? scriptFault(join(root, folder), words) : folder;
  }
  const { scripts = {} } = readJson<Manifest>(join(root, "package.json"));
  if (scripts[name] === undefined && !existsSync(join(root, "node_modules/.bin", name)))
    return name;
  return rest.find((word) => /^[\w-]+\/.*\.ts$/.test(word) && !existsSync(join(root, word)));
}

/** The lines of a shell block that name what is not there, or are none that is known to work. One line per fault. */
export function commandFaults(root: string, code: string): string[] {
  const lines = code.split("\n").map((line) => line.replace(/(^| +)#.*/, "").trim());
  return lines.flatMap((line) => {
    if (line === "") return [];
    const [, command, rest = ""] =
      /^(npm install|npx -y pnpm@12|pnpm|bash)(?: +(.*))?$/.exec(line) ?? [];
    if (command === undefined) return [`nothing runs "${line}"`];
    const words = rest.split(/ +/);
    const [first = ""] = words;
    const missing =
      command === "npm install"
        ? installFault(words)
        : command === "bash"
          ? [first].find((file) => !existsSync(join(root, file)))
          : scriptFault(root, words);
    return missing === undefined ? [] : [`there is no ${missing}, as in "${line}"`];
  });
}
