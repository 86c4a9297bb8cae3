import type { ConnectionOptions } from "@natsbridge/transport";

/** How to log in to a broker. */
export const LOGIN_KINDS = ["none", "password", "token", "nkey", "creds"] as const;
export type LoginKind = (typeof LOGIN_KINDS)[number];

/** What is asked for before connecting. */
export interface Login {
  /** URL of the broker's WebSocket, such as `ws://localhost:9222`. */
  readonly broker: string;
  /** URL of the file server; empty where there is none. */
  readonly files: string;
  readonly kind: LoginKind;
  readonly user: string;
  /** The password, token, seed or credentials file, as `kind` says. */
  readonly secret: string;
}

/** Options of the NATS client that log in so. */
export async function loginOptions({ kind, user, secret }: Login): Promise<ConnectionOptions> {
  switch (kind) {
    case "none":
      return {};
    case "password":
      return { user, pass: secret };
    case "token":
      return { token: secret };
    default: {
      const { credsAuthenticator, nkeyAuthenticator } = await import("@nats-io/nats-core");
      const bytes = new TextEncoder().encode(kind === "nkey" ? secret.trim() : secret);
      return {
        authenticator: kind === "nkey" ? nkeyAuthenticator(bytes) : credsAuthenticator(bytes),
      };
    }
  }
}
