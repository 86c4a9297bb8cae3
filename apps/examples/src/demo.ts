/** Sends the five scenarios through a real nats-server and the embedded file server, and checks what comes back. */
import { parseArgs } from "node:util";
import { smartreceive, smartsend } from "@natsbridge/core";
import { createLocalFileServer } from "@natsbridge/fileserver-local";
import { startNatsServer } from "@natsbridge/nats-server";
import { connect, type Msg, type NatsConnection } from "nats";
import { difference } from "./demo/difference.ts";
import { type PayloadResult, printResult, printTitle, printVerdict } from "./demo/report.ts";
import { type Scenario, scenarios } from "./demo/scenarios.ts";

const HELP = `Usage: pnpm demo [--json]

Starts a nats-server and a file server on free ports, sends the five scenarios, receives them
and compares every value. Exit code 1 if anything differs. Leaves nothing behind.

  --json   print one JSON document instead of text
  --help   print this`;

const { values: flags } = parseArgs({
  options: { json: { type: "boolean" }, help: { type: "boolean", short: "h" } },
});
if (flags.help) {
  console.log(HELP);
} else {
  const interruption = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const) {
    process.once(name, () => interruption.abort(new Error(`Interrupted by ${name}`)));
  }
  process.exitCode = await run(interruption.signal);
}

async function run(signal: AbortSignal): Promise<number> {
  const started = performance.now();
  const results: PayloadResult[] = [];
  await using nats = await startNatsServer({ jetstream: true, websocket: true, signal });
  await using files = await createLocalFileServer({});
  if (!flags.json)
    console.log(`nats-server at ${nats.url} and ${nats.websocketUrl}, file server at ${files.url}`);
  const connection = await connect({ servers: nats.url });
  try {
    let title = "";
    for (const scenario of scenarios()) {
      if (!flags.json && scenario.title !== title) printTitle(scenario.title, scenario.subject);
      title = scenario.title;
      for (const result of await roundTrip(scenario, connection, files.url, signal)) {
        results.push(result);
        if (!flags.json) printResult(result);
      }
    }
  } catch (error) {
    if (!signal.aborted) throw error;
    console.error(signal.reason instanceof Error ? signal.reason.message : "Interrupted");
    return 130;
  } finally {
    await connection.close();
  }
  const seconds = (performance.now() - started) / 1000;
  const ok = results.every((result) => result.difference === null);
  if (flags.json) console.log(JSON.stringify({ ok, seconds, payloads: results }, null, 2));
  else printVerdict(results, seconds);
  return ok ? 0 : 1;
}

async function roundTrip(
  { subject, payloads }: Scenario,
  connection: NatsConnection,
  fileserver_url: string,
  signal: AbortSignal,
): Promise<PayloadResult[]> {
  const subscription = connection.subscribe(subject, { max: 1, timeout: 30_000 });
  const started = performance.now();
  const [message, [, , receipt]] = await Promise.all([
    firstMessage(subscription),
    smartsend(subject, payloads, { nats_connection: connection, fileserver_url, signal }),
  ]);
  const env = await smartreceive(message, { fileserver_url, signal });
  const milliseconds = performance.now() - started;
  return payloads.map((payload, index) => {
    const [dataname, , type] = payload;
    const sent = receipt.payloads[index];
    const received = env.payloads[index];
    return {
      dataname,
      type,
      bytes: sent?.bytes ?? 0,
      transport: sent?.transport ?? "direct",
      reason: sent?.reason ?? "",
      checksum_verified: env.payload_info[index]?.verified ?? false,
      milliseconds,
      difference: received ? (difference(payload, received) ?? null) : "it is missing",
    };
  });
}

async function firstMessage(subscription: AsyncIterable<Msg>): Promise<Msg> {
  for await (const message of subscription) return message;
  throw new Error("The subscription ended without a message");
}
