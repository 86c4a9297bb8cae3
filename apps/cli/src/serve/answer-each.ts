import { type Logger, NatsBridgeError } from "@natsbridge/schema";
import type { LazyEnvelope, NATSBridge, ServeAnswer } from "natsbridge";
import { sayListening } from "../message/say-listening.ts";
import { tellConnection } from "../message/tell-connection.ts";
import { said } from "../said.ts";
import type { TellAnswered } from "./tell-answered.ts";

/** What one message came to. */
export interface Answered {
  /** What happened, for people. */
  readonly told: string;
  readonly answer?: ServeAnswer;
}

/** How messages are answered. */
export interface AnswerOptions {
  readonly queue?: string | undefined;
  readonly count?: number | undefined;
  readonly concurrency?: number | undefined;
  readonly json?: boolean | undefined;
}

/** Answers the messages of a subject until there were enough or it is interrupted; gives the exit code. */
export async function answerEach(
  bridge: NATSBridge,
  subject: string,
  options: AnswerOptions,
  signal: AbortSignal,
  answer: (env: LazyEnvelope) => Promise<Answered>,
  tell: TellAnswered,
): Promise<number> {
  const { queue, concurrency, count = Number.POSITIVE_INFINITY } = options;
  const enough = new AbortController();
  let taken = 0;
  let faults = 0;
  const known = new Set<string>();
  const fail = (message: Parameters<TellAnswered>[0], error: unknown) => {
    faults += 1;
    tell(message, { ok: false, told: said(error) });
  };
  const finish = () => {
    if (taken >= count) enough.abort();
  };
  const handle = async (env: LazyEnvelope): Promise<ServeAnswer> => {
    taken += 1;
    if (taken > count) {
      known.add(env.correlation_id);
      const error = closed(subject, count);
      tell(env, { ok: false, told: `refused: ${error.message}` });
      throw error;
    }
    try {
      const { told, answer: payloads } = await answer(env);
      tell(env, { ok: true, told });
      return payloads;
    } catch (error) {
      if (!signal.aborted) fail(env, error);
      known.add(env.correlation_id);
      throw error;
    } finally {
      finish();
    }
  };
  const service = bridge.serve(subject, handle, {
    queue,
    concurrency,
    lazy: true,
    // Whoever asks is told what went wrong, as is whoever looks on here.
    expose_errors: true,
    logger: answerLogger((id, text) => {
      if (known.delete(id)) return;
      fail({ send_to: subject, msg_id: "", sender_name: "" }, text);
    }),
    on_poison: (error, message) => {
      taken += 1;
      fail({ send_to: message.subject, msg_id: "", sender_name: "" }, error);
      finish();
    },
    signal: AbortSignal.any([signal, enough.signal]),
  });
  await service.ready;
  void tellConnection(bridge, subject, options.json === true);
  sayListening(subject, options.json === true);
  const error = await service.closed;
  if (error) throw error;
  return signal.aborted || faults === 0 ? 0 : 1;
}

/** Hears of an answer that could not be sent; what cannot be received `on_poison` hears. */
function answerLogger(onFault: (correlation_id: string, text: string) => void): Logger {
  const silent = () => undefined;
  return {
    debug: silent,
    info: silent,
    warn: (text, { correlation_id }) => {
      if (typeof correlation_id === "string" && correlation_id !== "")
        onFault(correlation_id, text);
    },
    error: silent,
  };
}

/** What has come with the last message finds nobody any more. */
function closed(subject: string, count: number): NatsBridgeError {
  const message = `The service on "${subject}" was to answer ${count} messages, and has`;
  return new NatsBridgeError({ code: "rejected", message });
}
