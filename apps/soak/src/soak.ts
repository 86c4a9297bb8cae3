import { accidents as causeAccidents } from "./accidents.ts";
import { clusterKills } from "./cluster-kills.ts";
import { mutatedIntoReceive, mutatedIntoSubscribe } from "./mutated-messages.ts";
import { soakFaults } from "./soak-faults.ts";
import { type SoakOptions, soakOptions, USAGE } from "./soak-options.ts";
import { steadyLoad } from "./steady-load.ts";

/** Long proofs of delivery. Exits with 1 where something was lost, leaked or not typed. */
async function soak({ minutes, messages, mutated, accidents, json }: SoakOptions): Promise<void> {
  const started = performance.now();
  const progress = (text: string): void => {
    const seconds = ((performance.now() - started) / 1_000).toFixed(1).padStart(7);
    (json ? console.error : console.log)(`${seconds} s  ${text}`);
  };
  const report = {
    ...(messages > 0 && { cluster_kills: await clusterKills(messages, progress) }),
    ...(accidents > 0 && { accidents: await causeAccidents(accidents, progress) }),
    ...(mutated > 0 && {
      mutated_into_receive: await mutatedIntoReceive(mutated, progress),
      mutated_into_subscribe: await mutatedIntoSubscribe(mutated, progress),
    }),
    ...(minutes > 0 && { steady_load: await steadyLoad(minutes, progress) }),
  };
  const faults = soakFaults(report);
  console.log(json ? JSON.stringify({ ...report, faults }, null, 2) : report);
  for (const fault of faults) console.error(`FAULT ${fault}`);
  if (!json) console.log(faults.length === 0 ? "soak passed" : `${faults.length} faults`);
  if (faults.length > 0) process.exitCode = 1;
}

let options: SoakOptions | undefined;
try {
  options = soakOptions(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  console.error(USAGE);
  process.exitCode = 2;
}
if (options) await soak(options);
