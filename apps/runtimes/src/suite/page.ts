import { NATSBridge } from "natsbridge";
import type { CheckResult, SuiteSettings } from "./check.ts";
import { report } from "./report.ts";

/** A page of a user: what it begins with is `natsbridge`, and the suite comes when it is needed. */
async function main(): Promise<readonly CheckResult[]> {
  const answer = await fetch("/settings.json");
  const settings = (await answer.json()) as SuiteSettings;
  const { broker_url, fileserver_url } = settings;
  const bridge = await NATSBridge.connect({ broker_url, fileserver_url });
  const { runSuite } = await import("./run-suite.ts");
  return runSuite(settings, bridge);
}

void report(main());
