import { foreignText, messageOf, NatsBridgeError } from "@natsbridge/schema/base";
import {
  flushWithin,
  type NatsConnection,
  type NatsMessage,
  type Subscription,
  subscribe,
} from "@natsbridge/transport";
import { reportPoison } from "../consume/report-poison.ts";
import { parseMessage } from "../receive/parse-message.ts";
import { receiveMessage } from "../receive/receive-message.ts";
import type { LazyEnvelope, ReceivedEnvelope } from "../receive/received.ts";
import type { SendPayload } from "../send/payload-list.ts";
import { loadTelemetry } from "../telemetry/load-telemetry.ts";
import type { Teller } from "../telemetry/teller.ts";
import type { AnswerableEnvelope } from "./answer.ts";
import {
  type ServeHandler,
  type ServeOptions,
  type ServeSettings,
  type Service,
  serveSettings,
} from "./serve-options.ts";

/** Takes what its options ask for: values, or handles. */
type AnyHandler = ServeHandler<ReceivedEnvelope & LazyEnvelope>;

/** How a service answers: those methods of its bridge. */
export interface Answers {
  reply(env: AnswerableEnvelope, data: readonly SendPayload[]): Promise<unknown>;
  ack(env: AnswerableEnvelope): Promise<unknown>;
  nack(
    env: AnswerableEnvelope,
    reason: string,
    options: { readonly metadata: { readonly code: string } },
  ): Promise<unknown>;
}

/** Time the server has to read the last answers, in ms. */
const FLUSH_TIMEOUT = 2_000;

/** A service on a subject; see `NATSBridge.serve`. */
export class RunningService implements Service {
  readonly ready: Promise<void>;
  readonly closed: Promise<NatsBridgeError | undefined>;
  readonly #connection: NatsConnection;
  readonly #subject: string;
  readonly #handler: AnyHandler;
  readonly #settings: ServeSettings;
  readonly #answers: Answers;
  readonly #teller: Teller;
  readonly #subscription: Subscription;
  readonly #inHand = new Set<Promise<void>>();

  /** @throws NatsBridgeError `invalid_subject`, `invalid_config`, `connection_failed`. */
  constructor(
    connection: NatsConnection,
    subject: string,
    handler: AnyHandler,
    options: ServeOptions,
    { answers, teller }: { readonly answers: Answers; readonly teller: Teller },
  ) {
    this.#connection = connection;
    this.#subject = subject;
    this.#handler = handler;
    this.#settings = serveSettings(options);
    this.#answers = answers;
    this.#teller = teller;
    this.#subscription = subscribe(connection, subject, { queue: this.#settings.queue });
    this.ready = this.#subscription.ready;
    this.closed = this.#run();
  }

  async stop(): Promise<void> {
    await this.#subscription.drain().catch(() => undefined);
    await this.closed;
    await flushWithin(this.#connection, FLUSH_TIMEOUT);
  }

  async #run(): Promise<NatsBridgeError | undefined> {
    const { signal } = this.#settings;
    const onAbort = () => void this.stop();
    signal?.addEventListener("abort", onAbort, { once: true });
    if (signal?.aborted) onAbort();
    let error: NatsBridgeError | undefined;
    try {
      for await (const message of this.#subscription) {
        const work = this.#serve(message);
        this.#inHand.add(work);
        void work.finally(() => this.#inHand.delete(work));
        if (this.#inHand.size >= this.#settings.concurrency) await Promise.race(this.#inHand);
      }
    } catch (fault) {
      error = asBridgeError(fault);
      this.#tell(error.code, `The service ended: ${error.message}`);
    }
    signal?.removeEventListener("abort", onAbort);
    await Promise.all(this.#inHand);
    return error;
  }

  /** Never rejects. */
  async #serve(message: NatsMessage): Promise<void> {
    let env: ReceivedEnvelope & LazyEnvelope;
    try {
      const received = await receiveMessage(message, this.#settings.receiving);
      env = received as ReceivedEnvelope & LazyEnvelope;
      refuseAnswers(env);
    } catch (error) {
      const told = { operation: "serve", teller: this.#teller };
      await reportPoison(error, message, this.#settings, told);
      return this.#refuse(await asked(message), error);
    }
    const asker = { ...env, reply_to: env.reply_to || (message.reply ?? "") };
    try {
      const data = await this.#handle(message, env);
      if (asker.reply_to === "") return;
      if (data === null || data === undefined) await this.#answers.ack(asker);
      else await this.#answers.reply(asker, data);
    } catch (error) {
      this.#tell(codeOf(error), `The handler failed: ${messageOf(error)}`, env.correlation_id);
      await this.#refuse(asker, error);
    }
  }

  /** Runs the handler as a part of the trace that the message carries. */
  async #handle(
    message: NatsMessage,
    env: ReceivedEnvelope & LazyEnvelope,
  ): Promise<Awaited<ReturnType<ServeHandler>>> {
    const telemetry = await loadTelemetry();
    const attributes = {
      "messaging.system": "nats",
      "messaging.destination.name": message.subject,
    };
    return telemetry.continueTrace(message.headers, () =>
      telemetry.run("process", attributes, async () => this.#handler(env)),
    );
  }

  async #refuse(asker: AnswerableEnvelope | undefined, error: unknown): Promise<void> {
    if (asker === undefined || asker.reply_to === "") return;
    const code = codeOf(error);
    const reason = this.#settings.expose_errors ? messageOf(error) : `the service failed (${code})`;
    try {
      await this.#answers.nack(asker, reason, { metadata: { code } });
    } catch (fault) {
      const text = `A message was not answered: ${messageOf(fault)}`;
      this.#tell(codeOf(fault), text, asker.correlation_id);
    }
  }

  #tell(code: string, text: string, correlation_id = ""): void {
    const { logger } = this.#settings;
    const fields = { subject: this.#subject, correlation_id };
    this.#teller.tell({ logger, operation: "serve", code, text, fields });
  }
}

/** An answer is never answered, and none of a service's business. */
function refuseAnswers({ msg_purpose, msg_id }: ReceivedEnvelope | LazyEnvelope): void {
  if (msg_purpose !== "ACK" && msg_purpose !== "NACK") return;
  const message = `Message ${foreignText(msg_id)} is of msg_purpose ${msg_purpose}: an answer, which a service does not answer`;
  throw new NatsBridgeError({ code: "invalid_envelope", message });
}

/** Who asked, of a message whose payloads cannot be had; undefined where it is none, or an answer. */
async function asked(message: NatsMessage): Promise<AnswerableEnvelope | undefined> {
  try {
    const env = await parseMessage(message, { unsafe_integers: "number" });
    if (env.msg_purpose === "ACK" || env.msg_purpose === "NACK") return undefined;
    return { ...env, reply_to: env.reply_to || (message.reply ?? "") };
  } catch {
    return undefined;
  }
}

function codeOf(error: unknown): string {
  return NatsBridgeError.isInstance(error) ? error.code : "handler_failed";
}

function asBridgeError(fault: unknown): NatsBridgeError {
  if (NatsBridgeError.isInstance(fault)) return fault;
  const message = `The service failed: ${messageOf(fault)}`;
  return new NatsBridgeError({ code: "connection_failed", message, cause: fault });
}
