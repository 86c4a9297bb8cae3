import { NatsBridgeError } from "@natsbridge/schema";
import { connect, type NatsConnection } from "@natsbridge/transport";
import { said } from "../said.ts";
import type { ConnectSettings } from "../settings/connect-options.ts";
import { type Finding, findingsOf } from "./finding.ts";

const check = findingsOf("broker");
/** Oldest server that is supported. */
const OLDEST = [2, 10] as const;
/** What a message of one link needs at least, with room for names. */
const SMALLEST_PAYLOAD = 16_384;
/** What the server itself warns of. */
const LARGEST_PAYLOAD = 8 * 1024 * 1024;

/**
 * Connects; without a connection nothing else can be looked at.
 *
 * @param threshold serialized size in bytes from which a payload becomes a link.
 */
export async function checkBroker(
  settings: ConnectSettings,
  threshold: number,
  signal: AbortSignal,
): Promise<{ readonly connection?: NatsConnection; readonly findings: readonly Finding[] }> {
  const { servers, connection_options, label } = settings;
  const started = performance.now();
  try {
    const connection = await connect({ servers, connection_options, reconnect: false, signal });
    const { server_name = "", version = "" } = infoOf(connection);
    const time = (performance.now() - started).toFixed(0);
    const found = `nats-server ${version}${server_name.length > 30 ? "" : ` "${server_name}"`} at ${label}, connected in ${time} ms`;
    return { connection, findings: [check.ok(found), ...limits(connection, version, threshold)] };
  } catch (error) {
    if (signal.aborted) throw error;
    return { findings: [check.critical(said(error), wayOut(error))] };
  }
}

function infoOf({ info }: NatsConnection): {
  readonly server_name?: string;
  readonly version?: string;
} {
  return info ?? {};
}

function wayOut(error: unknown): string {
  const code = NatsBridgeError.isInstance(error) ? error.code : undefined;
  if (code === "permission_denied") {
    return "Give --user and --password, --creds, --nkey, --token, or a --context that has them";
  }
  return code === "connection_failed"
    ? "Start one with natsbridge dev, or say where it is with --nats or NATS_URL"
    : "Correct the setting that the message names";
}

function limits(connection: NatsConnection, version: string, threshold: number): Finding[] {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const isOld = major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]);
  const max = connection.info?.max_payload ?? 0;
  const shown = `max_payload ${max.toLocaleString("en-US")} bytes`;
  const direct = Math.floor((Math.min(max, Number.MAX_SAFE_INTEGER) - 1_000) * 0.75);
  return [
    ...(isOld
      ? [check.warning(`version ${version} is too old`, "Use nats-server 2.10 or newer")]
      : []),
    max < SMALLEST_PAYLOAD
      ? check.warning(
          `${shown}: a message of several links may not fit`,
          "Raise max_payload to 65,536 or more",
        )
      : max > LARGEST_PAYLOAD
        ? check.warning(
            `${shown}: large messages hold up everybody else`,
            "Keep it at 8 MiB or less; links carry what is larger",
          )
        : check.ok(
            direct < threshold
              ? `${shown}: payloads from about ${direct.toLocaleString("en-US")} bytes become links, before the size threshold of ${threshold.toLocaleString("en-US")} does it`
              : `${shown}, above the size threshold of ${threshold.toLocaleString("en-US")}`,
          ),
  ];
}
