import { NatsBridgeError } from "@natsbridge/schema";
import type { GlobalFlags } from "./global-flags.ts";
import type { NatsContext } from "./nats-context.ts";
import { readSecret, secretText } from "./read-secret.ts";

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
  if (password !== undefined && user === undefined && context.user === undefined) {
    const message = "--password, or NATS_PASSWORD, goes with --user";
    throw new NatsBridgeError({ code: "invalid_config", message });
  }
  const found: Login = isTyped
    ? pick({ user, password, token, creds, nkey })
    : { ...context, ...pick({ password }) };
  const named = found.user === undefined ? await byFile(found) : await byName(found);
  // A context may have a token beside these, which a server with an authorization callout looks at.
  const both = found.token === undefined ? {} : { token: await secretText("token", found.token) };
  return { ...both, ...named };
}

async function byName({ user = "", password }: Login): Promise<Readonly<Record<string, unknown>>> {
  if (password === undefined) return { token: user };
  return { user, pass: await secretText("password", password) };
}

async function byFile({
  creds,
  nkey,
  user_jwt,
  user_seed,
}: Login): Promise<Readonly<Record<string, unknown>>> {
  const { credsAuthenticator, nkeyAuthenticator, jwtAuthenticator } = await import("nats");
  if (creds !== undefined) {
    return { authenticator: credsAuthenticator(await readSecret("creds", creds)) };
  }
  if (nkey !== undefined) {
    const seed = (await readSecret("nkey", nkey)).toString("utf8").trim();
    return { authenticator: nkeyAuthenticator(new TextEncoder().encode(seed)) };
  }
  if (user_jwt === undefined) return {};
  const jwt = await secretText("user_jwt", user_jwt);
  const seed = await secretText("user_seed", user_seed ?? "");
  return {
    authenticator: jwtAuthenticator(jwt, seed === "" ? undefined : new TextEncoder().encode(seed)),
  };
}

function pick(fields: { [Field in keyof Login]?: Login[Field] | undefined }): Login {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
