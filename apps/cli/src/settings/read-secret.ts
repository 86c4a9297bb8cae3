import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { promisify } from "node:util";
import { NatsBridgeError } from "@natsbridge/schema";
import { nscProfile } from "./nsc-profile.ts";

const run = promisify(execFile);

/** What a reference begins with that is no path. */
const SCHEME = /^(file|env|data|op|nsc):/i;

/**
 * Reads what a setting refers to, in the forms of the `nats` command: a path, in which `~` and `$VARIABLE` count,
 * `file://PATH`, `env://NAME`, `data:;base64,…`, `op://…` (asks the command of 1Password), `nsc://…` (asks nsc).
 *
 * @throws NatsBridgeError `invalid_config` naming the setting; what was read is never repeated.
 */
export async function readSecret(setting: string, reference: string): Promise<Buffer> {
  try {
    return await resolve(reference);
  } catch (cause) {
    const why = (cause as NodeJS.ErrnoException).code ?? (cause as Error).message;
    const what = reference.startsWith("data:") ? "data:" : reference;
    const message = `${setting}: ${what} cannot be read (${why})`;
    throw new NatsBridgeError({ code: "invalid_config", message, cause });
  }
}

/** A setting that is a secret itself, unless it begins like a reference. @throws as {@link readSecret}. */
export async function secretText(setting: string, text: string): Promise<string> {
  if (!SCHEME.test(text)) return text;
  return (await readSecret(setting, text)).toString("utf8").replace(/[\r\n]+$/, "");
}

async function resolve(reference: string): Promise<Buffer> {
  const scheme = SCHEME.exec(reference)?.[1]?.toLowerCase();
  const rest = reference.replace(/^[a-z]+:(\/\/)?/i, "");
  switch (scheme) {
    case "env":
      return Buffer.from(variable(rest));
    case "data":
      return decoded(rest);
    case "op": {
      const { stdout } = await run("op", ["read", `op://${rest}`], { encoding: "buffer" });
      return stdout;
    }
    case "nsc":
      return readFile((await nscProfile(rest)).creds);
    default:
      return readFile(expanded(scheme === "file" ? rest : reference));
  }
}

function variable(name: string): string {
  const value = process.env[name] ?? "";
  if (value === "") throw new Error(`the variable ${name} is not set`);
  return value;
}

function decoded(text: string): Buffer {
  const [, header = "", base64 = ""] = /^([^,]*),(.*)$/s.exec(text) ?? [];
  if (header.split(";").includes("base64")) return Buffer.from(base64, "base64");
  throw new Error("it must be data:;base64, and base64");
}

function expanded(path: string): string {
  const named = path.replace(
    /\$(?:\{(\w+)\}|(\w+))/g,
    (_all, braced?: string, bare?: string) => process.env[braced ?? bare ?? ""] ?? "",
  );
  return named.replace(/^~(?=\/|$)/, homedir());
}
