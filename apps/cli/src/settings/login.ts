import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { NatsBridgeError } from "@natsbridge/schema";
import type { GlobalFlags } from "./global-flags.ts";
import type { NatsContext } from "./nats-context.ts";

type Login = Pick<
  NatsContext,
  "user" | "password" | "token" | "creds" | "nkey" | "user_jwt" | "user_seed"
>;

/** Options of the NATS client that log in: from flags where they say how, else from the context. */
export async function login(
  flags: GlobalFlags,
  context: NatsContext,
): Promise<Readonly<Record<string, unknown>>> {
  const { user, password, token, creds, nkey } = flags;
  const isTyped = [user, token, creds, nkey].some((value) => value !== undefined);
  const found: Login = isTyped ? pick({ user, password, token, creds, nkey }) : context;
  if (found.user !== undefined && found.password === undefined) return { token: found.user };
  if (found.user !== undefined) return { user: found.user, pass: found.password };
  if (found.creds !== undefined) {
    const { credsAuthenticator } = await import("nats");
    return { authenticator: credsAuthenticator(await readSecret("creds", found.creds)) };
  }
  if (found.nkey !== undefined) {
    const { nkeyAuthenticator } = await import("nats");
    const seed = (await readSecret("nkey", found.nkey)).toString("utf8").trim();
    return { authenticator: nkeyAuthenticator(new TextEncoder().encode(seed)) };
  }
  if (found.user_jwt !== undefined) {
    const { jwtAuthenticator } = await import("nats");
    const seed = new TextEncoder().encode(found.user_seed ?? "");
    return { authenticator: jwtAuthenticator(found.user_jwt, seed) };
  }
  return found.token === undefined ? {} : { token: found.token };
}

function pick(fields: { [Field in keyof Login]?: Login[Field] | undefined }): Login {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** @throws NatsBridgeError `invalid_config` naming setting and file. */
export async function readSecret(setting: string, path: string): Promise<Buffer> {
  try {
    return await readFile(path.replace(/^~(?=\/)/, homedir()));
  } catch (cause) {
    const why = (cause as NodeJS.ErrnoException).code ?? "unreadable";
    const message = `${setting}: ${path} cannot be read (${why})`;
    throw new NatsBridgeError({ code: "invalid_config", message, cause });
  }
}
