import type { NATSBridge } from "natsbridge";
import type { Check, CheckResult, SuiteSettings } from "./check.ts";
import { compressionChecks } from "./compression-checks.ts";
import { errorChecks } from "./error-checks.ts";
import { jetstreamChecks } from "./jetstream-checks.ts";
import { messagingChecks } from "./messaging-checks.ts";
import { streamChecks } from "./stream-checks.ts";
import { typeChecks } from "./type-checks.ts";

const CHECKS: readonly Check[] = [
  ...typeChecks,
  ...streamChecks,
  ...compressionChecks,
  ...messagingChecks,
  ...jetstreamChecks,
  ...errorChecks,
];

/** Time for one check, in ms: a check that hangs is a fault, and the others still run. */
const MOST = 60_000;

/** Runs every check, and then `more`, one after the other, on one bridge, and closes it. */
export async function runSuite(
  settings: SuiteSettings,
  bridge: NATSBridge,
  more: readonly Check[] = [],
): Promise<readonly CheckResult[]> {
  const results: CheckResult[] = [];
  for (const [index, check] of [...CHECKS, ...more].entries()) {
    const unique = `suite-${crypto.getRandomValues(new Uint32Array(1))[0]}-${index}`;
    results.push(await resultOf(check, check.run({ settings, bridge, unique })));
  }
  await bridge.close();
  return results;
}

async function resultOf({ name }: Check, running: Promise<void>): Promise<CheckResult> {
  const started = performance.now();
  const took = () => Math.round(performance.now() - started);
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`not done after ${MOST} ms`)), MOST);
  try {
    await Promise.race([running, late.promise]);
    return { name, ms: took() };
  } catch (error) {
    const fault = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return { name, ms: took(), fault };
  } finally {
    clearTimeout(timer);
  }
}
