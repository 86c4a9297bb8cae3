import { NATSBridge } from "natsbridge";
import type { Check, CheckResult, SuiteSettings } from "./check.ts";

/** What a page of a user does: it begins with `natsbridge`, and the suite comes when it is needed. */
export async function runOnPage(more: readonly Check[] = []): Promise<readonly CheckResult[]> {
  const answer = await fetch("/settings.json");
  const settings = (await answer.json()) as SuiteSettings;
  const { broker_url, fileserver_url } = settings;
  const bridge = await NATSBridge.connect({ broker_url, fileserver_url });
  const { runSuite } = await import("./run-suite.ts");
  return runSuite(settings, bridge, more);
}
