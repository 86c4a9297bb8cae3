import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as pause } from "node:timers/promises";
import type { AttackReport } from "./attack.ts";
import { ATTACKS } from "./attacks.ts";
import { direct, message, receive } from "./messages.ts";

const [, , name, nats = "", http = ""] = process.argv;
const attack = ATTACKS.find((each) => each.name === name);
if (attack === undefined) throw new Error(`no attack ${name}`);
// What is loaded with the first message is not what is watched.
await receive(message([direct()]));
const delay = monitorEventLoopDelay({ resolution: 10 });
delay.enable();
await pause(50);
const came = await attack.run({ nats, http });
await pause(50);
delay.disable();
const report: AttackReport = {
  came,
  block_ms: Math.round(delay.max / 1e6),
  // In kB.
  memory_mb: Math.round(process.resourceUsage().maxRSS / 1024),
};
process.send?.(report);
process.disconnect?.();
