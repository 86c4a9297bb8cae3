import { messageOf } from "@natsbridge/schema/base";
import type { ConnectionOptions } from "./client/client.ts";

type Authenticator = (...given: readonly unknown[]) => unknown;

/** What an authenticator of the caller threw. */
class AuthenticatorError extends Error {
  override readonly name = "AuthenticatorError";
}

/** Options whose authenticator tells when it throws. */
export interface WatchedLogin {
  readonly options: ConnectionOptions;
  /** Rejects with what an authenticator threw; the clients only fall silent until their time-out. */
  readonly thrown: Promise<never>;
}

/** Follows the authenticators of a connection that is being made. */
export function watchLogin(options: ConnectionOptions): WatchedLogin {
  const { promise: thrown, reject } = Promise.withResolvers<never>();
  thrown.catch(() => undefined);
  const watched =
    (authenticator: Authenticator): Authenticator =>
    (...given) => {
      try {
        return authenticator(...given);
      } catch (cause) {
        const error = new AuthenticatorError(messageOf(cause), { cause });
        reject(error);
        throw error;
      }
    };
  const { authenticator } = options;
  if (typeof authenticator === "function") {
    return {
      options: { ...options, authenticator: watched(authenticator as Authenticator) },
      thrown,
    };
  }
  if (!Array.isArray(authenticator)) return { options, thrown };
  const all = (authenticator as readonly Authenticator[]).map(watched);
  return { options: { ...options, authenticator: all }, thrown };
}
