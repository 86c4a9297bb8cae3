import { NATSBridge } from "natsbridge";
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

/** Runs every check, one after the other, on one bridge. */
export async function runSuite(settings: SuiteSettings): Promise<readonly CheckResult[]> {
  const { broker_url, fileserver_url } = settings;
  const bridge = await NATSBridge.connect({ broker_url, fileserver_url });
  const results: CheckResult[] = [];
  for (const [index, check] of CHECKS.entries()) {
    const unique = `suite-${crypto.getRandomValues(new Uint32Array(1))[0]}-${index}`;
    results.push(await resultOf(check, check.run({ settings, bridge, unique })));
  }
  await bridge.close();
  return results;
}

async function resultOf({ name }: Check, running: Promise<void>): Promise<CheckResult> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`not done after ${MOST} ms`)), MOST);
  try {
    await Promise.race([running, late.promise]);
    return { name };
  } catch (error) {
    const fault = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return { name, fault };
  } finally {
    clearTimeout(timer);
  }
}
