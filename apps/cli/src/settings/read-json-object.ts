import { readFile } from "node:fs/promises";
import { NatsBridgeError } from "@natsbridge/schema";

/**
 * Reads a file of settings; undefined where there is none.
 * @throws NatsBridgeError `invalid_config` naming the file; nothing of what it holds is repeated.
 */
export async function readJsonObject(
  path: string,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw unusable(path, (error as NodeJS.ErrnoException).code ?? "unreadable", error);
  }
  const value = parse(text);
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value as Readonly<Record<string, unknown>>;
  }
  throw unusable(path, "not a JSON object");
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function unusable(path: string, why: string, cause?: unknown): NatsBridgeError {
  const message = `${path} cannot be used: ${why}`;
  return new NatsBridgeError({ code: "invalid_config", message, cause });
}
