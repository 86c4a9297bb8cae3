/** What went wrong, whichever client says it. */
export type NatsFault =
  | "publish_denied"
  | "subscription_denied"
  | "authorization"
  | "no_responders"
  | "timeout"
  | "closed"
  | "draining"
  | "disconnected"
  | "other";

/** `code` of the errors of `nats` 2. */
const BY_CODE: Readonly<Record<string, NatsFault>> = {
  PERMISSIONS_VIOLATION: "publish_denied",
  AUTHORIZATION_VIOLATION: "authorization",
  AUTHENTICATION_EXPIRED: "authorization",
  AUTHENTICATION_TIMEOUT: "authorization",
  ACCOUNT_EXPIRED: "authorization",
  BAD_AUTHENTICATION: "authorization",
  BAD_CREDS: "authorization",
  "503": "no_responders",
  TIMEOUT: "timeout",
  CONNECTION_TIMEOUT: "timeout",
  CONNECTION_CLOSED: "closed",
  CONNECTION_DRAINING: "draining",
  DISCONNECT: "disconnected",
};

/** `name` of the errors of `@nats-io` 3. */
const BY_NAME: Readonly<Record<string, NatsFault>> = {
  PermissionViolationError: "publish_denied",
  AuthorizationError: "authorization",
  AuthenticatorError: "authorization",
  UserAuthenticationExpiredError: "authorization",
  NoResponders: "no_responders",
  NoRespondersError: "no_responders",
  TimeoutError: "timeout",
  ClosedConnectionError: "closed",
  DrainingConnectionError: "draining",
};

/** Tells what an error of either client means, looking through the errors that wrap it. */
export function natsFault(error: unknown): NatsFault {
  let current: unknown = error;
  for (let depth = 0; current instanceof Error && depth < 5; depth++) {
    const code = "code" in current ? String(current.code) : "";
    const fault = BY_CODE[code] ?? BY_NAME[current.name];
    if (fault === "publish_denied" && deniedOperation(current) === "subscription") {
      return "subscription_denied";
    }
    if (fault !== undefined) return fault;
    if (current.message === "connection disconnected") return "disconnected";
    if (current.message === "connection closed") return "closed";
    current = "chainedError" in current ? current.chainedError : current.cause;
  }
  return "other";
}

function deniedOperation(error: object): string | undefined {
  const context = "permissionContext" in error ? error.permissionContext : error;
  const { operation } = (context ?? {}) as { readonly operation?: string };
  return operation;
}
