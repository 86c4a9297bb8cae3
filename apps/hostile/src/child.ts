import type { AttackReport } from "./attack.ts";
import { ATTACKS } from "./attacks.ts";
import { watchTurns } from "./longest-turn.ts";
import { direct, message, receive } from "./messages.ts";

const [, , name, nats = "", http = ""] = process.argv;
const attack = ATTACKS.find((each) => each.name === name);
if (attack === undefined) throw new Error(`no attack ${name}`);
// What is loaded with the first message is not what is watched.
await receive(message([direct()]));
const body = (await attack.prepare?.()) ?? "";
const longest = watchTurns();
const came = await attack.run({ nats, http }, body);
const report: AttackReport = {
  came,
  block_ms: Math.round(await longest()),
  // In kB.
  memory_mb: Math.round(process.resourceUsage().maxRSS / 1024),
};
process.send?.(report);
process.disconnect?.();
