import type { AnswerBehaviour } from "./fault-behaviour.ts";

/** A request to a real server and its answer, as recorded. */
export interface RecordedExchange {
  readonly name: string;
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string | null;
  };
  readonly response: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
  };
}

/** The exchange of that name. */
export function findExchange(
  exchanges: readonly RecordedExchange[],
  name: string,
): RecordedExchange {
  const exchange = exchanges.find((candidate) => candidate.name === name);
  if (exchange === undefined) throw new Error(`no exchange "${name}" was recorded`);
  return exchange;
}

/** Answers exactly as recorded; the length is counted anew, as long bodies are shortened in a recording. */
export function replayAnswer({ response }: RecordedExchange): AnswerBehaviour {
  const { "Content-Length": _recorded, ...headers } = response.headers;
  return { kind: "answer", status: response.status, headers, body: response.body };
}
