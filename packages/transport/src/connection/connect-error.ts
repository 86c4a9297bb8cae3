import { abortedError, foreignText, NatsBridgeError } from "@natsbridge/schema/base";
import { natsFault } from "./nats-fault.ts";

const TLS_ERROR = /certificate|CERT|TLS|SSL|self.signed|secure/;

/** The error of a connection that could not be made. `label` names the servers, without credentials. */
export function connectError(
  error: unknown,
  label: string,
  timeout: number,
  signal: AbortSignal | undefined,
): NatsBridgeError {
  if (signal?.aborted) return abortedError(`Connecting to NATS at ${label}`, signal);
  // The client itself could not be loaded.
  if (NatsBridgeError.isInstance(error)) return error;
  if (error instanceof Error && error.name === "AuthenticatorError") {
    return new NatsBridgeError({
      code: "permission_denied",
      message: `There was no login for NATS at ${label}: the authenticator in connection_options threw "${foreignText(error.message)}"`,
      cause: error,
    });
  }
  if (natsFault(error) === "authorization") {
    return new NatsBridgeError({
      code: "permission_denied",
      message: `NATS at ${label} refused the credentials. Check user and password, token, or authenticator, in the URL or in connection_options`,
      cause: error,
    });
  }
  const said = describe(error);
  const isLate = said === "time-out" || /\bTIMEOUT\b/.test(said);
  const check = advice(said);
  return new NatsBridgeError({
    code: "connection_failed",
    message: `No connection to NATS at ${label}${isLate ? ` within ${timeout} ms` : ""} (${said}). ${check}`,
    cause: error,
  });
}

function advice(said: string): string {
  if (/insecure/i.test(said)) {
    return "A page on https: may only connect to wss:// (mixed content). Give the websocket listener of the server a certificate, or put a proxy that has one in front of it";
  }
  if (TLS_ERROR.test(said)) {
    return "Check connection_options.tls (ca for a private authority, cert and key where the server verifies clients) and that the certificate names this host";
  }
  return "Check that the server runs, that host and port are right, and that no firewall is between; where the server verifies clients, connection_options.tls needs cert and key";
}

/** Codes too: the message alone is often "CONNECTION_REFUSED" or empty. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const inner = "chainedError" in error ? error.chainedError : error.cause;
  const parts = [error.message, inner instanceof Error ? inner.message : ""];
  return [...new Set(parts.filter(Boolean))].join(": ") || error.name;
}
