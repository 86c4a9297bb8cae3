import http from "node:http";
import https from "node:https";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream as NodeReadableStream } from "node:stream/web";
import { answerOf } from "./http-get.node.ts";
import type { SendAnswer, SendRequest } from "./send-request.ts";

/**
 * Sends a body that cannot be read twice, over a connection of its own: one that waits in a pool may be closed by the
 * server in the very moment in which it is taken, and what was read of the body is gone then. The proxy of the
 * environment and its authorities are those of Node's own agents.
 */
export async function sendOnce(
  url: string,
  { method, headers, signal }: Pick<SendRequest, "method" | "headers" | "signal">,
  body: ReadableStream<Uint8Array>,
): Promise<SendAnswer> {
  const address = new URL(url);
  const isSecure = address.protocol === "https:";
  const sending = (isSecure ? https : http).request(address, {
    method,
    headers: { "user-agent": "node", ...Object.fromEntries(headers) },
    signal,
    agent: isSecure ? freshSecureAgent() : freshAgent(),
  });
  const answer = answerOf(sending);
  const source = Readable.fromWeb(body as NodeReadableStream<Uint8Array>);
  // A server may answer before it has read all: that counts, and whoever reads it ends the rest.
  return Promise.race([answer, pipeline(source, sending).then(() => answer)]);
}

/** An agent that somebody put in the place of Node's is left to itself. */
function freshAgent(): http.Agent {
  const globalAgent: http.Agent & { readonly options?: http.AgentOptions } = http.globalAgent;
  const { options } = globalAgent;
  if (globalAgent.constructor !== http.Agent) return globalAgent;
  return new http.Agent({ ...options, keepAlive: false });
}

function freshSecureAgent(): https.Agent {
  const { globalAgent } = https;
  const { options } = globalAgent;
  if (globalAgent.constructor !== https.Agent) return globalAgent;
  return new https.Agent({ ...options, keepAlive: false });
}
