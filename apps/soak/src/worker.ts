import { writeSync } from "node:fs";
import { NATSBridge } from "@natsbridge/core";
import { numberOf } from "./numbered-message.ts";
import type { WorkerOrder, WorkerReport } from "./worker-order.ts";

/** A consumer in a process of its own, which dies where it is told to. */
const order = JSON.parse(process.argv[2] ?? "{}") as WorkerOrder;
const { broker_url, fileserver_url, stream, die } = order;

const bridge = await NATSBridge.connect({ broker_url, fileserver_url });
let count = 0;

bridge.consume({ stream, consumer: "worker", ack_wait: 1_000 }, (env, { info }) => {
  const n = numberOf(env);
  count += 1;
  const { redelivered } = info;
  const isHandled = !(die?.when === "mid-handler" && count === die.at);
  report({ n, redelivered, isHandled });
  if (!isHandled) dieNow();
  if (die?.when === "before-ack" && count === die.at) dieNow();
});

function dieNow(): never {
  process.kill(process.pid, "SIGKILL");
  for (;;);
}

/** Written at once, so that nothing said is lost with the process. */
function report(line: WorkerReport): void {
  writeSync(1, `${JSON.stringify(line)}\n`);
}
