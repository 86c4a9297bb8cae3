/** What went wrong, whichever client says it. */
export type NatsFault =
  | "permission"
  | "authorization"
  | "no_responders"
  | "timeout"
  | "closed"
  | "draining"
  | "disconnected"
  | "max_payload"
  | "other";

/** `code` of the errors of `nats` 2. */
const BY_CODE: Readonly<Record<string, NatsFault>> = {
  PERMISSIONS_VIOLATION: "permission",
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
  MAX_PAYLOAD_EXCEEDED: "max_payload",
};

/** `name` of the errors of `@nats-io` 3. */
const BY_NAME: Readonly<Record<string, NatsFault>> = {
  PermissionViolationError: "permission",
  AuthorizationError: "authorization",
  UserAuthenticationExpiredError: "authorization",
  NoResponders: "no_responders",
  NoRespondersError: "no_responders",
  TimeoutError: "timeout",
  ClosedConnectionError: "closed",
  DrainingConnectionError: "draining",
};

/** Tells what an error of either client means, looking through the errors that wrap it. */
export function natsFault(error: unknown): NatsFault {
  for (let depth = 0, current = error; current instanceof Error && depth < 5; depth++) {
    const code = "code" in current ? String(current.code) : "";
    const fault = BY_CODE[code] ?? BY_NAME[current.name];
    if (fault !== undefined) return fault;
    if (current.message === "connection disconnected") return "disconnected";
    if (current.message === "connection closed") return "closed";
    if (current.message.includes("max_payload size exceeded")) return "max_payload";
    current = "chainedError" in current ? current.chainedError : current.cause;
  }
  return "other";
}
