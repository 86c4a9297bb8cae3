import { said } from "../said.ts";
import { type Finding, findingsOf } from "./finding.ts";

const check = findingsOf("monitoring");
/** Time for an answer, in ms. */
const PATIENCE = 5_000;

interface ServerVariables {
  readonly now?: string;
  readonly slow_consumers?: number;
  readonly jetstream?: {
    readonly config?: { readonly sync_interval?: number; readonly sync_always?: boolean };
  };
}

/** What only the monitoring port of a broker tells: how often it flushes, who read too slowly, what time it has. */
export async function checkMonitoring(
  url: string,
  signal: AbortSignal,
): Promise<{ readonly findings: readonly Finding[]; readonly clockAhead?: number }> {
  try {
    const timed = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE)]);
    const answer = await fetch(`${url.replace(/\/+$/, "")}/varz`, { signal: timed });
    const { now, slow_consumers = 0, jetstream } = (await answer.json()) as ServerVariables;
    const ahead = now === undefined ? undefined : Date.parse(now) - Date.now();
    return {
      findings: [...durability(jetstream?.config), ...slowReaders(slow_consumers)],
      ...(ahead !== undefined && { clockAhead: ahead }),
    };
  } catch (error) {
    if (signal.aborted) throw error;
    const message = `${url} does not answer as a monitoring port: ${said(error)}`;
    return {
      findings: [check.unknown(message, "Give the address of http_port with --monitoring")],
    };
  }
}

function durability(
  config: { readonly sync_interval?: number; readonly sync_always?: boolean } | undefined,
): Finding[] {
  if (config === undefined) return [];
  if (config.sync_always)
    return [check.ok("every message is flushed to disk before its acknowledgement")];
  const interval = Math.round((config.sync_interval ?? 120e9) / 1e9);
  return [
    check.ok(
      `flushed to disk every ${interval} s: a power cut may cost what was acknowledged since; sync_interval always, or 3 replicas, prevents that`,
    ),
  ];
}

function slowReaders(count: number): Finding[] {
  if (count === 0) return [];
  return [
    check.warning(
      `${count} readers were cut off because they read too slowly; their messages are lost`,
      "Send large payloads as links, keep to a rate, or use JetStream",
    ),
  ];
}
