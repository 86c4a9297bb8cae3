import { startNatsServer } from "@natsbridge/nats-server";
import { startHostileServer } from "testkit";
import { ATTACKS } from "./attacks.ts";
import { runAttack } from "./run-attack.ts";

/** Processes at once, besides the one that waits for what trickles. */
const AT_ONCE = 2;

const words = process.argv.slice(2);
const wanted = ATTACKS.filter(
  ({ name }) => words.length === 0 || words.some((word) => name.includes(word)),
);
await using nats = await startNatsServer({ jetstream: true });
await using http = await startHostileServer();
const world = { nats: nats.url, http: http.url };
const queue = wanted.values();
let failed = 0;

async function work(): Promise<void> {
  for (const attack of queue) {
    const { name, report, faults } = await runAttack(attack, world);
    if (faults.length > 0) failed += 1;
    const figures = report && `${report.came} (${report.block_ms} ms, ${report.memory_mb} MB)`;
    console.log(`${faults.length === 0 ? "ok  " : "FAIL"} ${name}: ${figures ?? "nothing came"}`);
    for (const fault of faults) console.log(`     ${fault}`);
  }
}

await Promise.all(Array.from({ length: AT_ONCE + 1 }, work));
console.log(`${wanted.length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 && wanted.length > 0 ? 0 : 1;
