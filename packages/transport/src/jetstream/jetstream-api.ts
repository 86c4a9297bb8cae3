import { NatsBridgeError } from "@natsbridge/schema/base";
import type { NatsConnection } from "../connection/nats-connection.ts";
import { natsFault } from "../connection/nats-fault.ts";
import { describeNatsFault } from "../publish/publish-error.ts";
import { apiPrefix, type JetStreamPlace } from "./jetstream-place.ts";

/** Time for one question to JetStream, in ms. */
const API_TIMEOUT = 5_000;

const CONSUMER_NOT_FOUND = 10014;
const STREAM_NOT_FOUND = 10059;
const NOT_ENABLED = new Set([10039, 10076]);

/** How JetStream is asked. */
export interface AskOptions extends JetStreamPlace {
  /** Time for the answer, in ms. Default: 5,000. */
  readonly timeout?: number | undefined;
}

/** What the JetStream API answered in place of a result; the `cause` of the error that reports it. */
class JetStreamApiError extends Error {
  override readonly name = "JetStreamApiError";
  /** HTTP-like status. */
  readonly status: number;
  /** The server's own code. */
  readonly err_code: number;

  constructor(status: number, err_code: number, description: string) {
    super(description);
    this.status = status;
    this.err_code = err_code;
  }
}

/**
 * Asks the JetStream API, in its own JSON and on any connection.
 *
 * @throws NatsBridgeError `invalid_config` for what the API refuses, `no_responders` without JetStream and for a
 *   stream or consumer that is not there, `permission_denied`, `timeout`, `connection_failed`.
 */
export async function askJetStream<Answer extends object>(
  connection: NatsConnection,
  what: string,
  body?: object,
  options: AskOptions = {},
): Promise<Answer> {
  const { timeout = API_TIMEOUT } = options;
  const subject = `${apiPrefix(options)}.${what}`;
  let text: string;
  try {
    const payload = body ? JSON.stringify(body) : "";
    const answer = await connection.request(subject, payload, { timeout });
    text = new TextDecoder().decode(answer.data);
  } catch (error) {
    if (natsFault(error) === "timeout") connection.doubt?.();
    throw unanswered(subject, error, timeout, options);
  }
  const answer = JSON.parse(text) as Answer & {
    readonly error?: {
      readonly code: number;
      readonly err_code?: number;
      readonly description?: string;
    };
  };
  if (!answer.error) return answer;
  const { code, err_code = 0, description = "no reason given" } = answer.error;
  const cause = new JetStreamApiError(code, err_code, description);
  if (NOT_ENABLED.has(err_code)) throw disabled(cause, options);
  if (err_code === STREAM_NOT_FOUND) throw noStream(what, cause, options);
  throw new NatsBridgeError({
    code: code === 404 ? "no_responders" : "invalid_config",
    message: `JetStream answered "${description}" (${err_code}) to ${what}`,
    isRetryable: code === 503,
    cause,
  });
}

/** Whether an error says that this user has no JetStream, and not only that it has no leader at present. */
export function isDisabled(connection: NatsConnection, error: unknown): boolean {
  if (!NatsBridgeError.isInstance(error)) return false;
  const { cause } = error;
  if (cause instanceof JetStreamApiError) return NOT_ENABLED.has(cause.err_code);
  return error.code === "no_responders" && connection.info?.jetstream !== true;
}

/** Whether an error says that a stream or consumer is not there. */
export function isNotFound(error: unknown, what: "stream" | "consumer"): error is NatsBridgeError {
  if (!NatsBridgeError.isInstance(error)) return false;
  const { cause } = error;
  const wanted = what === "stream" ? STREAM_NOT_FOUND : CONSUMER_NOT_FOUND;
  return cause instanceof JetStreamApiError && cause.err_code === wanted;
}

function unanswered(
  subject: string,
  cause: unknown,
  timeout: number,
  place: JetStreamPlace,
): NatsBridgeError {
  switch (natsFault(cause)) {
    case "no_responders":
      return disabled(cause, place);
    case "publish_denied":
    case "subscription_denied":
      return new NatsBridgeError({
        code: "permission_denied",
        message: `The server does not allow this user to ask "${subject}". Ask for the publish permission on it and the subscribe permission on "_INBOX.>"`,
        cause,
      });
    case "timeout":
      return new NatsBridgeError({
        code: "timeout",
        message: `JetStream did not answer "${subject}" within ${timeout} ms`,
        cause,
      });
    default: {
      const message = `Asking "${subject}" failed: ${describeNatsFault(cause)}`;
      return new NatsBridgeError({ code: "connection_failed", message, cause });
    }
  }
}

function noStream(what: string, cause: JetStreamApiError, place: JetStreamPlace): NatsBridgeError {
  const [name = ""] = what.replace(/^(STREAM|CONSUMER)\.(MSG\.)?[A-Z]+\./, "").split(".");
  return new NatsBridgeError({
    code: "no_responders",
    message: `There is no stream "${name}" ${whereOf(place)}. Make it, as in ensureStream(connection, { name: "${name}", subjects: ["…"] }), or look with "nats stream ls" what streams there are`,
    isRetryable: false,
    cause,
  });
}

/** Where a stream was looked for. */
function whereOf({ domain, api_prefix }: JetStreamPlace): string {
  if (domain) return `in the JetStream domain "${domain}"`;
  return api_prefix ? `behind the API prefix "${api_prefix}"` : "in this account";
}

function disabled(cause: unknown, { domain, api_prefix }: JetStreamPlace): NatsBridgeError {
  const elsewhere = domain
    ? `JetStream of the domain "${domain}" does not answer: there is no such domain, or the leaf node that leads to it is away. Look at jetstream { domain } of its servers, or leave domain out for the connection's own`
    : `No JetStream API answers behind "${api_prefix}": nothing was imported under this prefix, or its account has no JetStream. Look at the imports of this account`;
  return new NatsBridgeError({
    code: "no_responders",
    message:
      domain || api_prefix
        ? elsewhere
        : "JetStream does not answer: it is not enabled for this user, or has no leader at present. Start nats-server with JetStream (-js) and enable it for the account",
    cause,
  });
}
