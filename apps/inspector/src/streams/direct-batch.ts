import { NatsBridgeError } from "@natsbridge/schema";
import {
  createInbox,
  type NatsConnection,
  type NatsMessage,
  subscribe,
} from "@natsbridge/transport";

/** Time without a message after which a batch counts as lost, in ms. */
const PATIENCE = 5_000;

/** What is asked of a stream: messages on a subject from a sequence on. */
export interface StoredQuery {
  readonly from: number;
  /** Subject, with wildcards. */
  readonly filter: string;
  readonly limit: number;
  readonly maxBytes: number;
}

/** Reads messages by direct get, many with one question. Servers before 2.11 answer with one. */
export function directBatch(
  connection: NatsConnection,
  stream: string,
  { from, filter, limit, maxBytes }: StoredQuery,
): Promise<NatsMessage[]> {
  const inbox = createInbox(connection);
  const messages: NatsMessage[] = [];
  const { promise, resolve, reject } = Promise.withResolvers<NatsMessage[]>();
  const lost = () => {
    const message = `Stream "${stream}" did not answer a direct get within ${PATIENCE} ms`;
    reject(new NatsBridgeError({ code: "timeout", message }));
  };
  let timer = setTimeout(lost, PATIENCE);
  const subscription = subscribe(connection, inbox, {
    callback: (error, message) => {
      clearTimeout(timer);
      timer = setTimeout(lost, PATIENCE);
      if (error) return reject(error);
      const { headers } = message;
      const code = headers?.code ?? 0;
      if (code === 404 || code === 204) return resolve(messages);
      if (code !== 0) return reject(refused(stream, code, headers?.description ?? ""));
      messages.push(message);
      if (headers?.has("Nats-Num-Pending") !== true) resolve(messages);
    },
  });
  const query = { seq: from, next_by_subj: filter, batch: limit, max_bytes: maxBytes };
  connection.publish(`$JS.API.DIRECT.GET.${stream}`, JSON.stringify(query), { reply: inbox });
  return promise.finally(() => {
    clearTimeout(timer);
    subscription.unsubscribe();
  });
}

function refused(stream: string, code: number, description: string): NatsBridgeError {
  const isNobody = code === 503;
  return new NatsBridgeError({
    code: isNobody ? "no_responders" : "invalid_config",
    message: isNobody
      ? `Nobody answers a direct get of stream "${stream}": it is gone, or this user may not publish to "$JS.API.DIRECT.GET.${stream}"`
      : `Stream "${stream}" refused a direct get: ${description} (${code})`,
  });
}
